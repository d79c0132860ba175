import { useTranslation } from 'react-i18next';
import type { CheckedRule } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';

/** What reading a text and running its tests says. */
export function RuleCheck({ checked }: { readonly checked: CheckedRule }) {
  const { t } = useTranslation();
  const { refused, warnings } = checked;
  return (
    <div aria-live="polite">
      <Section
        title={
          refused.length === 0
            ? t('ruleEditor.readable')
            : t('ruleEditor.unreadable', { count: refused.length })
        }
      >
        {checked.id !== null && (
          <p className="t-3" style={{ margin: 0 }}>
            {t('common.id')} <span className="t-mono">{checked.id}</span>
          </p>
        )}
        <Lines lines={refused} />
      </Section>
      {warnings.length > 0 && (
        <Section title={t('ruleEditor.warnings', { count: warnings.length })}>
          <Lines lines={warnings} />
        </Section>
      )}
      {refused.length === 0 && <Tests tests={checked.tests} />}
    </div>
  );
}

function Lines({ lines }: { readonly lines: CheckedRule['warnings'] }) {
  const { t } = useTranslation();
  return lines.map(({ code, line, reason }) => (
    <div key={`${line}${code}${reason}`} style={{ marginTop: 6 }}>
      {t('rules.line', { line })}: {reason} <span className="t-mono t-3">{code}</span>
    </div>
  ));
}

function Tests({ tests }: Pick<CheckedRule, 'tests'>) {
  const { t } = useTranslation();
  if (tests === null)
    return (
      <Section title={t('rules.tests')}>
        <span className="t-2">{t('ruleEditor.noTests')}</span>
      </Section>
    );
  const passed = tests.cases.filter((each) => each.passed).length;
  return (
    <Section title={t('ruleEditor.passedOf', { passed, count: tests.cases.length })}>
      {tests.unreadable !== null && <div className="t-danger">{tests.unreadable}</div>}
      {tests.cases.map((each) => (
        <div key={each.name} style={{ marginTop: 10 }}>
          <ToneBadge tone={each.passed ? 'success' : 'danger'}>
            {each.passed ? t('ruleEditor.passed') : t('ruleEditor.failed')}
          </ToneBadge>{' '}
          {each.name}
          {!each.passed && <Failure outcome={each} />}
        </div>
      ))}
    </Section>
  );
}

type Outcome = NonNullable<CheckedRule['tests']>['cases'][number];

function Failure({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation();
  const text = (hits: Outcome['expected']): string =>
    hits.length === 0
      ? t('ruleEditor.nothing')
      : hits.map(({ count, entity, rule }) => t('ruleEditor.hit', { count, entity, rule })).join(', ');
  return (
    <div style={{ margin: '4px 0 0 12px', fontSize: '0.8125rem' }} className="t-2">
      {outcome.unparsed.map((event) => (
        <div key={event}>{t('ruleEditor.unparsedEvent', { event })}</div>
      ))}
      <div>
        {t('ruleEditor.expected')}: <span className="t-mono">{text(outcome.expected)}</span>
      </div>
      <div>
        {t('ruleEditor.found')}: <span className="t-mono">{text(outcome.found)}</span>
      </div>
    </div>
  );
}

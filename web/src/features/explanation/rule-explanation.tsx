import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { explanationQuery } from '../../api/rule-resources.ts';
import type { Explanation } from '../../api/types.ts';
import { SeverityMark, ToneBadge } from '../../components/badges.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { bestState } from './correlation-window.ts';
import { CorrelationWindows, WindowBadge } from './correlation-windows.tsx';
import { ExplainedDetection } from './explained-detection.tsx';
import classes from './explanation.module.css';

/** Why one rule in force matches an event or does not. */
export function RuleExplanation({
  eventId,
  ruleId,
  onRule,
}: {
  readonly eventId: string;
  readonly ruleId: string;
  /** Another rule to explain; undefined for the list of them. */
  readonly onRule: (ruleId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(explanationQuery(eventId, ruleId));
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="xs"
        mb={8}
        display="block"
        onClick={() => onRule(undefined)}
      >
        ← {t('explain.back')}
      </Anchor>
      <QueryView query={query}>
        {(explanation) => <ExplanationView explanation={explanation} onRule={onRule} />}
      </QueryView>
    </>
  );
}

export function ExplanationView({
  explanation,
  onRule,
}: {
  readonly explanation: Explanation;
  readonly onRule: (ruleId: string) => void;
}) {
  const { t } = useTranslation();
  const { correlation, detection, eventId, filters, parts, rule } = explanation;
  return (
    <>
      <Facts
        items={[
          [t('explain.verdict'), <Verdict key="v" explanation={explanation} />],
          [
            t('rules.one'),
            <Link key="r" className="t-link" to="/rules/$ruleId" params={{ ruleId: rule.id }}>
              {rule.title}
            </Link>,
          ],
          [t('rules.level'), rule.level === null ? null : <SeverityMark key="l" severity={rule.level} />],
          [t('findings.author'), rule.author],
          [t('rules.logSource'), explanation.ruleSource === null ? null : sourceText(explanation.ruleSource)],
          [t('explain.eventIs'), explanation.eventSources.map(sourceText).filter(unique).join(', ')],
        ]}
      />
      {!explanation.isFor && explanation.kind === 'rule' && (
        <p className="t-2" style={{ margin: '8px 0' }}>
          {t('explain.notForText')}
        </p>
      )}
      {detection !== null && (
        <Section title={t('explain.detection')}>
          <ExplainedDetection document={detection} />
        </Section>
      )}
      {filters.map((filter) => (
        <Section key={filter.id} title={t('explain.filter', { title: filter.title })}>
          <ExplainedDetection document={filter} />
        </Section>
      ))}
      {correlation !== null && (
        <CorrelationWindows correlation={correlation} correlationId={rule.id} eventId={eventId} />
      )}
      {correlation === null && parts.some((part) => part.matches === true) && (
        <p className="t-2" style={{ margin: '8px 0' }}>
          {t('explain.window.draft')}
        </p>
      )}
      {parts.length > 0 && (
        <Section title={t('explain.parts')}>
          <ul className={classes.list}>
            {parts.map((part) => (
              <li key={part.id}>
                <button type="button" className={classes.entry} onClick={() => onRule(part.id)}>
                  <span>{part.title}</span>
                  <span className="t-3">
                    {part.matches === null
                      ? t('rules.kinds.correlation')
                      : part.matches
                        ? t('explain.counts')
                        : part.isFiltered
                          ? t('explain.filteredOut')
                          : t('explain.countsNot')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Verdict({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation();
  if (explanation.matches === null) {
    const state = explanation.correlation === null ? null : bestState(explanation.correlation);
    if (state !== null) return <WindowBadge state={state} />;
    if (explanation.correlation !== null)
      return <ToneBadge tone="warning">{t('explain.window.noGroup')}</ToneBadge>;
    return <ToneBadge tone="neutral">{t('explain.overMany')}</ToneBadge>;
  }
  if (explanation.matches) return <ToneBadge tone="success">{t('explain.matches')}</ToneBadge>;
  return explanation.isFor ? (
    <ToneBadge tone="neutral">{t('explain.matchesNot')}</ToneBadge>
  ) : (
    <ToneBadge tone="warning">{t('explain.notFor')}</ToneBadge>
  );
}

type Source = Explanation['eventSources'][number];

/** `windows / process_creation`. */
export const sourceText = ({ category, product, service }: Source): string =>
  [product, category, service].filter((part) => part !== null && part !== '').join(' / ');

const unique = (text: string, index: number, all: readonly string[]): boolean => all.indexOf(text) === index;

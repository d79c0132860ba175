import { Alert, Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { RuleDetail } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { Time } from '../../components/time.tsx';
import { Facts } from '../../components/layout.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { RuleSuppressions } from '../suppressions/finding-suppressions.tsx';
import { RuleDialog, type RuleStep } from './rule-dialogs.tsx';
import { RuleCostText } from './rule-cost.tsx';
import { logSourceText } from './rule-filter.ts';
import { DeadText } from './dead-text.tsx';
import { RuleMarks, RuleStateText } from './rule-state.tsx';

/** What may be done with a rule now. */
export function RuleActions({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const [step, setStep] = useState<RuleStep | null>(null);
  if (!session.can('rule:write')) return null;
  const { draftVersion, state, version } = rule;
  const canActivate = draftVersion !== null && rule.newest?.refused === null;
  if (!canActivate && state === 'draft') return null;
  return (
    <Group gap={8}>
      {canActivate && (
        <Button onClick={() => setStep({ kind: 'activate', version: draftVersion })}>
          {t('rules.activateVersion', { version: draftVersion })}
        </Button>
      )}
      {state === 'disabled' && (
        <Button onClick={() => setStep({ kind: 'enable' })}>{t('rules.enable')}</Button>
      )}
      {version !== null && rule.origin === 'overlay' && (
        <Button variant="default" onClick={() => setStep({ kind: 'withdraw' })}>
          {t('rules.withdraw')}
        </Button>
      )}
      {state === 'quarantined' && (
        <Button variant={canActivate ? 'default' : 'filled'} onClick={() => setStep({ kind: 'release' })}>
          {t('rules.release')}
        </Button>
      )}
      {(state === 'active' || state === 'quarantined') && (
        <Button variant="default" onClick={() => setStep({ kind: 'disable' })}>
          {t('rules.disable')}
        </Button>
      )}
      {step !== null && <RuleDialog rule={rule} step={step} onClose={() => setStep(null)} />}
    </Group>
  );
}

/** Why it is not as one would expect. */
export function RuleNotes({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const last = rule.changes[0];
  return (
    <>
      <QuarantineNote rule={rule} />
      {rule.state === 'disabled' && last !== undefined && (
        <Alert color="yellow" variant="light" mb={12} title={t('rules.disabledBy', { name: last.by })}>
          {last.reason}
        </Alert>
      )}
      {rule.shippedChanged && (
        <Alert color="yellow" variant="light" mb={12} title={t('rules.marks.shippedChanged')}>
          {t('rules.shippedChangedText')}
        </Alert>
      )}
      {(rule.newest?.refused ?? null) !== null && (
        <Alert color="red" variant="light" mb={12} title={t('rules.draftRefused')}>
          {rule.newest?.refused?.map(({ code, line, reason }) => (
            <div key={`${line}${code}`}>
              {t('rules.line', { line })}: {reason} <span className="t-mono t-3">{code}</span>
            </div>
          ))}
        </Alert>
      )}
    </>
  );
}

/** Why it is in quarantine, with the figures; or that it may cost more than others for a time. */
function QuarantineNote({ rule: { exemption, quarantine } }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (quarantine !== null) {
    const { budgetShare, coreShare, dependents, evaluations, stallMs, windowMs } = quarantine;
    return (
      <Alert color="red" variant="light" mb={12} title={t('rules.quarantine.title')}>
        <div>
          {stallMs === null
            ? t('rules.quarantine.budget', {
                share: format.percent(coreShare ?? 0),
                budget: format.percent(budgetShare ?? 0),
                window: format.duration(windowMs),
                count: evaluations,
                times: format.number(evaluations),
              })
            : t('rules.quarantine.stall', { duration: format.number(stallMs / 1_000) })}{' '}
          <Time iso={quarantine.at} />
        </div>
        {dependents.length > 0 && (
          <div>{t('rules.quarantine.dependents', { titles: dependents.join(', ') })}</div>
        )}
        <div>{t('rules.quarantine.help')}</div>
      </Alert>
    );
  }
  if (exemption === null) return null;
  return (
    <Alert color="gray" variant="light" mb={12} title={t('rules.exempt.title')}>
      {exemption.until === null ? (
        t('rules.exempt.untilChanged')
      ) : (
        <>
          {t('rules.exempt.until')} <Time iso={exemption.until} />
        </>
      )}
    </Alert>
  );
}

/** What the rule says of itself, and where it stands. */
export function RuleFacts({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const mono = (text: string) => (text === '' ? null : <span className="t-mono">{text}</span>);
  return (
    <Facts
      items={[
        [
          t('rules.state'),
          <Group key="state" gap={8}>
            <RuleStateText rule={rule} />
            <RuleMarks rule={rule} />
          </Group>,
        ],
        [t('rules.level'), rule.level === null ? null : <SeverityMark severity={rule.level} />],
        [t('rules.kind'), t(`rules.kinds.${rule.kind}`)],
        [t('rules.version'), rule.version],
        [t('rules.maturity'), rule.status],
        [t('findings.author'), rule.author],
        [t('suppressions.owner'), rule.owner],
        [t('suppressions.expiresAt'), rule.expiresAt === null ? null : <Time key="x" iso={rule.expiresAt} />],
        [
          t('rules.logSource'),
          <div key="source">
            {logSourceText(rule)}
            <DeadText id={rule.id} />
          </div>,
        ],
        ['ATT&CK', mono(rule.tags.join(', '))],
        [t('rules.file'), mono(rule.file)],
        [t('findings.ruleHash'), mono(rule.hash ?? '')],
        [
          t('rules.matches24h'),
          <Link key="m" className="t-link" to="/findings" search={{ status: 'all', ruleId: rule.id }}>
            {rule.matches24h ?? '–'}
          </Link>,
        ],
        [t('nav.suppressions'), <RuleSuppressions key="sup" ruleId={rule.id} />],
        ...(rule.state === 'active' && rule.kind === 'rule'
          ? [[t('rules.cost'), <RuleCostText key="c" cost={rule.cost} />] as const]
          : []),
      ]}
    />
  );
}

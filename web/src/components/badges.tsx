import { useTranslation } from 'react-i18next';
import {
  severities,
  type FindingStatus,
  type IncidentStatus,
  type NoticeStatus,
  type RecipientStatus,
  type Severity,
  type StepStatus,
} from '../api/types.ts';
import { useSession } from '../api/session.ts';
import { toldStatus } from '../lib/told-status.ts';
import type { Tone } from '../lib/clock-share.ts';
import classes from './tone.module.css';

/** A word on a coloured ground. The word always says it; the colour only helps. */
export function ToneBadge({
  tone,
  children,
  dot,
}: {
  readonly tone: Tone;
  readonly children: React.ReactNode;
  readonly dot?: boolean;
}) {
  return (
    <span className={`${classes.badge ?? ''} ${classes[tone] ?? ''}`}>
      {dot && <span className={classes.dot} aria-hidden />}
      {children}
    </span>
  );
}

/** A dot and a word without ground: for dense tables. */
export function ToneText({
  tone,
  children,
  hollow,
}: {
  readonly tone: Tone;
  readonly children: React.ReactNode;
  readonly hollow?: boolean;
}) {
  return (
    <span className={`${classes[tone] ?? ''} ${classes.plain ?? ''}`}>
      <span className={`${classes.dot ?? ''} ${hollow ? (classes.hollow ?? '') : ''}`} aria-hidden />
      {children}
    </span>
  );
}

const severityLevel: Readonly<Record<Severity, number>> = {
  informational: 0,
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
};
const severityTone: Readonly<Record<Severity, string>> = {
  informational: 'var(--t-text-3)',
  low: 'var(--t-info)',
  medium: 'var(--t-warning)',
  high: 'var(--t-danger)',
  critical: 'var(--t-danger)',
};

/** OCSF knows `unknown` and `fatal` beside our own severities. */
export const readSeverity = (text: string): Severity =>
  severities.find((severity) => severity === text) ?? (text === 'fatal' ? 'critical' : 'informational');

/** Four bars, as many filled as it is severe, and the word. */
export function SeverityMark({
  severity,
  iconOnly,
}: {
  readonly severity: Severity;
  readonly iconOnly?: boolean;
}) {
  const { t } = useTranslation();
  const label = t(`severity.${severity}`);
  const level = severityLevel[severity];
  return (
    <span className={classes.plain} title={iconOnly ? label : undefined}>
      <svg
        width="16"
        height="14"
        viewBox="0 0 16 14"
        className={classes.bars}
        role={iconOnly ? 'img' : undefined}
        aria-label={iconOnly ? label : undefined}
        aria-hidden={iconOnly ? undefined : true}
      >
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 4}
            y={9 - bar * 3}
            width="3"
            height={5 + bar * 3}
            rx="1"
            fill={bar < level ? severityTone[severity] : 'var(--t-border-strong)'}
          />
        ))}
      </svg>
      {!iconOnly && <span style={{ fontWeight: severity === 'critical' ? 600 : undefined }}>{label}</span>}
    </span>
  );
}

const incidentTone: Readonly<Record<IncidentStatus, Tone>> = {
  new: 'danger',
  triaged: 'warning',
  investigating: 'warning',
  contained: 'info',
  eradicated: 'info',
  recovered: 'success',
  closed: 'neutral',
  cancelled: 'neutral',
};
/** A status as a word: the trade's for the provider's people, plain for a customer's. */
export function IncidentStatusMark({
  status,
  badge,
}: {
  readonly status: IncidentStatus;
  readonly badge?: boolean;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const word =
    session.isProvider || status === 'cancelled'
      ? t(`incidentStatus.${status}`)
      : t(`tracking.step.${toldStatus(status)}`);
  if (badge)
    return (
      <ToneBadge tone={incidentTone[status]} dot>
        {word}
      </ToneBadge>
    );
  return (
    <ToneText tone={incidentTone[status]} hollow={status === 'new'}>
      {word}
    </ToneText>
  );
}

const findingTone: Readonly<Record<FindingStatus, Tone>> = {
  new: 'danger',
  triaged: 'info',
  dismissed: 'neutral',
  closed: 'neutral',
};
export function FindingStatusMark({ status }: { readonly status: FindingStatus }) {
  const { t } = useTranslation();
  return (
    <ToneText tone={findingTone[status]} hollow={status === 'new'}>
      {t(`findingStatus.${status}`)}
    </ToneText>
  );
}

const noticeTone: Readonly<Record<NoticeStatus, Tone>> = {
  draft: 'neutral',
  awaiting_approval: 'warning',
  approved: 'info',
  sending: 'info',
  accepted: 'success',
  unknown: 'warning',
  bounced: 'danger',
  failed: 'danger',
  rejected: 'danger',
};
export function NoticeStatusMark({ status }: { readonly status: NoticeStatus }) {
  const { t } = useTranslation();
  return (
    <ToneBadge tone={noticeTone[status]} dot>
      {t(`noticeStatus.${status}`)}
    </ToneBadge>
  );
}

const recipientTone: Readonly<Record<RecipientStatus, Tone>> = {
  pending: 'neutral',
  accepted: 'success',
  delivered: 'success',
  deferred: 'warning',
  delayed: 'warning',
  unknown: 'warning',
  refused: 'danger',
  bounced: 'danger',
};
export function RecipientStatusMark({ status }: { readonly status: RecipientStatus }) {
  const { t } = useTranslation();
  return (
    <ToneText tone={recipientTone[status]} hollow={status === 'pending'}>
      {t(`recipientStatus.${status}`)}
    </ToneText>
  );
}

export const stepTone: Readonly<Record<StepStatus, Tone>> = {
  open: 'neutral',
  in_progress: 'info',
  done: 'success',
  skipped: 'neutral',
};

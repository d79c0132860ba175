import { useTranslation } from 'react-i18next';
import {
  clockState,
  clockTone,
  isRunning,
  shareUsed,
  type ClockState,
  type Tone,
} from '../lib/clock-share.ts';
import { useFormat } from '../lib/use-format.ts';
import { useNow } from '../lib/use-now.ts';
import type { Obligation } from '../api/types.ts';
import classes from './tone.module.css';

/** An instant: short in the text, exact on hover. */
export function Time({
  iso,
  mode = 'dateTime',
}: {
  readonly iso: string;
  readonly mode?: 'dateTime' | 'clock' | 'stamp' | 'date' | 'exact';
}) {
  const format = useFormat();
  return (
    <time dateTime={iso} title={format.exact(iso)} className="t-num">
      {format[mode](iso)}
    </time>
  );
}

/** How long ago, or how long until: renewed while it is shown. */
export function Ago({ iso }: { readonly iso: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={iso} title={format.exact(iso)} className="t-num" style={{ whiteSpace: 'nowrap' }}>
      {format.relative(iso, now)}
    </time>
  );
}

/** When something is due: how long until then, or a word in red for how late it is. */
export function Due({ iso }: { readonly iso: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const lateMs = now.getTime() - new Date(iso).getTime();
  if (lateMs < 0) return <Ago iso={iso} />;
  return (
    <time
      dateTime={iso}
      title={format.exact(iso)}
      className="t-num t-danger"
      style={{ whiteSpace: 'nowrap' }}
    >
      {t('clock.late', { duration: format.duration(lateMs) })}
    </time>
  );
}

const toneVars = (tone: Tone): React.CSSProperties => ({
  ['--tone-text' as string]: tone === 'neutral' ? 'var(--t-text-2)' : `var(--t-${tone}-text)`,
  ['--tone-fill' as string]: tone === 'neutral' ? 'var(--t-text-3)' : `var(--t-${tone})`,
});

type ObligationClock = Pick<Obligation, 'status' | 'startedAt' | 'dueAt' | 'fulfilledAt'>;

/** The clock's word and what is left of it, from the obligation and the time now. */
function useClock(obligation: ObligationClock): {
  readonly state: ClockState;
  readonly share: number;
  readonly left: string;
} {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(15_000);
  const share = shareUsed(obligation.startedAt, obligation.dueAt, now);
  const state = clockState(obligation.status, share);
  const leftMs = new Date(obligation.dueAt).getTime() - now.getTime();
  const duration = format.duration(Math.abs(leftMs));
  const left = !isRunning(state)
    ? obligation.fulfilledAt === null
      ? ''
      : format.dateTime(obligation.fulfilledAt)
    : leftMs >= 0
      ? t('clock.left', { duration })
      : t('clock.late', { duration });
  return { state, share, left };
}

/** A running clock as a bar: the share of time used, with marks at 50, 75 and 90 %, and a word. */
export function ClockBar({
  obligation,
  label,
}: {
  readonly obligation: ObligationClock;
  readonly label?: React.ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, share, left } = useClock(obligation);
  const shown = isRunning(state) ? Math.min(1, share) : 1;
  const word = t(`clock.${state}`);
  return (
    <div className={classes.clock} style={toneVars(clockTone[state])}>
      <div className={classes.clockHead}>
        <span className="t-ellipsis">{label}</span>
        <span className={classes.clockWord} title={t('clock.due', { at: format.exact(obligation.dueAt) })}>
          {word}
          {left !== '' && <span className="t-num"> · {left}</span>}
        </span>
      </div>
      <div
        className={classes.track}
        role="meter"
        aria-label={t('clock.used')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(shown * 100)}
        aria-valuetext={`${word}. ${left}`}
      >
        <div className={classes.fill} style={{ width: `${shown * 100}%` }} />
        {[50, 75, 90].map((percent) => (
          <span key={percent} className={classes.mark} style={{ left: `${percent}%` }} />
        ))}
      </div>
    </div>
  );
}

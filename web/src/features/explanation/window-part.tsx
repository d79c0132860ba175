import { IconArrowsShuffle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../components/time.tsx';
import { visibleText } from '../../lib/visible-text.ts';
import { rangeAround } from '../events/event-links.ts';
import type { WindowPart } from './correlation-window.ts';
import classes from './explanation.module.css';

const icons = { present: IconCheck, absent: IconMinus, out_of_order: IconArrowsShuffle } as const;

/** What a window has of one rule or correlation, with the first and the last matches. */
export function Part({
  correlationId,
  eventId,
  isNeeded,
  part,
}: {
  readonly correlationId: string;
  readonly eventId: string;
  readonly part: WindowPart;
  /** Without a match of it the window cannot hold. */
  readonly isNeeded: boolean;
}) {
  const { t } = useTranslation();
  const Icon = part.state === 'absent' && isNeeded ? IconX : icons[part.state];
  const lacking = isNeeded ? classes.fails : 't-3';
  const more = part.count - part.shown.length;
  return (
    <li className={classes.row}>
      <Icon
        size={14}
        className={part.state === 'present' ? classes.holds : lacking}
        aria-label={t(`explain.window.part.${part.state}`)}
        role="img"
      />
      <div style={{ minWidth: 0 }}>
        <div>
          {part.title}{' '}
          <span className="t-3">
            {part.state === 'out_of_order' && `${t('explain.window.part.out_of_order')} · `}
            {part.kind === 'rule'
              ? t('explain.window.matches', { count: part.count })
              : t('explain.window.moments', { count: part.count })}
          </span>
        </div>
        <div className={classes.detail}>
          {part.shown.map((match, index) => (
            <Fragment key={`${match.eventId ?? ''} ${match.time}`}>
              {index === part.shown.length / 2 && more > 0 && (
                <span>{t('explain.window.between', { count: more })} </span>
              )}
              <Match match={match} isAsked={match.eventId === eventId} rule={correlationId} />{' '}
            </Fragment>
          ))}
        </div>
      </div>
    </li>
  );
}

function Match({
  isAsked,
  match,
  rule,
}: {
  readonly isAsked: boolean;
  readonly match: WindowPart['shown'][number];
  readonly rule: string;
}) {
  const { t } = useTranslation();
  const values = match.values.length === 0 ? '' : ` ${visibleText(match.values.join(', '))}`;
  return (
    <span className={classes.value}>
      {match.eventId === null || isAsked ? (
        <Time iso={match.time} mode="clock" />
      ) : (
        <Link
          className="t-link"
          to="/events"
          search={{ selected: match.eventId, range: rangeAround(match.time), rule }}
        >
          <Time iso={match.time} mode="clock" />
        </Link>
      )}
      {values}
      {isAsked && ` · ${t('explain.window.thisEvent')}`}
    </span>
  );
}

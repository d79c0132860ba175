import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ToneBadge } from '../../components/badges.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import type { Tone } from '../../lib/clock-share.ts';
import { useFormat } from '../../lib/use-format.ts';
import { visibleText } from '../../lib/visible-text.ts';
import {
  figureLabelOf,
  hitMatches,
  isStillOpen,
  needsEveryRule,
  type CorrelationWindow,
  type ExplainedCorrelation,
} from './correlation-window.ts';
import classes from './explanation.module.css';
import { Part } from './window-part.tsx';

interface Asked {
  readonly correlation: ExplainedCorrelation;
  readonly correlationId: string;
  readonly eventId: string;
}

/** Why the windows of a correlation hold with an event or do not, group by group. */
export function CorrelationWindows(asked: Asked) {
  const { t } = useTranslation();
  const { correlation } = asked;
  return (
    <Section title={t('explain.window.title')}>
      {correlation.missing.map(({ correlationId, correlationTitle, field }) => (
        <p key={`${correlationId} ${field}`} className={classes.note}>
          {t('explain.window.missingField', { field, title: correlationTitle })}
        </p>
      ))}
      {correlation.windows.map((window) => (
        <Window key={JSON.stringify(window.group)} window={window} {...asked} />
      ))}
      <Excluded correlation={correlation} />
      {correlation.isSilent && <p className={classes.note}>{t('explain.window.silent')}</p>}
    </Section>
  );
}

const tones: Readonly<Record<CorrelationWindow['state'], Tone>> = {
  holds: 'success',
  waiting: 'info',
  aside: 'neutral',
  short: 'neutral',
  inner_short: 'neutral',
  not_kept: 'warning',
  excluded: 'warning',
  not_weighed: 'warning',
};

export function WindowBadge({ state }: { readonly state: CorrelationWindow['state'] }) {
  const { t } = useTranslation();
  return <ToneBadge tone={tones[state]}>{t(`explain.window.state.${state}`)}</ToneBadge>;
}

function Window({ correlation, window, ...asked }: Asked & { readonly window: CorrelationWindow }) {
  const { t } = useTranslation();
  const { best, state } = window;
  return (
    <div className={classes.window}>
      <div className={classes.windowHead}>
        <span>
          {window.group.length === 0
            ? t('explain.window.oneGroup')
            : window.group.map(({ field, value }) => (
                <code key={field} className={classes.value}>
                  {field}: {value === '' ? t('explain.emptyText') : visibleText(value)}
                </code>
              ))}
        </span>
        {correlation.windows.length > 1 && <WindowBadge state={state} />}
      </div>
      <p className={classes.note}>
        {t(`explain.window.why.${state}`, { title: window.inner?.title ?? '' })}
        {isStillOpen(correlation, window) && (
          <>
            {' '}
            {state === 'waiting' ? t('explain.window.judgedAt') : t('explain.window.openUntil')}{' '}
            <Time iso={correlation.finalAt} />.
          </>
        )}
      </p>
      <WindowFacts correlation={correlation} window={window} />
      {best !== null && (
        <ul className={classes.rows}>
          {best.parts.map((part) => (
            <Part key={part.id} part={part} isNeeded={needsEveryRule(correlation)} {...asked} />
          ))}
        </ul>
      )}
    </div>
  );
}

function WindowFacts({
  correlation,
  window,
}: {
  readonly correlation: ExplainedCorrelation;
  readonly window: CorrelationWindow;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { best, counted, hit } = window;
  const label = t(`explain.window.figure.${figureLabelOf(correlation)}`, {
    fields: correlation.condition.fields.join(', '),
    percentile: correlation.condition.percentile ?? '',
  });
  return (
    <Facts
      items={[
        [label, best === null ? null : <Figure key="f" correlation={correlation} best={best} />],
        [t('explain.window.wanted'), <Wanted key="c" correlation={correlation} />],
        [t('explain.window.timespan'), format.duration(correlation.timespanMs)],
        [
          best === null ? t('explain.window.around') : t('explain.window.best'),
          <Span key="b" span={best ?? correlation.around} />,
        ],
        [
          t('explain.window.hit'),
          hit === null ? null : (
            <Fragment key="h">
              <Span span={counted ?? hit} /> · {t('explain.window.matches', { count: hitMatches(window) })}
            </Fragment>
          ),
        ],
        [t('explain.window.counted'), ledTo(t, correlation, window)],
      ]}
    />
  );
}

function Figure({
  best,
  correlation,
}: {
  readonly best: NonNullable<CorrelationWindow['best']>;
  readonly correlation: ExplainedCorrelation;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = best.figure === null ? t('explain.window.noFigure') : format.number(best.figure);
  const isOfRules = correlation.condition.bounds.length === 0;
  return (
    <span className="t-num">
      {isOfRules ? t('explain.window.ofRules', { figure, rules: best.parts.length }) : figure}
      {best.missing !== null && ` · ${t('explain.window.missing', { count: best.missing })}`}
    </span>
  );
}

function Wanted({ correlation }: { readonly correlation: ExplainedCorrelation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bounds, expression } = correlation.condition;
  if (expression !== null) return <code className={classes.value}>{expression}</code>;
  if (bounds.length === 0)
    return correlation.type === 'temporal_ordered'
      ? t('explain.window.everyInOrder')
      : t('explain.window.every');
  return bounds
    .map(({ operator, value }) => t(`explain.window.bound.${operator}`, { value: format.number(value) }))
    .join(', ');
}

function Span({ span }: { readonly span: { readonly from: string; readonly to: string } }) {
  const format = useFormat();
  const dayOf = (iso: string): string => format.stamp(iso).slice(0, 'yyyy-mm-dd'.length);
  return (
    <>
      <Time iso={span.from} mode="stamp" /> –{' '}
      <Time iso={span.to} mode={dayOf(span.from) === dayOf(span.to) ? 'clock' : 'stamp'} />
    </>
  );
}

/** Where a hit went: its finding, or the suppression that took it. */
function ledTo(
  t: TFunction,
  correlation: ExplainedCorrelation,
  { counted, state }: CorrelationWindow,
): ReactNode {
  if (counted === null)
    return state === 'holds' && !correlation.isSilent ? t('explain.window.notCounted') : null;
  if (counted.findingId !== null)
    return (
      <Link className="t-link" to="/findings/$findingId" params={{ findingId: counted.findingId }}>
        {t('explain.window.finding')}
      </Link>
    );
  if (counted.suppressionId === null) return null;
  return (
    <Link
      className="t-link"
      to="/suppressions/$suppressionId"
      params={{ suppressionId: counted.suppressionId }}
    >
      {t('explain.window.suppression')}
    </Link>
  );
}

/** What filters of the company keep from being counted. */
function Excluded({ correlation }: { readonly correlation: ExplainedCorrelation }) {
  const { t } = useTranslation();
  return correlation.excluded.map(({ count, ruleId, suppressionId, title }) => (
    <p key={ruleId} className={classes.note}>
      {t('explain.window.excluded', { count, title })}
      {suppressionId !== null && (
        <>
          {' '}
          <Link className="t-link" to="/suppressions/$suppressionId" params={{ suppressionId }}>
            {t('explain.window.excludedThis')}
          </Link>
        </>
      )}
    </p>
  ));
}

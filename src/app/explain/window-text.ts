import type { ExplanationReply } from './explain-schema.ts';
import { printable } from './printable.ts';

type Correlation = NonNullable<ExplanationReply['correlation']>;
type Window = Correlation['windows'][number];
type Part = NonNullable<Window['best']>['parts'][number];

/** Why the windows of a correlation hold with an event or do not, as lines for a terminal. */
export function windowLines(correlation: Correlation): readonly string[] {
  const { excluded, isSilent, missing, windows } = correlation;
  return [
    ...missing.map(
      ({ correlationTitle, field }) =>
        `The event has no field ${printable(field)}, by which "${correlationTitle}" groups: it falls in no group of its own.`,
    ),
    ...windows.flatMap((window) => linesOf(correlation, window)),
    ...excluded.map(
      ({ count, suppressionId, title }) =>
        `Around the event, filters excluded ${counted(count, 'match', 'matches')} of "${title}", of whatever group${suppressionId === null ? '' : `; this event by ${suppressionId}`}.`,
    ),
    ...(isSilent ? ['The correlation only serves others and makes no finding of its own.'] : []),
  ];
}

const words: Readonly<Record<Window['state'], string>> = {
  holds: 'holds, the event is part of a hit',
  waiting: 'holds as things are; judged when nothing can be missing any more',
  aside: 'holds, but without this event, which stands in no chain of all rules in order',
  short: 'does not hold',
  inner_short: 'does not hold',
  not_kept: 'no match of this event is kept: the present rules have not judged it, or it is not stored yet',
  excluded: 'not counted, a filter excluded this event',
  not_weighed: 'too many matches around the event to weigh its windows here',
};

function linesOf(correlation: Correlation, window: Window): readonly string[] {
  const { best, counted: known, group, hit, inner, state } = window;
  const place =
    group.length === 0
      ? 'All matches together'
      : group.map(({ field, value }) => `${printable(field)} = "${printable(value)}"`).join(', ');
  const lines = [`${place}: ${words[state]}`];
  if (state === 'inner_short' && inner !== null)
    lines.push(`  The event counts only through "${inner.title}", which does not hold with it.`);
  if (best !== null) lines.push(`  ${figureText(correlation, best)}`, ...best.parts.map(partText));
  else lines.push(`  wanted: ${wantedText(correlation)}, within ${spanText(correlation.timespanMs)}`);
  if (hit !== null) {
    const { from, to } = known ?? hit;
    // Of what builds on inner correlations, those counted are its own matches only.
    const matches = Math.max(known?.matches ?? 0, hit.matches);
    lines.push(`  hit from ${from} to ${to}, ${counted(matches, 'match', 'matches')}`);
  }
  lines.push(...ledTo(correlation, window));
  if (!correlation.isFinal && isOpen(state))
    lines.push(`  not final: events that are in time may change it until ${correlation.finalAt}`);
  return lines;
}

/** Whether records that are still to come can change what is said. */
const isOpen = (state: Window['state']): boolean =>
  state !== 'holds' && state !== 'not_weighed' && state !== 'excluded';

/** Where a hit went. */
function ledTo({ isSilent }: Correlation, { counted: known, state }: Window): readonly string[] {
  if (known === null) return state === 'holds' && !isSilent ? ['  not counted yet'] : [];
  if (known.findingId !== null) return [`  finding ${known.findingId}`];
  return known.suppressionId === null ? [] : [`  taken by the suppression ${known.suppressionId}`];
}

const figures: Readonly<Record<Correlation['type'], string>> = {
  event_count: 'events',
  value_count: 'different values',
  value_sum: 'sum',
  value_avg: 'average',
  value_percentile: 'percentile',
  temporal: 'rules with matches',
  temporal_ordered: 'rules in order',
};

function figureText(
  correlation: Correlation,
  { figure, from, missing, to }: NonNullable<Window['best']>,
): string {
  const { condition, timespanMs, type } = correlation;
  const share = type === 'value_percentile' && condition.percentile === null;
  const of = condition.fields.length === 0 ? '' : ` of ${condition.fields.map(printable).join(', ')}`;
  const lacking = missing === null ? '' : `; ${missing} ${missing === 1 ? 'is' : 'are'} missing`;
  return (
    `${share ? 'share in % of one value' : figures[type]}${of}: ${figure ?? 'none'}, wanted ${wantedText(correlation)}, ` +
    `within ${spanText(timespanMs)}${lacking} (${from} to ${to})`
  );
}

const bounds = {
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
  eq: 'exactly',
  neq: 'not',
} as const;

function wantedText({ condition, type }: Correlation): string {
  if (condition.expression !== null) return printable(condition.expression);
  if (condition.bounds.length === 0)
    return type === 'temporal_ordered' ? 'a match of every rule, in this order' : 'a match of every rule';
  return condition.bounds.map(({ operator, value }) => `${bounds[operator]} ${value}`).join(', ');
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** A timespan as rules write it. */
function spanText(ms: number): string {
  const [unit, length] = units.find(([, size]) => ms % size === 0) ?? ['s', 1_000];
  return `${ms / length}${unit}`;
}

function partText({ count, id, kind, shown, state, title }: Part): string {
  const mark = state === 'present' ? '+' : '-';
  const matches =
    kind === 'rule' ? counted(count, 'match', 'matches') : `held at ${counted(count, 'moment', 'moments')}`;
  const order = state === 'out_of_order' ? ', not where the order asks for it' : '';
  const half = shown.length / 2;
  const list = shown.map(({ eventId, time }, index) => {
    const skipped = index === half && count > shown.length ? `      … ${count - shown.length} more …\n` : '';
    return `${skipped}      ${time}${eventId === null ? '' : ` ${eventId}`}`;
  });
  return [`  ${mark} ${title} (${id}): ${matches}${order}`, ...list].join('\n');
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

import type { Explanation } from '../../api/types.ts';

export type ExplainedCorrelation = NonNullable<Explanation['correlation']>;
export type CorrelationWindow = ExplainedCorrelation['windows'][number];
export type WindowPart = NonNullable<CorrelationWindow['best']>['parts'][number];

/** What the figure of a correlation counts or computes, as the dictionaries name it. */
export function figureLabelOf({ condition, type }: Pick<ExplainedCorrelation, 'condition' | 'type'>) {
  return type === 'value_percentile' && condition.percentile === null ? 'value_share' : type;
}

/** Whether records that are in time may still change what is said of a window. */
export const isStillOpen = (
  { isFinal }: Pick<ExplainedCorrelation, 'isFinal'>,
  { state }: Pick<CorrelationWindow, 'state'>,
): boolean => !isFinal && state !== 'holds' && state !== 'not_weighed' && state !== 'excluded';

/** What stands for all groups of an event: the best that is said of one; null when it falls in none. */
export function bestState({
  windows,
}: Pick<ExplainedCorrelation, 'windows'>): CorrelationWindow['state'] | null {
  const states = windows.map(({ state }) => state);
  return order.find((state) => states.includes(state)) ?? null;
}

const order: readonly CorrelationWindow['state'][] = [
  'holds',
  'waiting',
  'not_weighed',
  'aside',
  'short',
  'inner_short',
  'excluded',
  'not_kept',
];

/**
 * Matches of a hit. What the correlator has counted reaches further than what was read around the event, but of inner
 * correlations it counts no matches.
 */
export const hitMatches = ({ counted, hit }: Pick<CorrelationWindow, 'counted' | 'hit'>): number =>
  Math.max(counted?.matches ?? 0, hit?.matches ?? 0);

/** Whether a window holds only with a match of each rule. */
export const needsEveryRule = ({
  condition,
  type,
}: Pick<ExplainedCorrelation, 'condition' | 'type'>): boolean =>
  type.startsWith('temporal') && condition.bounds.length === 0 && condition.expression === null;

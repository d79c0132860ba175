import type { SigmaCorrelation } from './correlation.ts';
import { createJudge, type WindowJudge, type WindowMatch } from './figure.ts';

/** A window whose condition holds: indexes of its first and last match, and its figure. */
export interface HeldWindow {
  readonly first: number;
  readonly last: number;
  readonly figure: number | null;
}

/**
 * Whether more matches can only add to what holds (COR-6): counts with lower bounds, and every rule having matched.
 * Such a correlation is judged at once; any other only when a window can no longer change.
 */
export function isMonotone(correlation: SigmaCorrelation): boolean {
  const { type, condition } = correlation;
  if (condition.kind === 'every-rule') return true;
  if (condition.kind === 'expression' || type === 'value_avg' || type === 'value_percentile') return false;
  return condition.bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
}

/**
 * Visits the largest windows, the first ones first: those of the timespan to which no further match can be added without
 * losing another (COR-3). Matches are sorted by time.
 */
export function visitWindows(
  correlation: SigmaCorrelation,
  matches: readonly WindowMatch[],
  visit: (judge: WindowJudge, first: number, last: number) => void,
): void {
  const judge = createJudge(correlation, matches);
  let last = -1;
  for (const [first, { time }] of matches.entries()) {
    const before = last;
    for (
      let next = matches[last + 1];
      next !== undefined && next.time - time <= correlation.timespanMs;
      next = matches[last + 1]
    ) {
      last += 1;
      judge.add(last);
    }
    if (last > before) visit(judge, first, last);
    judge.remove(first);
  }
}

/** The latest end of a window that may be judged (Unix milliseconds): of what is not monotone, `closedBefore`. */
export const lastJudged = (correlation: SigmaCorrelation, closedBefore: number): number =>
  isMonotone(correlation) ? Infinity : closedBefore;

/** The largest windows that hold, of those that may be judged. */
export function heldWindows(
  correlation: SigmaCorrelation,
  matches: readonly WindowMatch[],
  closedBefore: number,
): readonly HeldWindow[] {
  const limit = lastJudged(correlation, closedBefore);
  const held: HeldWindow[] = [];
  visitWindows(correlation, matches, (judge, first, last) => {
    const end = (matches[first]?.time ?? 0) + correlation.timespanMs;
    if (end <= limit && judge.holds(first, last))
      held.push({ first, last, figure: judge.figure(first, last) });
  });
  return held;
}

/**
 * The windows that hold among those that look back from a moment at which something matched: when the condition was
 * first, and still, true. A correlation that builds on this one sees these moments (COR-10).
 */
export function heldMoments(
  correlation: SigmaCorrelation,
  matches: readonly WindowMatch[],
): readonly HeldWindow[] {
  const judge = createJudge(correlation, matches);
  const held: HeldWindow[] = [];
  let first = 0;
  for (const [last, { time }] of matches.entries()) {
    judge.add(last);
    for (
      let old = matches[first];
      old !== undefined && time - old.time > correlation.timespanMs;
      old = matches[first]
    ) {
      judge.remove(first);
      first += 1;
    }
    if (matches[last + 1]?.time !== time && judge.holds(first, last))
      held.push({ first, last, figure: null });
  }
  return held;
}

import type { SigmaCorrelation } from './correlation.ts';
import type { StreamMatch } from './evaluate-correlation.ts';
import { longestChain } from './figure.ts';
import type { PlannedCorrelation } from './plan.ts';

/** Indexes of the first and the last match of a window, and its figure. */
export interface NearWindow {
  readonly first: number;
  readonly last: number;
  readonly figure: number | null;
}

/** A match as an explanation shows it. */
export interface DescribedMatch {
  /** Null for a moment of an inner correlation. */
  readonly eventId: string | null;
  /** Unix milliseconds. */
  readonly time: number;
  /** Values of the condition's fields; empty when it has none, or the event lacks one. */
  readonly values: readonly string[];
}

/** What a window has of one rule or correlation that is referred to. */
export interface WindowPart {
  readonly id: string;
  readonly kind: 'detection' | 'correlation';
  /** `out_of_order`: it has matches, but none where the order that was found furthest asks for one. */
  readonly state: 'present' | 'absent' | 'out_of_order';
  readonly count: number;
  /** The first and the last few, in the order of time. */
  readonly shown: readonly DescribedMatch[];
}

/** A window of matches, as an explanation tells it. */
export interface DescribedWindow {
  /** Times of its first and last match, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly matches: number;
  /** The correlation's figure (count, sum, …); null when there is none. */
  readonly figure: number | null;
  /** How many more are missing, where that can be counted; null where the window holds or it cannot. */
  readonly missing: number | null;
  readonly parts: readonly WindowPart[];
}

/** Matches that are shown of each part at either end. */
const shownAtEnd = 3;

/** Says what a window has of each reference. `isHeld`: its condition holds. */
export function describeWindow(
  { correlation, references }: PlannedCorrelation,
  matches: readonly StreamMatch[],
  { figure, first, last }: NearWindow,
  isHeld: boolean,
): DescribedWindow {
  const chain =
    correlation.type === 'temporal_ordered'
      ? longestChain(matches, first, last, correlation.rules.length)
      : null;
  const inOrder = new Set<number>();
  for (let link = chain; link !== null; link = link.before) inOrder.add(link.position);
  const byPosition = Map.groupBy(matches.slice(first, last + 1), ({ position }) => position);
  return {
    from: matches[first]?.time ?? 0,
    to: matches[last]?.time ?? 0,
    matches: last - first + 1,
    figure: figure !== null && Number.isFinite(figure) ? figure : null,
    missing: isHeld ? null : missingOf(correlation, figure),
    parts: references.map(({ id, kind }, position) => {
      const own = byPosition.get(position) ?? [];
      const isPlaced = correlation.type !== 'temporal_ordered' || inOrder.has(position);
      const state = own.length === 0 ? 'absent' : isPlaced ? 'present' : 'out_of_order';
      return { id, kind, state, count: own.length, shown: ends(own).map(described) };
    }),
  };
}

const ends = <T>(all: readonly T[]): readonly T[] =>
  all.length <= 2 * shownAtEnd ? all : [...all.slice(0, shownAtEnd), ...all.slice(-shownAtEnd)];

const described = ({ eventId, evidence, time, value }: StreamMatch): DescribedMatch => ({
  eventId: evidence === null ? eventId : null,
  time,
  values: valuesOf(value),
});

function valuesOf(value: string | null): readonly string[] {
  const values: unknown = value === null ? [] : JSON.parse(value);
  return Array.isArray(values) ? values.filter((text) => typeof text === 'string') : [];
}

/** Only counts can be short of something: a sum or an average has no single thing that is missing. */
function missingOf({ condition, rules, type }: SigmaCorrelation, figure: number | null): number | null {
  if (figure === null || condition.kind === 'expression') return null;
  if (type === 'value_sum' || type === 'value_avg' || type === 'value_percentile') return null;
  // What is missing to an order may be there at another place: the parts say it.
  if (condition.kind === 'every-rule') return type === 'temporal' ? rules.length - figure : null;
  const least = condition.bounds.map(({ operator, value }) => {
    if (operator === 'gt') return Math.floor(value) + 1;
    return operator === 'gte' || operator === 'eq' ? Math.ceil(value) : -Infinity;
  });
  const missing = Math.max(...least) - figure;
  return missing > 0 && Number.isFinite(missing) ? missing : null;
}

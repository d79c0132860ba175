import { unreachable } from '../../kernel/index.ts';
import { compare, readNumber } from '../sigma/time-part.ts';
import type { Bound, CorrelationCondition, SigmaCorrelation } from './correlation.ts';
import { changesTo, holds } from './expression.ts';

/** A match as a window sees it. */
export interface WindowMatch {
  /** Place of its rule among the correlation's references. */
  readonly position: number;
  readonly ruleId: string;
  readonly time: number;
  readonly eventId: string;
  /** What is counted once: the event, or one hit of an inner correlation. */
  readonly unit: string;
  readonly value: string | null;
}

/** Judges a window that moves forward over sorted matches. */
export interface WindowJudge {
  readonly add: (index: number) => void;
  readonly remove: (index: number) => void;
  /** The window's figure, null when it has none; `first` and `last` are the indexes of its matches. */
  readonly figure: (first: number, last: number) => number | null;
  /** Whether the condition holds for the window. */
  readonly holds: (first: number, last: number) => boolean;
  /** How far the window is from holding: 0 where it holds, more otherwise. For explanations; it decides nothing. */
  readonly distance: (first: number, last: number) => number;
  /** The figure that is nearest to the condition, also where `figure` tells only one that fits. */
  readonly nearest: (first: number, last: number) => number | null;
}

/** Makes the judge of a correlation over matches sorted by time. */
export function createJudge(correlation: SigmaCorrelation, matches: readonly WindowMatch[]): WindowJudge {
  const { type, condition } = correlation;
  switch (type) {
    case 'event_count':
      return bounded(distinct(matches.map((match) => match.unit)), condition);
    case 'value_count':
      return bounded(distinct(matches.map((match) => match.value)), condition);
    case 'value_sum':
      return bounded(computed(matches, sum), condition);
    case 'value_avg':
      return bounded(computed(matches, average), condition);
    case 'value_percentile':
      return percentile(matches, condition);
    case 'temporal':
      return temporal(correlation, matches);
    case 'temporal_ordered':
      return ordered(correlation, matches);
    default:
      return unreachable(type);
  }
}

type Figure = Pick<WindowJudge, 'add' | 'remove' | 'figure'>;

const within = (bounds: readonly Bound[], figure: number): boolean =>
  bounds.every(({ operator, value }) => compare(operator, figure, value));

/** How far a figure is from lying within all bounds: 0 when it does. */
const shortfall = (bounds: readonly Bound[], figure: number): number =>
  bounds.reduce(
    (sum, { operator, value }) =>
      compare(operator, figure, value) ? sum : sum + Math.max(Math.abs(figure - value), Number.MIN_VALUE),
    0,
  );

const boundsOf = (condition: CorrelationCondition): readonly Bound[] =>
  condition.kind === 'bounds' ? condition.bounds : [];

function bounded(figure: Figure, condition: CorrelationCondition): WindowJudge {
  const bounds = boundsOf(condition);
  return {
    ...figure,
    holds(first, last) {
      const value = figure.figure(first, last);
      return value !== null && within(bounds, value);
    },
    distance(first, last) {
      const value = figure.figure(first, last);
      return value === null ? Infinity : shortfall(bounds, value);
    },
    nearest: figure.figure,
  };
}

/** Counts different texts; null is not counted. */
function distinct(texts: readonly (string | null)[]): Figure {
  const numbers = new Map<string, number>();
  const keys = texts.map((text) => {
    if (text === null) return -1;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
  const counts = new Int32Array(numbers.size);
  let size = 0;
  const change = (index: number, by: 1 | -1): void => {
    const key = keys[index] ?? -1;
    if (key < 0) return;
    const before = counts[key] ?? 0;
    counts[key] = before + by;
    if (before === 0) size += 1;
    if (before + by === 0) size -= 1;
  };
  return { add: (index) => change(index, 1), remove: (index) => change(index, -1), figure: () => size };
}

const nothing = (): void => undefined;

/** A figure that is computed anew for each window, so that rounding does not depend on the windows before. */
function computed(
  matches: readonly WindowMatch[],
  compute: (values: readonly number[]) => number | null,
): Figure {
  const numbers = matches.map((match) => numberOf(match.value));
  return {
    add: nothing,
    remove: nothing,
    figure: (first, last) => compute(numbers.slice(first, last + 1).filter((value) => value !== null)),
  };
}

function numberOf(value: string | null): number | null {
  if (value === null) return null;
  const parsed: unknown = JSON.parse(value);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : null;
  return typeof first === 'string' ? readNumber(first) : null;
}

const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0);

const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;

/** With `percentile: N` the Nth percentile by nearest rank; without it the share of a single value, in percent (COR-9). */
function percentile(matches: readonly WindowMatch[], condition: CorrelationCondition): WindowJudge {
  const rank = condition.kind === 'bounds' ? condition.percentile : null;
  if (rank !== null)
    return bounded(
      computed(matches, (values) => nearestRank(values, rank)),
      condition,
    );
  const bounds = boundsOf(condition);
  const shares = (first: number, last: number): readonly number[] => {
    const counts = new Map<string, number>();
    for (const { value } of matches.slice(first, last + 1)) {
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const total = [...counts.values()].reduce((all, count) => all + count, 0);
    return [...counts.values()].map((count) => (count / total) * 100).sort((a, b) => a - b);
  };
  const fitting = (first: number, last: number): number | null =>
    shares(first, last).find((share) => within(bounds, share)) ?? null;
  const nearest = (first: number, last: number): number | null =>
    shares(first, last).reduce<number | null>(
      (best, share) => (best === null || shortfall(bounds, share) < shortfall(bounds, best) ? share : best),
      null,
    );
  return {
    add: nothing,
    remove: nothing,
    figure: fitting,
    holds: (first, last) => fitting(first, last) !== null,
    distance(first, last) {
      const share = nearest(first, last);
      return share === null ? Infinity : shortfall(bounds, share);
    },
    nearest,
  };
}

function nearestRank(values: readonly number[], rank: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? null;
}

function temporal(correlation: SigmaCorrelation, matches: readonly WindowMatch[]): WindowJudge {
  const { condition, rules } = correlation;
  const counts = new Int32Array(rules.length);
  const figure: Figure = {
    add: (index) => bump(counts, matches[index]?.position ?? 0, 1),
    remove: (index) => bump(counts, matches[index]?.position ?? 0, -1),
    figure: () => counts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0),
  };
  if (condition.kind === 'bounds') return bounded(figure, condition);
  const { expression } = condition.kind === 'expression' ? condition : { expression: null };
  const matched = (reference: string): boolean => (counts[rules.indexOf(reference)] ?? 0) > 0;
  return {
    ...figure,
    holds: () => (expression === null ? counts.every((count) => count > 0) : holds(expression, matched)),
    distance: (first, last) =>
      expression === null
        ? rules.length - (figure.figure(first, last) ?? 0)
        : changesTo(expression, true, matched),
    nearest: figure.figure,
  };
}

function bump(counts: Int32Array, position: number, by: 1 | -1): void {
  counts[position] = (counts[position] ?? 0) + by;
}

/** How many of the rules matched in their written order; all of them unless the condition says otherwise. */
function ordered(correlation: SigmaCorrelation, matches: readonly WindowMatch[]): WindowJudge {
  const { condition, rules } = correlation;
  const present = temporal({ ...correlation, condition: { kind: 'every-rule' } }, matches);
  const figure = (first: number, last: number): number =>
    longestChain(matches, first, last, rules.length)?.length ?? 0;
  return {
    add: present.add,
    remove: present.remove,
    figure,
    holds(first, last) {
      if (condition.kind === 'bounds') return within(condition.bounds, figure(first, last));
      return present.holds(first, last) && figure(first, last) === rules.length;
    },
    distance(first, last) {
      const length = figure(first, last);
      return condition.kind === 'bounds' ? shortfall(condition.bounds, length) : rules.length - length;
    },
    nearest: figure,
  };
}

/** Rules that matched one after the other: the place of the last of them, and those before it. */
export interface RuleChain {
  readonly position: number;
  readonly length: number;
  readonly before: RuleChain | null;
}

/**
 * The longest chain of rules that matched in their written order among the matches from `first` to `last`; null for none.
 * Matches of the same moment count as being in order, since clocks are coarse (COR-8).
 */
export function longestChain(
  matches: readonly WindowMatch[],
  first: number,
  last: number,
  rules: number,
): RuleChain | null {
  const best = new Array<RuleChain | null>(rules).fill(null);
  for (let start = first; start <= last;) {
    let end = start;
    while (end < last && matches[end + 1]?.time === matches[start]?.time) end += 1;
    const moment = matches.slice(start, end + 1).sort((a, b) => a.position - b.position);
    for (const { position } of moment) {
      let before: RuleChain | null = null;
      for (let at = 0; at < position; at += 1) {
        const chain = best[at] ?? null;
        if ((chain?.length ?? 0) > (before?.length ?? 0)) before = chain;
      }
      const length = (before?.length ?? 0) + 1;
      if (length > (best[position]?.length ?? 0)) best[position] = { position, length, before };
    }
    start = end + 1;
  }
  return best.reduce(
    (longest, chain) => ((chain?.length ?? 0) > (longest?.length ?? 0) ? chain : longest),
    null,
  );
}

import { settlingMs } from './closing.ts';
import { byMember, compareText, toHit, type CorrelationHit, type HitMember } from './hit.ts';
import type { WindowMatch } from './figure.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import type { CorrelationRow, RowKey } from './row.ts';
import { heldMoments, heldWindows, isMonotone } from './windows.ts';

export interface EvaluateOptions {
  /**
   * Unix milliseconds up to which every match has arrived. Correlations that are not monotone judge only windows that
   * ended by then. Left out: everything has arrived.
   */
  readonly closedBefore?: number;
  /**
   * Only windows that reach into this span (Unix milliseconds, both ends included) are reported. Needed where the rows
   * are a cut-out, whose edges hold halves of windows. Left out: all.
   */
  readonly touched?: TimeSpan;
}

/** Unix milliseconds, both ends included. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Most groups of a building correlation that one window of an inner one is passed on to (COR-10). */
export const maxGroupsPerMoment = 64;

/** A match as it stands among those of its group. */
export interface StreamMatch extends WindowMatch {
  readonly above: Readonly<Record<string, RowKey>>;
  readonly ruleSet: number;
  /** For a moment of an inner correlation: the matches of its window. Null for a match of a base rule. */
  readonly evidence: Evidence | null;
}

interface Evidence {
  readonly matches: readonly StreamMatch[];
  readonly first: number;
  readonly last: number;
}

/**
 * The hits of a correlation over a set of rows: its own, and those of the correlations that it builds on. A function
 * of the set: neither order nor repetition of rows counts. Sorted by group and time. Rows of other correlations are
 * ignored; an unknown correlation gives no hits.
 */
export function evaluateCorrelation(
  plan: CorrelationPlan,
  correlationId: string,
  rows: readonly CorrelationRow[],
  options: EvaluateOptions = {},
): readonly CorrelationHit[] {
  const planned = plan.byId.get(correlationId);
  if (planned === undefined) return [];
  const closedBefore = (options.closedBefore ?? Infinity) - settlingMs(plan, planned);
  const streams = streamsOf(plan, planned, rows, options.closedBefore ?? Infinity);
  return [...streams]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([group, matches]) => hitsOf(planned, group, matches, { ...options, closedBefore }));
}

/** Whether a row was made by what is in force. */
export const isOfOrigin = (plan: CorrelationPlan, { correlationId, origin = '' }: CorrelationRow): boolean =>
  origin === '' || plan.origins.get(correlationId)?.has(origin) === true;

/**
 * Matches by group, sorted, each once: as the newest rules have made it. What other texts have made does not count. Of inner
 * correlations that are not monotone, windows that ended by `closedBefore` (Unix milliseconds) are seen.
 */
export function streamsOf(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  rows: readonly CorrelationRow[],
  closedBefore: number,
): ReadonlyMap<string, readonly StreamMatch[]> {
  const groups = new Map<string, Map<string, StreamMatch>>();
  const put = (group: string, match: StreamMatch): void => {
    const stream = groups.get(group) ?? new Map<string, StreamMatch>();
    const key = `${match.position} ${match.time} ${match.unit}`;
    if ((stream.get(key)?.ruleSet ?? 0) > match.ruleSet) return;
    groups.set(group, stream.set(key, match));
  };
  const positions = new Map(planned.references.map(({ id }, position) => [id, position]));
  for (const row of rows) {
    const position = positions.get(row.ruleId);
    if (row.correlationId !== planned.correlation.id || position === undefined) continue;
    const { ruleId, time, eventId, value, above, ruleSet = 0 } = row;
    if (!isOfOrigin(plan, row)) continue;
    const match = { position, ruleId, time, eventId, unit: eventId, value, above, ruleSet };
    put(row.group, { ...match, evidence: null });
  }
  for (const [position, { id, kind }] of planned.references.entries()) {
    const inner = kind === 'correlation' ? plan.byId.get(id) : undefined;
    if (inner === undefined) continue;
    for (const [group, matches] of streamsOf(plan, inner, rows, closedBefore)) {
      const closed = closedBefore - settlingMs(plan, inner);
      passOn(inner, group, matches, planned.correlation.id, position, closed, put);
    }
  }
  return new Map([...groups].map(([group, stream]) => [group, [...stream.values()].sort(byStream)]));
}

const byStream = (a: StreamMatch, b: StreamMatch): number => byMember(a, b) || compareText(a.unit, b.unit);

/** Turns the moments at which an inner correlation held into matches of the one that builds on it. */
function passOn(
  inner: PlannedCorrelation,
  innerGroup: string,
  matches: readonly StreamMatch[],
  parentId: string,
  position: number,
  closedBefore: number,
  put: (group: string, match: StreamMatch) => void,
): void {
  const { correlation } = inner;
  const moments = isMonotone(correlation)
    ? heldMoments(correlation, matches)
    : heldWindows(correlation, matches, closedBefore);
  let runEnd = -Infinity;
  let unit = '';
  for (const { first, last } of moments) {
    const start = matches[first]?.time ?? 0;
    const time = matches[last]?.time ?? 0;
    if (start > runEnd) unit = `${correlation.id} ${innerGroup} ${start}`;
    runEnd = time;
    for (const [group, { match, value }] of groupsAbove(matches, first, last, parentId)) {
      const above = stripPath(match.above, parentId);
      const evidence = { matches, first, last };
      const found = { position, ruleId: correlation.id, time, eventId: '', unit, value, above, ruleSet: 0 };
      put(group, { ...found, evidence });
    }
  }
}

/** The parent's groups among a window's matches, each with its latest match; only the last match's when they are many. */
function groupsAbove(
  matches: readonly StreamMatch[],
  first: number,
  last: number,
  parentId: string,
): ReadonlyMap<string, { readonly match: StreamMatch; readonly value: string | null }> {
  const groups = new Map<string, { match: StreamMatch; value: string | null }>();
  for (let at = last; at >= first; at -= 1) {
    const match = matches[at];
    const key = match?.above[parentId];
    if (match === undefined || key === undefined || groups.has(key.group)) continue;
    if (groups.size >= maxGroupsPerMoment) return new Map([...groups].slice(0, 1));
    groups.set(key.group, { match, value: key.value });
  }
  return groups;
}

function stripPath(
  above: Readonly<Record<string, RowKey>>,
  parentId: string,
): Readonly<Record<string, RowKey>> {
  const prefix = `${parentId}>`;
  const entries = Object.entries(above).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(entries.map(([path, key]) => [path.slice(prefix.length), key]));
}

interface Run {
  from: number;
  to: number;
  figure: number | null;
  readonly members: Set<number>;
}

/** Joins windows that hold and touch into runs (COR-5). */
function hitsOf(
  planned: PlannedCorrelation,
  group: string,
  matches: readonly StreamMatch[],
  { closedBefore = Infinity, touched = always }: EvaluateOptions,
): readonly CorrelationHit[] {
  const { correlation } = planned;
  const runs: Run[] = [];
  let counted = -1;
  for (const window of heldWindows(correlation, matches, closedBefore)) {
    const start = matches[window.first]?.time ?? 0;
    if (start > touched.to || (matches[window.last]?.time ?? 0) < touched.from) continue;
    const chained = correlation.type === 'temporal_ordered' && correlation.condition.kind === 'every-rule';
    const members = chained
      ? chainMembers(matches, window.first, window.last, correlation.rules.length)
      : range(Math.max(window.first, counted + 1), window.last);
    const from = chained ? (matches[members[0] ?? 0]?.time ?? 0) : start;
    const to = matches[members.at(-1) ?? window.last]?.time ?? 0;
    const run = runs.at(-1);
    counted = window.last;
    if (run !== undefined && from <= run.to) {
      run.to = Math.max(run.to, to);
      run.figure = greater(run.figure, window.figure);
      for (const member of members) run.members.add(member);
    } else {
      runs.push({ from, to, figure: window.figure, members: new Set(members) });
    }
  }
  return runs.map(({ from, to, figure, members }) =>
    toHit({ correlationId: correlation.id, group, from, to, figure, members: membersOf(matches, members) }),
  );
}

const always: TimeSpan = { from: -Infinity, to: Infinity };

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

const greater = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

/** Indexes of the matches that stand in some chain of all rules in order. */
function chainMembers(
  matches: readonly WindowMatch[],
  first: number,
  last: number,
  rules: number,
): readonly number[] {
  const earliest = new Array<number>(rules).fill(Infinity);
  const latest = new Array<number>(rules).fill(-Infinity);
  const own = range(first, last).flatMap((index) => {
    const match = matches[index];
    return match === undefined ? [] : [{ index, position: match.position, time: match.time }];
  });
  for (let position = 0; position < rules; position += 1) {
    const since = position === 0 ? -Infinity : (earliest[position - 1] ?? Infinity);
    for (const match of own) {
      if (match.position === position && match.time >= since)
        earliest[position] = Math.min(earliest[position] ?? Infinity, match.time);
    }
  }
  for (let position = rules - 1; position >= 0; position -= 1) {
    const until = position === rules - 1 ? Infinity : (latest[position + 1] ?? -Infinity);
    for (const match of own) {
      if (match.position === position && match.time <= until)
        latest[position] = Math.max(latest[position] ?? -Infinity, match.time);
    }
  }
  return own
    .filter(({ position, time }) => {
      const after = position === 0 || time >= (earliest[position - 1] ?? Infinity);
      return after && (position === rules - 1 || time <= (latest[position + 1] ?? -Infinity));
    })
    .map(({ index }) => index);
}

/** The matches of base rules behind a hit: those of inner correlations too. */
function membersOf(matches: readonly StreamMatch[], indexes: ReadonlySet<number>): readonly HitMember[] {
  const members = new Map<string, HitMember>();
  const walked = new Map<readonly StreamMatch[], { readonly first: number; readonly last: number }>();
  const walk = (inner: readonly StreamMatch[], first: number, last: number): void => {
    for (const match of inner.slice(first, last + 1)) visit(match);
  };
  const visit = ({ ruleId, eventId, time, evidence }: StreamMatch): void => {
    if (evidence === null) {
      members.set(`${time} ${ruleId} ${eventId}`, { ruleId, eventId, time });
      return;
    }
    const { matches: inner, first, last } = evidence;
    const before = walked.get(inner);
    // Windows mostly overlap the one before: only what it did not hold is walked.
    if (before === undefined || first > before.last + 1 || last < before.first - 1) {
      walked.set(inner, { first, last });
      walk(inner, first, last);
      return;
    }
    walked.set(inner, { first: Math.min(first, before.first), last: Math.max(last, before.last) });
    walk(inner, first, Math.min(last, before.first - 1));
    walk(inner, Math.max(first, before.last + 1), last);
  };
  for (const index of indexes) {
    const match = matches[index];
    if (match !== undefined) visit(match);
  }
  return [...members.values()].sort(byMember);
}

import { settlingMs } from './closing.ts';
import { correlateBatch, gatherGroups, reachOf, type RowSource } from './correlate-batch.ts';
import { describeWindow, type DescribedWindow, type NearWindow } from './described-window.ts';
import { isOfOrigin, streamsOf, type StreamMatch, type TimeSpan } from './evaluate-correlation.ts';
import type { CorrelationHit } from './hit.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import type { CorrelationRow } from './row.ts';
import type { WindowWay } from './window-way.ts';
import { lastJudged, visitWindows } from './windows.ts';

export const windowStates = [
  /** The event is a member of a hit. */
  'holds',
  /** A window with the event holds now, and is judged when it can no longer change. */
  'waiting',
  /** A window with the event holds, but without it: it stands in no chain of all rules in order. */
  'aside',
  /** No window with the event holds. */
  'short',
  /** The inner correlation that the event would count through does not hold with it. */
  'inner_short',
  /** No match of the event is kept in this group. */
  'not_kept',
] as const;
export type WindowState = (typeof windowStates)[number];

/** How far a correlation came with one event, in one group. */
export interface WindowVerdict {
  /** JSON list of the values of the `group-by` fields. */
  readonly group: string;
  readonly state: WindowState;
  /** Of the windows with the event the one that holds or comes nearest to it; null when there is none. */
  readonly best: DescribedWindow | null;
  /** The hit that the event is a member of. */
  readonly hit: CorrelationHit | null;
  /** Id of the inner correlation that the event counts through; null when its rule is counted directly. */
  readonly innerId: string | null;
}

/** Most groups that one event is told of: a moment of an inner correlation counts for many. */
const mostGroups = 16;

/**
 * What a correlation makes of one event, group by group: those that the event itself falls in, and those in which an inner
 * correlation brings it into a hit. The verdict is `correlateBatch`'s. `plan` holds the correlation and what it refers
 * to; `ways` are those of `waysTo`; of conditions that are not monotone, windows that ended by `closedBefore` (Unix
 * milliseconds) are judged. Rejects as the source does.
 */
export async function windowVerdicts(
  plan: CorrelationPlan,
  correlationId: string,
  event: { readonly id: string; readonly time: number },
  ways: readonly WindowWay[],
  source: RowSource,
  closedBefore: number,
): Promise<readonly WindowVerdict[]> {
  const planned = plan.byId.get(correlationId);
  if (planned === undefined) return [];
  const rows = ways.flatMap(({ row }) => row ?? []);
  const found = await correlateBatch(plan, rows, source, { closedBefore });
  const hits = found.filter(
    (hit) =>
      hit.correlationId === correlationId &&
      hit.members.some(({ eventId, time }) => eventId === event.id && time === event.time),
  );
  const own = ways.flatMap(({ group }) => group ?? []);
  const groups = [...new Set([...own, ...hits.map(({ group }) => group)])].slice(0, mostGroups);
  const around = aroundEvent(plan, planned, event.time, ways);
  return Promise.all(
    groups.map(async (group) => {
      const gathered = await gatherGroups(plan, planned, new Set([group]), around, source);
      const hit = hits.find((each) => each.group === group) ?? null;
      const here = ways.filter((way) => way.group === group || hit !== null);
      return verdictOf({ plan, planned, group, event, ways: here, hit, rows: gathered, closedBefore });
    }),
  );
}

/**
 * Where windows with an event can lie: a timespan before and after it and, of an event that counts through inner
 * correlations, after the last moment at which those hold with it.
 */
export function aroundEvent(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  time: number,
  ways: readonly WindowWay[],
): TimeSpan {
  const later = Math.max(0, ...ways.map(({ path }) => innerSpans(plan, path)));
  return reachOf(planned, { from: time, to: time + later });
}

/** How long after a row the last moment may come at which the inner correlations of a path hold with it. */
const innerSpans = (plan: CorrelationPlan, path: readonly string[]): number =>
  path.slice(0, -1).reduce((sum, id) => sum + (plan.byId.get(id)?.correlation.timespanMs ?? 0), 0);

interface Judged {
  readonly plan: CorrelationPlan;
  readonly planned: PlannedCorrelation;
  readonly group: string;
  readonly event: { readonly id: string; readonly time: number };
  readonly ways: readonly WindowWay[];
  readonly hit: CorrelationHit | null;
  readonly rows: readonly CorrelationRow[];
  readonly closedBefore: number;
}

function verdictOf(judged: Judged): WindowVerdict {
  const { closedBefore, event, group, hit, plan, planned, rows, ways } = judged;
  const matches = streamsOf(plan, planned, rows, closedBefore).get(group) ?? [];
  const near = nearWindows(planned, matches, event, closedBefore - settlingMs(plan, planned));
  const isDirect = ways.some(({ path }) => path.length === 1);
  const isKept = rows.some(
    (row) => row.eventId === event.id && isOfOrigin(plan, row) && isOf(ways, row.correlationId, row.ruleId),
  );
  const windowState: WindowState =
    near.best === null ? 'inner_short' : near.holds ? 'aside' : near.willHold ? 'waiting' : 'short';
  return {
    ...{ group, hit },
    state: hit !== null ? 'holds' : isKept ? windowState : 'not_kept',
    best:
      near.best === null
        ? null
        : describeWindow(planned, matches, near.best, hit !== null || near.holds || near.willHold),
    innerId: isDirect ? null : (ways[0]?.path.at(-2) ?? null),
  };
}

const isOf = (ways: readonly WindowWay[], correlationId: string, ruleId: string): boolean =>
  ways.some((way) => way.ruleId === ruleId && way.path[0] === correlationId);

interface Near {
  readonly best: NearWindow | null;
  /** Whether a window with the event holds: one that may be judged already, one that may not yet. */
  readonly holds: boolean;
  readonly willHold: boolean;
}

function nearWindows(
  { correlation }: PlannedCorrelation,
  matches: readonly StreamMatch[],
  event: { readonly id: string },
  closedBefore: number,
): Near {
  const counts = countsOf(matches, event.id);
  const limit = lastJudged(correlation, closedBefore);
  let best: (NearWindow & { readonly rank: readonly number[] }) | null = null;
  let holds = false;
  let willHold = false;
  visitWindows(correlation, matches, (judge, first, last) => {
    if ((counts[last + 1] ?? 0) === (counts[first] ?? 0)) return;
    const isOpen = (matches[first]?.time ?? 0) + correlation.timespanMs > limit;
    const isHeld = judge.holds(first, last);
    holds ||= isHeld && !isOpen;
    willHold ||= isHeld && isOpen;
    const rank = [isHeld ? 0 : judge.distance(first, last), isOpen ? 1 : 0, first - last];
    if (best === null || isBefore(rank, best.rank))
      best = { first, last, figure: judge.nearest(first, last), rank };
  });
  return { best, holds, willHold };
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** At each index, how many of the matches before it hold the event. */
function countsOf(matches: readonly StreamMatch[], eventId: string): Int32Array {
  const known = new Map<readonly StreamMatch[], Int32Array>();
  const count = (all: readonly StreamMatch[]): Int32Array => {
    const before = known.get(all);
    if (before !== undefined) return before;
    const counts = new Int32Array(all.length + 1);
    for (const [index, match] of all.entries())
      counts[index + 1] = (counts[index] ?? 0) + (holdsEvent(match) ? 1 : 0);
    known.set(all, counts);
    return counts;
  };
  const holdsEvent = (match: StreamMatch): boolean => {
    if (match.evidence === null) return match.eventId === eventId;
    const { first, last } = match.evidence;
    const inner = count(match.evidence.matches);
    return (inner[last + 1] ?? 0) > (inner[first] ?? 0);
  };
  return count(matches);
}

import { receivedAtOfEventId } from '../../event/index.ts';
import type { EventId } from '../../kernel/index.ts';
import { uuidOf } from '../sigma/hash.ts';

/** A match of a base rule that takes part in a hit, directly or through an inner correlation. */
export interface HitMember {
  readonly ruleId: string;
  readonly eventId: string;
  /** Unix milliseconds. */
  readonly time: number;
}

/** A correlation that holds for a group: one run of touching windows (COR-5). */
export interface CorrelationHit {
  /** Made of correlation, group and `from`: the same whatever the order and batches in which matches arrived. */
  readonly id: string;
  readonly correlationId: string;
  /** JSON list of the values of the `group-by` fields. */
  readonly group: string;
  /**
   * Time of the first and the last thing that the correlation saw, Unix milliseconds. Of an inner correlation it sees the
   * moments at which that one held; their members may be earlier.
   */
  readonly from: number;
  readonly to: number;
  /** The greatest figure (count, sum, …) of the hit's windows; null for none. */
  readonly figure: number | null;
  /** Sorted by time, rule, event; each once. */
  readonly members: readonly HitMember[];
}

/** Receipt of the newest record of a hit, Unix milliseconds: it decides whether a suppression takes the hit (SUP-9). */
export const newestReceipt = ({ members }: CorrelationHit): number =>
  members.reduce((newest, { eventId }) => Math.max(newest, receivedAtOfEventId(eventId as EventId)), 0);

/** A hit that is new or has grown, with the ids of the earlier hits that went into it. */
export interface MergedHit {
  readonly hit: CorrelationHit;
  readonly replaces: readonly string[];
}

/** Makes a hit of a run. */
export function toHit(run: Omit<CorrelationHit, 'id'>): CorrelationHit {
  return { id: uuidOf(`hit\0${run.correlationId}\0${run.group}\0${run.from}`), ...run };
}

/**
 * Joins what a new evaluation found with hits that are already known (COR-6): hits of one correlation and group whose
 * spans touch are one. Returns those that are new or have grown; known hits that nothing touched are left out.
 * Joining is commutative, associative and idempotent, so that order and batching do not count.
 */
export function mergeHits(
  known: readonly CorrelationHit[],
  found: readonly CorrelationHit[],
): readonly MergedHit[] {
  const sorted = [...known, ...found].sort(byGroupAndTime);
  const runs: CorrelationHit[][] = [];
  let end = 0;
  for (const hit of sorted) {
    const run = runs.at(-1);
    const first = run?.[0];
    const touches =
      first?.correlationId === hit.correlationId && first.group === hit.group && hit.from <= end;
    if (run !== undefined && touches) run.push(hit);
    else runs.push([hit]);
    end = touches ? Math.max(end, hit.to) : hit.to;
  }
  const knownHits = new Set(known);
  return runs.flatMap((run) => {
    const hit = joinRun(run);
    const before = run.filter((part) => knownHits.has(part));
    const unchanged = before.some((part) => isSame(part, hit));
    return unchanged ? [] : [{ hit, replaces: before.map((part) => part.id).filter((id) => id !== hit.id) }];
  });
}

function joinRun(run: readonly CorrelationHit[]): CorrelationHit {
  const [first] = run;
  if (first === undefined) throw new Error('A run of hits is never empty.');
  if (run.length === 1) return first;
  const members = new Map<string, HitMember>();
  for (const hit of run) for (const member of hit.members) members.set(memberKey(member), member);
  const figures = run.flatMap((hit) => hit.figure ?? []);
  return toHit({
    correlationId: first.correlationId,
    group: first.group,
    from: run.reduce((from, hit) => Math.min(from, hit.from), Infinity),
    to: run.reduce((to, hit) => Math.max(to, hit.to), -Infinity),
    figure: figures.length === 0 ? null : figures.reduce((a, b) => Math.max(a, b)),
    members: [...members.values()].sort(byMember),
  });
}

const memberKey = (member: HitMember): string => `${member.time} ${member.ruleId} ${member.eventId}`;

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of members: time, rule, event. */
export const byMember = (a: HitMember, b: HitMember): number =>
  a.time - b.time || compareText(a.ruleId, b.ruleId) || compareText(a.eventId, b.eventId);

const byGroupAndTime = (a: CorrelationHit, b: CorrelationHit): number =>
  compareText(a.correlationId, b.correlationId) ||
  compareText(a.group, b.group) ||
  a.from - b.from ||
  a.to - b.to;

const isSame = (a: CorrelationHit, b: CorrelationHit): boolean =>
  a.id === b.id && a.to === b.to && a.figure === b.figure && a.members.length === b.members.length;

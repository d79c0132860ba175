import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { completeUntil, holdCompanies } from '../../event/index.ts';
import { systemScope, type Clock, type CompanyId } from '../../kernel/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import type { FoundBy, MatchGroup } from '../finding/finding.ts';
import { recordMatches, type FindingSettings } from '../finding/finding-service.ts';
import type { DocumentsOf } from '../receipt/receipt.ts';
import { toFindingRule } from '../rule/finding-rule.ts';
import { entityOfGroup } from '../sigma/entity.ts';
import { suppressionOf } from '../suppression/suppression-set-store.ts';
import { countTaken } from '../suppression/taken-store.ts';
import { loadSketch } from './correlation-member-store.ts';
import {
  hitsTouching,
  lockGroup,
  queuedDue,
  removeDue,
  replaceHits,
  takeTurn,
  type StoredHit,
} from './correlation-store.ts';
import { reachOf, unknownReach } from './demand.ts';
import type { DueFilter } from './due-filter.ts';
import { roundsOf, type DueGroup } from './due.ts';
import { findHits, type FoundHit } from './found-hit-service.ts';
import { mergeHits, newestReceipt, type CorrelationHit } from './hit.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { createRipening, type Ripening } from './ripening.ts';
import { removeWaiting, ripeWaiting, saveWaiting } from './waiting-store.ts';

export interface CorrelatorDeps {
  readonly db: Db;
  readonly clickhouse: () => ClickHouseClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: FindingSettings;
  /** The rules in force; asked anew for each round. The same object while they are the same. */
  readonly plan: () => CorrelationPlan;
  /** The documents of those rules, for receipts. */
  readonly documentsOf: DocumentsOf;
  /** A UUID of this process's own. */
  readonly holder: string;
  readonly filter: DueFilter;
  /** How late events may come, unless a correlation says otherwise, in milliseconds (COR-13). */
  readonly latenessMs: number;
}

/** Batches that one round takes, and groups that are evaluated together. */
const batchesOfRound = 16;
const groupsAtOnce = 400;
const scope = systemScope('correlator');

/**
 * Evaluates the groups that have new matches, and those whose windows have closed, until there is none or another process
 * does it. A hit is counted before its
 * group is taken off the queue, and counting a known hit again changes nothing; so a crash repeats a round and counts
 * nothing twice. Returns how many groups it looked at.
 */
export async function correlateDue(deps: CorrelatorDeps): Promise<number> {
  let done = 0;
  for (;;) {
    const looked = await inScope(deps.db, scope, (tx) => correlateRound(deps, tx));
    if (looked === null) return done;
    done += looked;
  }
}

/** One round, whose transaction holds the turn; null when there is nothing to do here. */
async function correlateRound(deps: CorrelatorDeps, tx: Tx): Promise<number | null> {
  const turn = await takeTurn(tx, deps.holder);
  if (turn === 'busy') return null;
  if (turn === 'changed') deps.filter.reset();
  const ripening = createRipening(deps.plan(), deps.latenessMs);
  const complete = await completeUntil(tx, deps.clock.now());
  const looked = [
    await correlateQueued(deps, tx, ripening, complete),
    await correlateRipe(deps, tx, ripening, complete),
  ];
  const groups = looked.filter((count) => count !== null);
  return groups.length === 0 ? null : groups.reduce((sum, count) => sum + count, 0);
}

/** What batches have brought: judged at once where that can be, and kept waiting where it cannot. */
async function correlateQueued(
  deps: CorrelatorDeps,
  tx: Tx,
  ripening: Ripening,
  complete: Date,
): Promise<number | null> {
  const { ids, groups } = await queuedDue(tx, batchesOfRound);
  if (ids.length === 0) return null;
  const plan = deps.plan();
  const possible = await deps.filter.candidates(
    groups,
    (id) => {
      const planned = plan.byId.get(id);
      return planned === undefined ? unknownReach : reachOf(plan, planned);
    },
    (place, bits) => loadSketch(deps.clickhouse(), plan, place, bits),
  );
  const closedBefore = complete.getTime() - ripening.latenessOf(groups);
  await correlateByCompany(deps, ripening.atOnce(possible), closedBefore);
  await saveWaiting(tx, ripening.waiting(groups));
  await removeDue(tx, ids);
  return groups.length;
}

/** What has waited for its windows to close. */
async function correlateRipe(
  deps: CorrelatorDeps,
  tx: Tx,
  ripening: Ripening,
  complete: Date,
): Promise<number | null> {
  const { groups, ids } = await ripeWaiting(tx, complete, batchesOfRound);
  if (ids.length === 0) return null;
  for (const [latenessMs, own] of ripening.byLateness(groups))
    await correlateByCompany(deps, own, complete.getTime() - latenessMs);
  await removeWaiting(tx, ids);
  return groups.length;
}

async function correlateByCompany(
  deps: CorrelatorDeps,
  groups: readonly DueGroup[],
  closedBefore: number,
): Promise<void> {
  // What batches brought comes first: a hit that they bring too is no hunt's.
  for (const hunted of [false, true]) {
    const those = groups.filter((group) => group.hunted === hunted);
    for (const round of hunted ? roundsOf(those) : [those]) {
      for (const [companyId, own] of Map.groupBy(round, (group) => group.companyId)) {
        for (let from = 0; from < own.length; from += groupsAtOnce)
          await correlateGroups(deps, companyId, own.slice(from, from + groupsAtOnce), closedBefore);
      }
    }
  }
}

/** All groups of a company together, because they share their reads; either all of them are hunted or none. */
async function correlateGroups(
  deps: CorrelatorDeps,
  companyId: CompanyId,
  groups: readonly DueGroup[],
  closedBefore: number,
): Promise<void> {
  const foundBy = groups[0]?.hunted === true ? 'hunt' : 'live';
  for (const found of await findHits(deps.clickhouse(), deps.plan(), companyId, groups, closedBefore)) {
    await inScope(deps.db, scope, (tx) => countHit(deps, tx, companyId, found, foundBy));
  }
}

/** Joins a hit with what was counted before, and counts what is new about it. */
async function countHit(
  deps: CorrelatorDeps,
  tx: Tx,
  companyId: CompanyId,
  { count, evidence, hit }: FoundHit,
  foundBy: FoundBy,
): Promise<void> {
  const planned = deps.plan().byId.get(hit.correlationId);
  if (planned === undefined) return;
  // The company may have been erased since its matches were read.
  const company = (await holdCompanies(tx, [companyId])).get(companyId);
  if (company === undefined || company.isErased) return;
  const group = { companyId, correlationId: hit.correlationId, group: hit.group };
  await lockGroup(tx, group);
  const known = await hitsTouching(tx, group, hit.from, hit.to);
  for (const merged of mergeHits(
    known.map((stored) => asHit(hit, stored)),
    [hit],
  )) {
    const { from, to } = merged.hit;
    const memberCount = Math.max(1, await count(from, to));
    const before = known.reduce((sum, stored) => sum + stored.memberCount, 0);
    if (known.length === 1 && known[0]?.id === merged.hit.id && before === memberCount) continue;
    const counted = await countNew(deps, tx, planned, {
      ...{ companyId, entity: entityOf(planned, hit), evidence },
      ...{ count: Math.max(0, memberCount - before), firstAt: new Date(from), lastAt: new Date(to) },
      receivedAt: new Date(newestReceipt(hit)),
      ...{ known, foundBy },
    });
    if (counted === null) continue;
    await replaceHits(tx, group, merged.replaces, { id: merged.hit.id, from, to, memberCount, ...counted });
  }
}

interface NewOfHit extends Omit<MatchGroup, 'rule'> {
  /** Receipt of the newest record of the hit: it decides whether a suppression takes what is new (SUP-9). */
  readonly receivedAt: Date;
  readonly known: readonly StoredHit[];
  readonly foundBy: FoundBy;
}

/** Counts what is new of a hit: for its finding, or for the suppression that takes it. */
async function countNew(
  deps: CorrelatorDeps,
  tx: Tx,
  { correlation, level }: PlannedCorrelation,
  { foundBy, known, receivedAt, ...group }: NewOfHit,
): Promise<Pick<StoredHit, 'findingId' | 'suppressed'> | null> {
  const { companyId, count, entity, evidence, firstAt, lastAt } = group;
  const before = known.find(({ suppressed }) => suppressed !== null)?.suppressed ?? null;
  const taken = await suppressionOf(tx, companyId, correlation.id, entity, receivedAt);
  if (taken === null) {
    const rule = toFindingRule(correlation, level, deps.documentsOf(correlation));
    const { touched } = await recordMatches(tx, deps.clock, deps.settings, [{ ...group, rule }], foundBy);
    const [findingId] = touched;
    return findingId === undefined ? null : { findingId, suppressed: before };
  }
  const ruleId = correlation.id;
  if (count > 0) await countTaken(tx, [{ ...taken, companyId, ruleId, entity, count, firstAt, lastAt }]);
  const same = before?.id === taken.id ? before.count : 0;
  const eventIds = evidence.map(({ eventId }) => eventId);
  return {
    findingId: known.find(({ findingId }) => findingId !== null)?.findingId ?? null,
    suppressed: { id: taken.id, count: same + count, eventIds },
  };
}

const entityOf = ({ correlation }: PlannedCorrelation, hit: CorrelationHit) =>
  entityOfGroup(correlation, correlation.groupBy, hit.group);

/** A counted hit as `mergeHits` takes it; its members are not kept, only their number. */
const asHit = (like: CorrelationHit, stored: StoredHit): CorrelationHit => ({
  ...like,
  id: stored.id,
  from: stored.from,
  to: stored.to,
  figure: null,
  members: [],
});

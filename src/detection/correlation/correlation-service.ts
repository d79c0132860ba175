import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { eventsByIds, holdCompanies } from '../../event/index.ts';
import { companyScope, systemScope, type Clock, type CompanyId, type EventId } from '../../kernel/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import type { Evidence } from '../finding/finding.ts';
import { recordMatches, type FindingSettings } from '../finding/finding-service.ts';
import type { DueGroup } from '../pipeline/due-group.ts';
import { toFindingRule } from '../rule/rule-book.ts';
import { entityOfGroup } from '../sigma/entity.ts';
import { countRows, storedRows } from './correlation-match-store.ts';
import {
  clearDue,
  hitsTouching,
  lockGroup,
  pendingGroups,
  replaceHits,
  type StoredHit,
} from './correlation-store.ts';
import { correlateBatch } from './correlate-batch.ts';
import { mergeHits, type CorrelationHit } from './hit.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import type { CorrelationRow } from './row.ts';

export interface CorrelatorDeps {
  readonly db: Db;
  readonly clickhouse: () => ClickHouseClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: FindingSettings;
  /** The rules in force; asked anew for each round. */
  readonly plan: () => CorrelationPlan;
}

/** Groups that one round evaluates, and events that one look-up asks for. */
const groupsOfRound = 400;
const eventsOfLookUp = 500;
const keptEvidence = 20;
const scope = systemScope('correlator');

/**
 * Evaluates the groups that have new matches, until none waits: each round all groups of a company together, because
 * they share their reads. A hit is counted before its group is taken off the list, and counting a known hit again
 * changes nothing; so a crash repeats a round and counts nothing twice. Returns how many groups it evaluated.
 */
export async function correlateDue(deps: CorrelatorDeps): Promise<number> {
  let done = 0;
  for (;;) {
    const pending = await inScope(deps.db, scope, (tx) => pendingGroups(tx, groupsOfRound));
    for (const [companyId, groups] of Map.groupBy(pending, (group) => group.companyId)) {
      for (const { hit, evidence } of await findHits(deps, companyId, groups)) {
        await inScope(deps.db, scope, (tx) => countHit(deps, tx, companyId, hit, evidence));
      }
      await inScope(deps.db, scope, (tx) => clearDue(tx, groups));
      done += groups.length;
    }
    if (pending.length < groupsOfRound) return done;
  }
}

interface FoundHit {
  readonly hit: CorrelationHit;
  readonly evidence: readonly Evidence[];
}

async function findHits(
  deps: CorrelatorDeps,
  companyId: CompanyId,
  groups: readonly DueGroup[],
): Promise<readonly FoundHit[]> {
  const client = deps.clickhouse();
  const plan = deps.plan();
  const hits = await correlateBatch(plan, groups.flatMap(edgesOf), storedRows(client, companyId));
  const loud = hits.filter((hit) => !plan.silent.has(hit.correlationId));
  const wanted = [...new Set(loud.flatMap((hit) => evidenceIds(hit)))];
  const byId = new Map<EventId, Evidence>();
  for (let from = 0; from < wanted.length; from += eventsOfLookUp) {
    const ids = wanted.slice(from, from + eventsOfLookUp);
    for (const { id, time, message } of await eventsByIds(client, companyScope(companyId), ids))
      byId.set(id, { eventId: id, at: new Date(time), message });
  }
  return loud.map((hit) => ({ hit, evidence: evidenceIds(hit).flatMap((id) => byId.get(id) ?? []) }));
}

/** The first and the last matches of a hit: what started it and what completed it. */
function evidenceIds({ members }: CorrelationHit): readonly EventId[] {
  const half = keptEvidence / 2;
  const ids = members.length <= keptEvidence ? members : [...members.slice(0, half), ...members.slice(-half)];
  return [...new Set(ids.map((member) => member.eventId as EventId))];
}

/** `correlateBatch` asks only for the group and the span of a batch: its two ends say both. */
function edgesOf(group: DueGroup): readonly CorrelationRow[] {
  const { correlationId } = group;
  const row = { correlationId, group: group.group, ruleId: '', eventId: '', value: null, above: {} };
  return [
    { ...row, time: group.from },
    { ...row, time: group.to },
  ];
}

/** Joins a hit with what was counted before, and counts what is new about it. */
async function countHit(
  deps: CorrelatorDeps,
  tx: Tx,
  companyId: CompanyId,
  hit: CorrelationHit,
  evidence: readonly Evidence[],
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
    const rows = await countRows(deps.clickhouse(), group, from, to);
    const memberCount = Math.max(1, rows);
    const before = known.reduce((sum, stored) => sum + stored.memberCount, 0);
    if (known.length === 1 && known[0]?.id === merged.hit.id && before === memberCount) continue;
    const [findingId] = await recordMatches(tx, deps.clock, deps.settings, [
      {
        companyId,
        rule: toFindingRule(planned.correlation, planned.level),
        entity: entityOf(planned, hit),
        count: Math.max(0, memberCount - before),
        firstAt: new Date(from),
        lastAt: new Date(to),
        evidence,
      },
    ]);
    if (findingId === undefined) continue;
    await replaceHits(tx, group, merged.replaces, { id: merged.hit.id, from, to, memberCount, findingId });
  }
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

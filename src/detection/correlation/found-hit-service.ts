import type { ClickHouseClient } from '@clickhouse/client';
import { eventsByIds } from '../../event/index.ts';
import { companyScope, type CompanyId, type EventId } from '../../kernel/index.ts';
import type { Evidence } from '../finding/finding.ts';
import { rawHash } from '../receipt/receipt.ts';
import { correlateBatch } from './correlate-batch.ts';
import { countRows, mostRows, storedRows } from './correlation-member-store.ts';
import type { DueGroup } from './due.ts';
import { isOfOrigin } from './evaluate-correlation.ts';
import type { CorrelationHit } from './hit.ts';
import type { CorrelationPlan } from './plan.ts';
import { rememberRows, type RememberedRows } from './remembered-rows.ts';
import type { CorrelationRow } from './row.ts';

/** A hit that is not silent, with what a finding says of it. */
export interface FoundHit {
  readonly hit: CorrelationHit;
  /** Of its first and its last matches: what started it and what completed it. */
  readonly evidence: readonly Evidence[];
  /** Stored matches of its group within a span (Unix milliseconds, both ends included), each event and rule once. */
  readonly count: (from: number, to: number) => Promise<number>;
}

/** Events that one look-up asks for. */
const eventsOfLookUp = 500;
const keptEvidence = 20;

/** The hits that groups of one company have now. Throws `ClickHouseError`. */
export async function findHits(
  client: ClickHouseClient,
  plan: CorrelationPlan,
  companyId: CompanyId,
  groups: readonly DueGroup[],
  closedBefore: number,
): Promise<readonly FoundHit[]> {
  const source = rememberRows(storedRows(client, companyId), mostRows);
  const hits = await correlateBatch(plan, groups.flatMap(edgesOf), source, { closedBefore });
  const loud = hits.filter((hit) => !plan.silent.has(hit.correlationId));
  const byId = await evidenceOf(client, companyId, loud);
  return loud.map((hit) => ({
    hit,
    evidence: evidenceIds(hit).flatMap((id) => byId.get(id) ?? []),
    count: async (from, to) =>
      countRead(source, plan, hit, from, to) ??
      countRows(client, plan.origins.get(hit.correlationId) ?? new Set(), { ...hit, companyId }, from, to),
  }));
}

/** What `countRows` counts, of rows that have been read already; null when they have not. */
function countRead(
  source: RememberedRows,
  plan: CorrelationPlan,
  hit: CorrelationHit,
  from: number,
  to: number,
): number | null {
  const rows = source.within(hit.correlationId, hit.group, from, to);
  if (rows === null) return null;
  const counted = rows.filter((row) => isOfOrigin(plan, row));
  return new Set(counted.map(({ eventId, ruleId }) => `${eventId} ${ruleId}`)).size;
}

async function evidenceOf(
  client: ClickHouseClient,
  companyId: CompanyId,
  hits: readonly CorrelationHit[],
): Promise<ReadonlyMap<EventId, Evidence>> {
  const times = new Map(
    hits.flatMap((hit) => evidenceMembers(hit)).map(({ eventId, time }) => [eventId, time]),
  );
  const wanted = [...times].toSorted(([, a], [, b]) => a - b);
  const found = new Map<EventId, Evidence>();
  for (let start = 0; start < wanted.length; start += eventsOfLookUp) {
    const asked = wanted.slice(start, start + eventsOfLookUp);
    const range = { from: asked[0]?.[1] ?? 0, to: (asked.at(-1)?.[1] ?? 0) + 1 };
    const ids = asked.map(([id]) => id as EventId);
    for (const { id, time, message, raw } of await eventsByIds(client, companyScope(companyId), ids, range))
      found.set(id, { eventId: id, at: new Date(time), message, rawHash: rawHash(raw) });
  }
  return found;
}

function evidenceMembers({ members }: CorrelationHit): CorrelationHit['members'] {
  const half = keptEvidence / 2;
  return members.length <= keptEvidence ? members : [...members.slice(0, half), ...members.slice(-half)];
}

const evidenceIds = (hit: CorrelationHit): readonly EventId[] => [
  ...new Set(evidenceMembers(hit).map(({ eventId }) => eventId as EventId)),
];

/** `correlateBatch` asks only for the group and the span of a batch: its two ends say both. */
function edgesOf(group: DueGroup): readonly CorrelationRow[] {
  const { correlationId } = group;
  const row = { correlationId, group: group.group, ruleId: '', eventId: '', value: null, above: {} };
  return [
    { ...row, time: group.from },
    { ...row, time: group.to },
  ];
}

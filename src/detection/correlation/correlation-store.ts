import { sql } from 'kysely';
import { z } from 'zod';
import type { CompanyId, EventId, FindingId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { SuppressionId } from '../suppression/suppression.ts';
import { dueGroups, type DueBatch, type DueGroup } from './due.ts';

/** Queues what correlations have to look at; shares the transaction of the batch that brought it. */
export async function queueDue(tx: Tx, due: readonly DueBatch[]): Promise<void> {
  if (due.length === 0) return;
  await sql`
    insert into correlation_due_batch (company_id, packed)
    select given.company_id, given.packed
    from unnest(${due.map((each) => each.companyId)}::uuid[], ${due.map((each) => Buffer.from(each.groups))}::bytea[])
      as given (company_id, packed)`.execute(tx);
}

/** Some of what waits. */
export interface QueuedDue {
  readonly ids: readonly string[];
  readonly groups: readonly DueGroup[];
}

interface QueuedRow {
  readonly id: string;
  readonly company_id: string;
  readonly packed: Buffer | null;
  readonly waiting: unknown;
}

const waitingSchema = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));

/** What waits, of all companies, oldest first; the caller runs in a system scope. */
export async function queuedDue(tx: Tx, limit: number): Promise<QueuedDue> {
  const { rows } = await sql<QueuedRow>`
    select correlation_due_batch.id::text as id, correlation_due_batch.company_id, correlation_due_batch.packed,
           correlation_due_batch.waiting
    from correlation_due_batch
    order by correlation_due_batch.id
    limit ${limit}`.execute(tx);
  return { ids: rows.map((row) => row.id), groups: rows.flatMap(groupsOf) };
}

function groupsOf(row: QueuedRow): readonly DueGroup[] {
  const companyId = row.company_id as CompanyId;
  if (row.packed !== null) return dueGroups({ companyId, groups: row.packed });
  return waitingSchema.parse(row.waiting).map(([correlationId, group, from, to]) => ({
    companyId,
    correlationId,
    group,
    from,
    to,
    counts: [],
    outer: [],
    hunted: false,
  }));
}

export async function removeDue(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    delete from correlation_due_batch where correlation_due_batch.id = any (${ids}::bigint[])`.execute(tx);
}

/**
 * Lets one process evaluate at a time, until the transaction ends. `busy`: another one does; `changed`: another one did
 * since this holder's last turn.
 */
export async function takeTurn(tx: Tx, holder: string): Promise<'busy' | 'kept' | 'changed'> {
  const { rows } = await sql<{ holder: string | null }>`
    select correlator.holder from correlator for update skip locked`.execute(tx);
  const [row] = rows;
  if (row === undefined) return 'busy';
  if (row.holder === holder) return 'kept';
  await sql`update correlator set holder = ${holder}`.execute(tx);
  return 'changed';
}

type GroupKey = Pick<DueGroup, 'companyId' | 'correlationId' | 'group'>;

/** Two evaluations of the same group count one after the other; ends with the transaction. */
export async function lockGroup(tx: Tx, group: GroupKey): Promise<void> {
  const key = `${group.companyId} ${group.correlationId} ${group.group}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** A counted hit. */
export interface StoredHit {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly memberCount: number;
  /** Null: a suppression took it, from its first match on. */
  readonly findingId: FindingId | null;
  /** What the last suppression that took matches of it took; null: none did. */
  readonly suppressed: SuppressedPart | null;
}

/** The part of a hit that a suppression took. */
export interface SuppressedPart {
  readonly id: SuppressionId;
  readonly count: number;
  /** Its first and last events. */
  readonly eventIds: readonly EventId[];
}

interface HitRow {
  readonly id: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly member_count: number;
  readonly finding_id: string | null;
  readonly suppression_id: string | null;
  readonly suppressed_count: number;
  readonly event_ids: readonly string[];
}

/** Counted hits of a group that touch the span (Unix milliseconds). */
export async function hitsTouching(
  tx: Tx,
  group: GroupKey,
  from: number,
  to: number,
): Promise<readonly StoredHit[]> {
  const { rows } = await sql<HitRow>`
    select correlation_hit.id, correlation_hit.first_at, correlation_hit.last_at, correlation_hit.member_count,
           correlation_hit.finding_id, correlation_hit.suppression_id, correlation_hit.suppressed_count,
           correlation_hit.event_ids
    from correlation_hit
    where correlation_hit.company_id = ${group.companyId} and correlation_hit.correlation_id = ${group.correlationId}
      and correlation_hit.group_key = ${group.group}
      and correlation_hit.first_at <= ${new Date(to)} and correlation_hit.last_at >= ${new Date(from)}
    order by correlation_hit.first_at`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    from: row.first_at.getTime(),
    to: row.last_at.getTime(),
    memberCount: row.member_count,
    findingId: row.finding_id as FindingId | null,
    suppressed:
      row.suppression_id === null
        ? null
        : {
            id: row.suppression_id as SuppressionId,
            count: row.suppressed_count,
            eventIds: row.event_ids as readonly EventId[],
          },
  }));
}

export async function replaceHits(
  tx: Tx,
  group: GroupKey,
  gone: readonly string[],
  hit: StoredHit,
): Promise<void> {
  await sql`
    delete from correlation_hit
    where correlation_hit.company_id = ${group.companyId} and correlation_hit.id = any (${gone}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into correlation_hit (id, company_id, correlation_id, group_key, first_at, last_at, member_count, finding_id,
      suppression_id, suppressed_count, event_ids)
    values (${hit.id}, ${group.companyId}, ${group.correlationId}, ${group.group}, ${new Date(hit.from)},
      ${new Date(hit.to)}, ${hit.memberCount}, ${hit.findingId},
      ${hit.suppressed?.id ?? null}, ${hit.suppressed?.count ?? 0}, ${[...(hit.suppressed?.eventIds ?? [])]}::uuid[])
    on conflict (company_id, id) do update set first_at = excluded.first_at, last_at = excluded.last_at,
      member_count = excluded.member_count, finding_id = excluded.finding_id,
      suppression_id = excluded.suppression_id, suppressed_count = excluded.suppressed_count,
      event_ids = excluded.event_ids`.execute(tx);
}

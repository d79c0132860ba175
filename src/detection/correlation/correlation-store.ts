import { sql } from 'kysely';
import type { CompanyId, FindingId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { DueGroup } from '../pipeline/due-group.ts';

/** Marks groups as having new matches; shares the transaction of the batch that brought them. */
export async function markDue(tx: Tx, due: readonly DueGroup[]): Promise<void> {
  const ordered = due.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  if (ordered.length === 0) return;
  await sql`
    insert into correlation_due (company_id, correlation_id, group_key, from_at, to_at)
    select given.company_id, given.correlation_id, given.group_key, given.from_at, given.to_at
    from unnest(${ordered.map((each) => each.companyId)}::uuid[], ${ordered.map((each) => each.correlationId)}::text[],
      ${ordered.map((each) => each.group)}::text[], ${ordered.map((each) => new Date(each.from))}::timestamptz[],
      ${ordered.map((each) => new Date(each.to))}::timestamptz[])
      as given (company_id, correlation_id, group_key, from_at, to_at)
    on conflict (company_id, correlation_id, group_key) do update set
      from_at = least(correlation_due.from_at, excluded.from_at),
      to_at = greatest(correlation_due.to_at, excluded.to_at),
      revision = correlation_due.revision + 1`.execute(tx);
}

const keyOf = (each: DueGroup): string => `${each.companyId} ${each.correlationId} ${each.group}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface PendingGroup extends DueGroup {
  readonly revision: number;
}

interface PendingRow {
  readonly company_id: string;
  readonly correlation_id: string;
  readonly group_key: string;
  readonly from_at: Date;
  readonly to_at: Date;
  readonly revision: number;
}

/** Groups that wait, of all companies, oldest matches first; the caller runs in a system scope. */
export async function pendingGroups(tx: Tx, limit: number): Promise<readonly PendingGroup[]> {
  const { rows } = await sql<PendingRow>`
    select correlation_due.company_id, correlation_due.correlation_id, correlation_due.group_key,
           correlation_due.from_at, correlation_due.to_at, correlation_due.revision
    from correlation_due
    order by correlation_due.from_at, correlation_due.company_id, correlation_due.correlation_id,
             correlation_due.group_key
    limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    companyId: row.company_id as CompanyId,
    correlationId: row.correlation_id,
    group: row.group_key,
    from: row.from_at.getTime(),
    to: row.to_at.getTime(),
    revision: row.revision,
  }));
}

/** Takes groups off the list, unless a batch has added to them since. */
export async function clearDue(tx: Tx, groups: readonly PendingGroup[]): Promise<void> {
  await sql`
    delete from correlation_due
    using unnest(${groups.map((each) => each.companyId)}::uuid[], ${groups.map((each) => each.correlationId)}::text[],
      ${groups.map((each) => each.group)}::text[], ${groups.map((each) => each.revision)}::bigint[])
      as given (company_id, correlation_id, group_key, revision)
    where correlation_due.company_id = given.company_id and correlation_due.correlation_id = given.correlation_id
      and correlation_due.group_key = given.group_key and correlation_due.revision = given.revision`.execute(
    tx,
  );
}

/** Two evaluations of the same group count one after the other; ends with the transaction. */
export async function lockGroup(tx: Tx, group: Omit<DueGroup, 'from' | 'to'>): Promise<void> {
  const key = `${group.companyId} ${group.correlationId} ${group.group}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** A counted hit. */
export interface StoredHit {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly memberCount: number;
  readonly findingId: FindingId;
}

interface HitRow {
  readonly id: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly member_count: number;
  readonly finding_id: string;
}

/** Counted hits of a group that touch the span (Unix milliseconds). */
export async function hitsTouching(
  tx: Tx,
  group: Omit<DueGroup, 'from' | 'to'>,
  from: number,
  to: number,
): Promise<readonly StoredHit[]> {
  const { rows } = await sql<HitRow>`
    select correlation_hit.id, correlation_hit.first_at, correlation_hit.last_at, correlation_hit.member_count,
           correlation_hit.finding_id
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
    findingId: row.finding_id as FindingId,
  }));
}

export async function replaceHits(
  tx: Tx,
  group: Omit<DueGroup, 'from' | 'to'>,
  gone: readonly string[],
  hit: StoredHit,
): Promise<void> {
  await sql`
    delete from correlation_hit
    where correlation_hit.company_id = ${group.companyId} and correlation_hit.id = any (${gone}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into correlation_hit (id, company_id, correlation_id, group_key, first_at, last_at, member_count, finding_id)
    values (${hit.id}, ${group.companyId}, ${group.correlationId}, ${group.group}, ${new Date(hit.from)},
      ${new Date(hit.to)}, ${hit.memberCount}, ${hit.findingId})
    on conflict (id) do update set first_at = excluded.first_at, last_at = excluded.last_at,
      member_count = excluded.member_count, finding_id = excluded.finding_id`.execute(tx);
}

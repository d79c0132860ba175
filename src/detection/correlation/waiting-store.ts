import { sql } from 'kysely';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { dueGroups, packGroups, type DueGroup } from './due.ts';

/** Groups that are to be looked at when all of theirs has arrived. */
export interface WaitingGroups {
  /** Unix milliseconds. */
  readonly ripeAt: number;
  readonly groups: readonly DueGroup[];
}

/** Lets groups wait; each entry is packed by company. */
export async function saveWaiting(tx: Tx, waiting: readonly WaitingGroups[]): Promise<void> {
  for (const { groups, ripeAt } of waiting) {
    for (const [companyId, own] of Map.groupBy(groups, (group) => group.companyId)) {
      const packed = Buffer.from(packGroups(companyId, own).groups);
      await sql`
        insert into correlation_waiting (company_id, ripe_at, packed)
        values (${companyId}, ${new Date(ripeAt)}, ${packed})`.execute(tx);
    }
  }
}

/** Some of what is ripe, of all companies, ripest first; the caller runs in a system scope. */
export async function ripeWaiting(
  tx: Tx,
  until: Date,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly groups: readonly DueGroup[] }> {
  const { rows } = await sql<{ id: string; company_id: string; packed: Buffer }>`
    select correlation_waiting.id::text as id, correlation_waiting.company_id, correlation_waiting.packed
    from correlation_waiting
    where correlation_waiting.ripe_at <= ${until}
    order by correlation_waiting.ripe_at, correlation_waiting.id
    limit ${limit}`.execute(tx);
  return {
    ids: rows.map((row) => row.id),
    groups: rows.flatMap((row) => dueGroups({ companyId: row.company_id as CompanyId, groups: row.packed })),
  };
}

export async function removeWaiting(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    delete from correlation_waiting where correlation_waiting.id = any (${ids}::bigint[])`.execute(tx);
}

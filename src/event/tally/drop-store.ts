import { sql } from 'kysely';
import type { Tx } from '../../platform/postgres/index.ts';

/** Why the pipeline dropped a record that intake had accepted. `company_erased`: its company has been erased. */
export const pipelineDropReasons = ['company_erased'] as const;
export type PipelineDropReason = (typeof pipelineDropReasons)[number];

/** Records dropped, by the hour of receipt (its start, Unix milliseconds); of no company any more. */
export interface IntakeDrop {
  readonly hour: number;
  readonly count: number;
}

/** Adds a batch's drops; shares the transaction with the drained position, so each record is counted once. */
export async function addDrops(
  tx: Tx,
  reason: PipelineDropReason,
  drops: readonly IntakeDrop[],
): Promise<void> {
  for (const { hour, count } of drops.toSorted((a, b) => a.hour - b.hour)) {
    await sql`
      insert into intake_drop (hour, reason, count) values (${new Date(hour)}, ${reason}, ${count})
      on conflict (hour, reason) do update set count = intake_drop.count + excluded.count`.execute(tx);
  }
}

/** Sums since a time, by reason; nothing in a company's scope. */
export async function dropTotals(tx: Tx, since: Date): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ reason: string; count: number }>`
    select intake_drop.reason, sum(intake_drop.count)::bigint as count from intake_drop
    where intake_drop.hour >= ${since} group by intake_drop.reason order by intake_drop.reason`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.reason, row.count]));
}

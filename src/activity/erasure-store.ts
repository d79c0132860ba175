import { sql } from 'kysely';
import type { Tx } from '../platform/postgres/index.ts';

/** Records about one thing that are looked through at most. */
const mostRecords = 100_000;

/**
 * Erases the records about a thing whose parameters fit the test, for a company that leaves: only the job that erases it may.
 * Returns how many went.
 */
export async function eraseRecordsAbout(
  tx: Tx,
  resourceId: string,
  isErased: (text: string) => boolean,
): Promise<number> {
  const { rows } = await sql<{ event_id: string; text: string }>`
    select activity_record.event_id,
           concat_ws(' ', activity_record.request_parameters::text, activity_record.resources::text) as text
    from tocsin.activity_of_resource(${resourceId}, '-infinity', 'infinity') as activity_record
    order by activity_record.event_time, activity_record.event_id
    limit ${mostRecords}`.execute(tx);
  const ids = rows.filter(({ text }) => isErased(text)).map((row) => row.event_id);
  if (ids.length === 0) return 0;
  const erased = await sql<{ count: number }>`
    select tocsin.erase_activity_records(${ids}::uuid[]) as count`.execute(tx);
  return erased.rows[0]?.count ?? 0;
}

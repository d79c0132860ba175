import { sql } from 'kysely';
import { hourMs } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** A node that has been away for longer does not hold anybody up. */
const longestAwayMs = hourMs;

/** Notes that every record that a spool's node received before `until` is stored and judged. */
export async function noteComplete(tx: Tx, spoolId: string, until: Date): Promise<void> {
  await sql`
    update spool_drain set complete_until = greatest(spool_drain.complete_until, ${until}::timestamptz)
    where spool_drain.spool_id = ${spoolId}`.execute(tx);
}

/**
 * Up to when every record that any node received is stored and judged, as far as the nodes have said; at most `now`. Nodes
 * that have said nothing for an hour are not waited for.
 */
export async function completeUntil(tx: Tx, now: Date): Promise<Date> {
  const { rows } = await sql<{ until: Date | null }>`
    select min(spool_drain.complete_until) as until from spool_drain
    where spool_drain.complete_until > ${new Date(now.getTime() - longestAwayMs)}`.execute(tx);
  const until = rows[0]?.until ?? now;
  return until < now ? until : now;
}

import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { z } from 'zod';
import { asClickHouseError, ClickHouseUnavailableError, readRows } from '../../platform/clickhouse/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** Matches by rule id; null: the store of events does not answer, or not in time. */
export type MatchCounts = ReadonlyMap<string, number> | null;

const countRow = z.object({ rule_id: z.string(), matches: z.number() });
/** A list of rules does not wait longer for its numbers. */
const maxSeconds = 5;

/**
 * Matches with events since a time, of one rule or of all, over all companies: rules belong to the installation, and only its
 * staff asks. Parts and granules of older events are passed over by their bounds. Of correlations their hits are counted.
 */
export async function recentMatchCounts(
  tx: Tx,
  clickhouse: () => ClickHouseClient,
  since: Date,
  ruleId: string | null = null,
): Promise<MatchCounts> {
  try {
    const rows = await readRows(clickhouse(), {
      sql: `SELECT detection_match.rule_id AS rule_id, count() AS matches
        FROM detection_match
        WHERE detection_match.event_time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
          AND ({rule:String} = '' OR detection_match.rule_id = {rule:String})
        GROUP BY rule_id
        SETTINGS readonly = 1`,
      params: { since: since.getTime(), rule: ruleId ?? '' },
      maxSeconds,
      parse: (row) => countRow.parse(row),
    });
    const counts = new Map(rows.map((row) => [row.rule_id, row.matches]));
    for (const [id, hits] of await hitCounts(tx, since, ruleId)) counts.set(id, hits);
    return counts;
  } catch (error) {
    const known = asClickHouseError(error);
    if (known instanceof ClickHouseError || known instanceof ClickHouseUnavailableError) return null;
    throw known;
  }
}

async function hitCounts(
  tx: Tx,
  since: Date,
  ruleId: string | null,
): Promise<readonly (readonly [string, number])[]> {
  const { rows } = await sql<{ correlation_id: string; hits: number }>`
    select correlation_hit.correlation_id, count(*)::bigint as hits from correlation_hit
    where correlation_hit.last_at >= ${since} and (${ruleId}::text is null or correlation_hit.correlation_id = ${ruleId})
    group by correlation_hit.correlation_id`.execute(tx);
  return rows.map((row) => [row.correlation_id, row.hits] as const);
}

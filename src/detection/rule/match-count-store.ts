import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { z } from 'zod';
import { readLimits } from '../../event/index.ts';
import type { CompanyId } from '../../kernel/index.ts';
import { asClickHouseError, ClickHouseUnavailableError, readRows } from '../../platform/clickhouse/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** Matches by rule id; null: the store of events does not answer, or not in time. */
export type MatchCounts = ReadonlyMap<string, number> | null;

const countRow = z.object({ rule_id: z.string(), matches: z.number() });
/** A list of rules does not wait longer for its numbers. */
const maxSeconds = 5;

/** Whose matches are counted, and of what time. */
export interface CountedMatches {
  /** Null: of all companies; the caller has asked whether that may be seen. */
  readonly companyId: CompanyId | null;
  /** Event time, Unix milliseconds; `to` is not in it, and null is for ever. */
  readonly from: number;
  readonly to: number | null;
  readonly ruleId?: string | null;
}

/**
 * How many matches each rule has had, by rule id; those that a company's filter excludes are none. Parts and granules of older
 * events are passed over by their bounds. Throws `ClickHouseError` when that takes longer or reads more than a page may.
 */
export async function matchCounts(
  client: ClickHouseClient,
  { companyId, from, ruleId = null, to }: CountedMatches,
  seconds: number = readLimits.seconds,
): Promise<ReadonlyMap<string, number>> {
  const rows = await readRows(client, {
    sql: `SELECT detection_match.rule_id AS rule_id, count() AS matches
      FROM detection_match
      WHERE ${companyId === null ? '' : 'detection_match.company_id = {company:UUID} AND'}
        detection_match.event_time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        ${to === null ? '' : "AND detection_match.event_time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"}
        AND ({rule:String} = '' OR detection_match.rule_id = {rule:String})
        AND NOT detection_match.is_excluded
      GROUP BY rule_id ORDER BY rule_id
      SETTINGS readonly = 1, max_rows_to_read = ${readLimits.rows}`,
    params: {
      ...{ from, rule: ruleId ?? '' },
      ...(to === null ? {} : { to }),
      ...(companyId === null ? {} : { company: companyId }),
    },
    maxSeconds: seconds,
    parse: (row) => countRow.parse(row),
  });
  return new Map(rows.map((row) => [row.rule_id, row.matches]));
}

/**
 * Matches with events since a time, of one rule or of all, over all companies: rules belong to the installation, and only its
 * staff asks. Of correlations their hits are counted.
 */
export async function recentMatchCounts(
  tx: Tx,
  clickhouse: () => ClickHouseClient,
  since: Date,
  ruleId: string | null = null,
): Promise<MatchCounts> {
  try {
    const asked = { companyId: null, from: since.getTime(), to: null, ruleId };
    const counts = new Map(await matchCounts(clickhouse(), asked, maxSeconds));
    for (const [id, hits] of await hitCounts(tx, asked)) counts.set(id, hits);
    return counts;
  } catch (error) {
    const known = asClickHouseError(error);
    if (known instanceof ClickHouseError || known instanceof ClickHouseUnavailableError) return null;
    throw known;
  }
}

/** How many hits each correlation has had since a time, by its id. */
export async function hitCounts(
  tx: Tx,
  { companyId, from, ruleId = null }: Omit<CountedMatches, 'to'>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ correlation_id: string; hits: number }>`
    select correlation_hit.correlation_id, count(*)::bigint as hits from correlation_hit
    where correlation_hit.last_at >= ${new Date(from)}
      and (${companyId}::uuid is null or correlation_hit.company_id = ${companyId}::uuid)
      and (${ruleId}::text is null or correlation_hit.correlation_id = ${ruleId})
    group by correlation_hit.correlation_id`.execute(tx);
  return new Map(rows.map((row) => [row.correlation_id, row.hits]));
}

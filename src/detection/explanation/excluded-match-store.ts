import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';

/** Matches of a rule that filters of the company excluded, of whatever group. */
export interface ExcludedMatches {
  readonly ruleId: string;
  readonly count: number;
  /** The filter that excluded the event that is asked about; null when none did. */
  readonly suppressionId: string | null;
}

const excludedRow = z
  .object({ rule_id: z.string(), matches: z.coerce.number(), own: z.array(z.string()) })
  .transform((row): ExcludedMatches => ({
    ruleId: row.rule_id,
    count: row.matches,
    suppressionId: row.own[0] ?? null,
  }));

const maxSeconds = 10;

/**
 * Matches of some rules of one company within a span (Unix milliseconds, both ends included) that correlations do not count
 * because a filter excluded them (SUP-7). Throws `ClickHouseError`.
 */
export async function excludedMatches(
  client: ClickHouseClient,
  companyId: CompanyId,
  ruleIds: readonly string[],
  eventId: string,
  span: { readonly from: number; readonly to: number },
): Promise<readonly ExcludedMatches[]> {
  if (ruleIds.length === 0) return [];
  return readRows(client, {
    sql: `SELECT detection_match.rule_id AS rule_id, uniqExact(detection_match.event_id) AS matches,
        groupUniqArrayIf(1)(toString(detection_match.suppression_id),
          detection_match.event_id = {event:UUID}) AS own
      FROM detection_match
      WHERE detection_match.company_id = {company:UUID} AND detection_match.rule_id IN {rules:Array(String)}
        AND detection_match.event_time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND detection_match.event_time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND detection_match.is_excluded = 1
      GROUP BY rule_id
      ORDER BY rule_id
      SETTINGS readonly = 1`,
    params: { company: companyId, rules: [...ruleIds], event: eventId, ...span },
    maxSeconds,
    parse: (row) => excludedRow.parse(row),
  });
}

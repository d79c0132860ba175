import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { readLimits, type EventRange } from '../../event/index.ts';
import type { Scope } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';

const countRow = z.object({ rule_id: z.string(), matches: z.coerce.number() });

/** How many matches each rule has had in a stretch of event time, by rule id. */
export async function matchCounts(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
): Promise<ReadonlyMap<string, number>> {
  const isOne = scope.kind === 'company';
  const rows = await readRows(client, {
    sql: `SELECT detection_match.rule_id AS rule_id, count() AS matches
      FROM detection_match
      WHERE ${isOne ? 'detection_match.company_id = {company:UUID} AND' : ''}
        detection_match.event_time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND detection_match.event_time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      GROUP BY rule_id ORDER BY rule_id
      SETTINGS readonly = 1, max_execution_time = ${readLimits.seconds}, max_rows_to_read = ${readLimits.rows}`,
    params: { ...range, ...(isOne ? { company: scope.companyId } : {}) },
    parse: (row) => countRow.parse(row),
    maxSeconds: readLimits.seconds,
  });
  return new Map(rows.map((row) => [row.rule_id, row.matches]));
}

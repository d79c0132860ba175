import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { RowSource } from './correlate-batch.ts';
import type { CorrelationRow } from './row.ts';

/** Rows that one evaluation looks at: beyond it a group is evaluated on its newest rows, which is said in the log. */
export const mostRows = 200_000;

const rowSchema = z
  .object({
    correlation_id: z.string(),
    rule_id: z.string(),
    group_key: z.string(),
    value: z.string().nullable(),
    time_ms: z.number(),
    event_id: z.string(),
    above: z.string(),
  })
  .transform((row): CorrelationRow => ({
    correlationId: row.correlation_id,
    ruleId: row.rule_id,
    group: row.group_key,
    value: row.value,
    time: row.time_ms,
    eventId: row.event_id,
    above: aboveSchema.parse(JSON.parse(row.above)),
  }));
const aboveSchema = z.record(z.string(), z.object({ group: z.string(), value: z.string().nullable() }));
const groupSchema = z.object({ group_key: z.string() }).transform((row) => row.group_key);

const span = `correlation_match.company_id = {company_id:UUID}
  AND correlation_match.correlation_id = {correlation_id:String}
  AND correlation_match.event_time >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  AND correlation_match.event_time <= fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')`;

/** The stored matches of one company, for `correlateBatch`. */
export function storedRows(client: ClickHouseClient, companyId: CompanyId): RowSource {
  return {
    rows: ({ correlationId, groups, from, to }) =>
      readRows(client, {
        sql: `SELECT correlation_match.correlation_id AS correlation_id, correlation_match.rule_id AS rule_id,
                     correlation_match.group_key AS group_key, correlation_match.value AS value,
                     toUnixTimestamp64Milli(correlation_match.event_time) AS time_ms,
                     toString(correlation_match.event_id) AS event_id, correlation_match.above AS above
              FROM correlation_match
              WHERE ${span} AND correlation_match.group_key IN {groups:Array(String)}
              ORDER BY correlation_match.event_time DESC, correlation_match.event_id DESC
              LIMIT {most:UInt32}`,
        params: {
          company_id: companyId,
          correlation_id: correlationId,
          groups: [...groups],
          from_ms: Math.floor(from),
          to_ms: Math.ceil(to),
          most: mostRows,
        },
        parse: (row) => rowSchema.parse(row),
      }),
    groupsBelow: ({ correlationId, path, group, from, to }) =>
      readRows(client, {
        sql: `SELECT DISTINCT correlation_match.group_key AS group_key
              FROM correlation_match
              WHERE ${span}
                AND JSONExtractString(correlation_match.above, {path:String}, 'group') = {outer:String}
              ORDER BY group_key`,
        params: {
          company_id: companyId,
          correlation_id: correlationId,
          path,
          outer: group,
          from_ms: Math.floor(from),
          to_ms: Math.ceil(to),
        },
        parse: (row) => groupSchema.parse(row),
      }),
  };
}

const countSchema = z.object({ rows: z.number() }).transform((row) => row.rows);

/** Stored matches of a group within a span (Unix milliseconds, both ends included), each event and rule once. */
export async function countRows(
  client: ClickHouseClient,
  group: { readonly companyId: CompanyId; readonly correlationId: string; readonly group: string },
  from: number,
  to: number,
): Promise<number> {
  const [rows] = await readRows(client, {
    sql: `SELECT uniqExact(correlation_match.event_id, correlation_match.rule_id) AS rows
          FROM correlation_match
          WHERE ${span} AND correlation_match.group_key = {group:String}`,
    params: {
      company_id: group.companyId,
      correlation_id: group.correlationId,
      group: group.group,
      from_ms: Math.floor(from),
      to_ms: Math.ceil(to),
    },
    parse: (row) => countSchema.parse(row),
  });
  return rows ?? 0;
}

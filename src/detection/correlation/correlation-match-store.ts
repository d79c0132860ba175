import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { RowSource } from './correlate-batch.ts';
import type { CorrelationRow } from './row.ts';
import { shareReads, type GroupBelow } from './shared-reads.ts';

/** Rows that one question is answered with: beyond it a group is evaluated on its newest rows. */
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
const belowSchema = z
  .object({ outer_key: z.string(), group_key: z.string(), first_ms: z.number(), last_ms: z.number() })
  .transform((row): GroupBelow => ({
    outer: row.outer_key,
    group: row.group_key,
    firstAt: row.first_ms,
    lastAt: row.last_ms,
  }));

const span = `correlation_match.company_id = {company_id:UUID}
  AND correlation_match.correlation_id = {correlation_id:String}
  AND correlation_match.event_time >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  AND correlation_match.event_time <= fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')`;

/** The stored matches of one company, for `correlateBatch`. */
export function storedRows(client: ClickHouseClient, companyId: CompanyId): RowSource {
  const spanParams = (query: { correlationId: string; from: number; to: number }) => ({
    company_id: companyId,
    correlation_id: query.correlationId,
    from_ms: Math.floor(query.from),
    to_ms: Math.ceil(query.to),
  });
  return shareReads({
    rows: async (query) => {
      const rows = await readRows(client, {
        sql: `SELECT correlation_match.correlation_id AS correlation_id, correlation_match.rule_id AS rule_id,
                     correlation_match.group_key AS group_key, correlation_match.value AS value,
                     toUnixTimestamp64Milli(correlation_match.event_time) AS time_ms,
                     toString(correlation_match.event_id) AS event_id, correlation_match.above AS above
              FROM correlation_match
              WHERE ${span} AND correlation_match.group_key IN {groups:Array(String)}
              ORDER BY correlation_match.event_time DESC, correlation_match.event_id DESC
              LIMIT {most:UInt32}`,
        params: { ...spanParams(query), groups: [...query.groups], most: mostRows },
        parse: (row) => rowSchema.parse(row),
      });
      return { rows, isWhole: rows.length < mostRows };
    },
    groupsBelow: (query) =>
      readRows(client, {
        sql: `SELECT JSONExtractString(correlation_match.above, {path:String}, 'group') AS outer_key,
                     correlation_match.group_key AS group_key,
                     toUnixTimestamp64Milli(min(correlation_match.event_time)) AS first_ms,
                     toUnixTimestamp64Milli(max(correlation_match.event_time)) AS last_ms
              FROM correlation_match
              WHERE ${span} AND outer_key IN {outers:Array(String)}
              GROUP BY outer_key, group_key
              ORDER BY outer_key, group_key`,
        params: { ...spanParams(query), path: query.path, outers: [...query.outers] },
        parse: (row) => belowSchema.parse(row),
      }),
  });
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

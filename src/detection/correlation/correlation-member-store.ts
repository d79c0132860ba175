import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import type { CompanyId } from '../../kernel/index.ts';
import { readBinary, readRows } from '../../platform/clickhouse/index.ts';
import type { RowSource, RowsQuery } from './correlate-batch.ts';
import { cellsSql, CountSketch } from './count-sketch.ts';
import type { SketchPlace } from './due-filter.ts';
import type { CorrelationPlan } from './plan.ts';
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
    origin: z.string(),
    rule_set: z.number(),
  })
  .transform((row): CorrelationRow => ({
    correlationId: row.correlation_id,
    ruleId: row.rule_id,
    group: row.group_key,
    value: row.value,
    time: row.time_ms,
    eventId: row.event_id,
    above: aboveSchema.parse(JSON.parse(row.above)),
    origin: row.origin,
    ruleSet: row.rule_set,
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

const span = `correlation_member.company_id = {company_id:UUID}
  AND correlation_member.correlation_id = {correlation_id:String}
  AND correlation_member.event_time >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  AND correlation_member.event_time <= fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')`;

/** Rows that one of some queries asks for. */
function anyOf(queries: readonly RowsQuery[]): { readonly sql: string; readonly params: Params } {
  const sql = queries.map(
    (_, index) => `correlation_member.correlation_id = {id_${index}:String}
      AND correlation_member.group_key IN {groups_${index}:Array(String)}
      AND correlation_member.event_time >= fromUnixTimestamp64Milli({from_${index}:Int64}, 'UTC')
      AND correlation_member.event_time <= fromUnixTimestamp64Milli({to_${index}:Int64}, 'UTC')`,
  );
  const params = queries.flatMap(({ correlationId, groups, from, to }, index) => [
    [`id_${index}`, correlationId],
    [`groups_${index}`, [...groups]],
    [`from_${index}`, Math.floor(from)],
    [`to_${index}`, Math.ceil(to)],
  ]);
  return { sql: sql.map((one) => `(${one})`).join(' OR '), params: Object.fromEntries(params) as Params };
}

type Params = Readonly<Record<string, unknown>>;

/** The stored matches of one company, for `correlateBatch`; `most` rows that one question is answered with. */
export function storedRows(client: ClickHouseClient, companyId: CompanyId, most = mostRows): RowSource {
  return shareReads({
    rows: async (queries) => {
      const wanted = anyOf(queries);
      const rows = await readRows(client, {
        sql: `SELECT correlation_member.correlation_id AS correlation_id, correlation_member.rule_id AS rule_id,
                     correlation_member.group_key AS group_key, correlation_member.value AS value,
                     toUnixTimestamp64Milli(correlation_member.event_time) AS time_ms,
                     toString(correlation_member.event_id) AS event_id, correlation_member.above AS above,
                     correlation_member.origin AS origin, correlation_member.rule_set AS rule_set
              FROM correlation_member
              WHERE correlation_member.company_id = {company_id:UUID} AND (${wanted.sql})
              ORDER BY correlation_member.event_time DESC, correlation_member.event_id DESC
              LIMIT {most:UInt32}`,
        params: { ...wanted.params, company_id: companyId, most },
        parse: (row) => rowSchema.parse(row),
      });
      return { rows, isWhole: rows.length < most };
    },
    groupsBelow: (query) =>
      readRows(client, {
        sql: `SELECT JSONExtractString(correlation_member.above, {path:String}, 'group') AS outer_key,
                     correlation_member.group_key AS group_key,
                     toUnixTimestamp64Milli(min(correlation_member.event_time)) AS first_ms,
                     toUnixTimestamp64Milli(max(correlation_member.event_time)) AS last_ms
              FROM correlation_member
              WHERE ${span} AND outer_key IN {outers:Array(String)}
              GROUP BY outer_key, group_key
              ORDER BY outer_key, group_key`,
        params: {
          company_id: companyId,
          correlation_id: query.correlationId,
          from_ms: Math.floor(query.from),
          to_ms: Math.ceil(query.to),
          path: query.path,
          outers: [...query.outers],
        },
        parse: (row) => belowSchema.parse(row),
      }),
  });
}

const countSchema = z.object({ rows: z.number() }).transform((row) => row.rows);

/**
 * Stored matches of a group within a span (Unix milliseconds, both ends included), each event and rule once; only those that
 * one of these origins has made.
 */
export async function countRows(
  client: ClickHouseClient,
  origins: ReadonlySet<string>,
  group: { readonly companyId: CompanyId; readonly correlationId: string; readonly group: string },
  from: number,
  to: number,
): Promise<number> {
  const [rows] = await readRows(client, {
    sql: `SELECT uniqExact(correlation_member.event_id, correlation_member.rule_id) AS rows
          FROM correlation_member
          WHERE ${span} AND correlation_member.group_key = {group:String}
            AND (correlation_member.origin = '' OR correlation_member.origin IN {origins:Array(String)})`,
    params: {
      company_id: group.companyId,
      correlation_id: group.correlationId,
      group: group.group,
      origins: [...origins],
      from_ms: Math.floor(from),
      to_ms: Math.ceil(to),
    },
    parse: (row) => countSchema.parse(row),
  });
  return rows ?? 0;
}

/** Bytes of one cell in the reply: row, cell, count. */
const cellBytes = 1 + 4 + 8;

/** Counts the rows of a stretch of time, by what they refer to and group, into a sketch (see `DueFilter`). */
export async function loadSketch(
  client: ClickHouseClient,
  plan: CorrelationPlan,
  place: SketchPlace,
  bits: number,
): Promise<CountSketch> {
  const paths = pathsTo(plan, place.correlationId);
  const bytes = await readBinary(client, {
    sql: `SELECT toUInt8(cells.1), toUInt32(cells.2), count()
          FROM (SELECT CRC32(concat(leaves.slot, char(0), leaves.group)) AS hash FROM (${leavesSql(paths)}) AS leaves)
          ARRAY JOIN ${cellsSql(bits)} AS cells
          GROUP BY cells.1, cells.2`,
    params: {
      company_id: place.companyId,
      own_id: place.correlationId,
      from_ms: Math.floor(place.from),
      to_ms: Math.ceil(place.to),
      ...Object.fromEntries(
        paths.flatMap(({ correlationId, path, slot }, index) => [
          [`id_${index}`, correlationId],
          [`path_${index}`, path],
          [`slot_${index}`, slot],
        ]),
      ),
    },
  });
  const sketch = new CountSketch(bits);
  for (let at = 0; at + cellBytes <= bytes.length; at += cellBytes) {
    const count = Number(bytes.readBigUInt64LE(at + 5));
    sketch.addToCell(bytes[at] === 0 ? 0 : 1, bytes.readUInt32LE(at + 1), count);
  }
  return sketch;
}

interface InnerPath {
  readonly correlationId: string;
  readonly path: string;
  readonly slot: string;
}

/** Where the rows of inner correlations carry the group of this one. */
function pathsTo(plan: CorrelationPlan, correlationId: string): readonly InnerPath[] {
  const found = new Map<string, InnerPath>();
  for (const feed of [...plan.feeds.values()].flat()) {
    for (const { path } of feed.above) {
      if (path.at(-1) !== correlationId) continue;
      const [own = '', ...rest] = path;
      found.set(path.join('>'), { correlationId: own, path: rest.join('>'), slot: path.at(-2) ?? own });
    }
  }
  return [...found.values()];
}

function leavesSql(paths: readonly InnerPath[]): string {
  const within = `correlation_member.event_time >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND correlation_member.event_time < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')`;
  const own = `SELECT toString(correlation_member.rule_id) AS slot, correlation_member.group_key AS group
    FROM correlation_member
    WHERE correlation_member.company_id = {company_id:UUID} AND correlation_member.correlation_id = {own_id:String}
      AND ${within}`;
  const inner = paths.map(
    (_, index) => `SELECT {slot_${index}:String} AS slot,
      JSONExtractString(correlation_member.above, {path_${index}:String}, 'group') AS group
    FROM correlation_member
    WHERE correlation_member.company_id = {company_id:UUID}
      AND correlation_member.correlation_id = {id_${index}:String} AND ${within} AND group != ''`,
  );
  return [own, ...inner].join(' UNION ALL ');
}

import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { DayOfEvents } from './quota.ts';

/** What a company's events take. `bytes` are its share of what the event table takes on the disk. */
export interface MeasuredStorage {
  readonly companyId: CompanyId;
  readonly events: number;
  readonly bytes: number;
  readonly oldestAt: Date;
}

/**
 * A row's weight: its texts, and a figure for its other columns. ClickHouse keeps the lengths of texts apart from the texts,
 * so this reads a few bytes a row. Companies share parts, and so what each takes on the disk is told from its share of the
 * weight; how well its events compress compared with others' is left out.
 */
const weight =
  'sum(length(security_event.raw) + length(security_event.ocsf) + length(security_event.message) + 128)';
const measureSeconds = 1_800;

const measureRow = z
  .object({ company: z.string(), events: z.number(), bytes: z.number(), oldest_ms: z.number() })
  .transform((row): MeasuredStorage => ({
    companyId: row.company as CompanyId,
    events: row.events,
    bytes: Math.round(row.bytes),
    oldestAt: new Date(row.oldest_ms),
  }));

/** Measures every company that has events; for work in a system scope. */
export function measureStorage(client: ClickHouseClient): Promise<readonly MeasuredStorage[]> {
  return readRows(client, {
    sql: `WITH
            shares AS (
              SELECT security_event.company_id AS company_id, security_event._partition_id AS partition,
                     count() AS events, ${weight} AS weight, min(security_event.received_at) AS oldest
              FROM security_event GROUP BY company_id, partition),
            sizes AS (
              SELECT parts.partition_id AS partition, sum(parts.bytes_on_disk) AS disk
              FROM system.parts AS parts
              WHERE parts.database = currentDatabase() AND parts.table = 'security_event' AND parts.active
              GROUP BY partition),
            totals AS (SELECT shares.partition AS partition, sum(shares.weight) AS weight FROM shares GROUP BY partition)
          SELECT toString(shares.company_id) AS company, sum(shares.events) AS events,
                 sum(sizes.disk * shares.weight / greatest(totals.weight, 1)) AS bytes,
                 toUnixTimestamp64Milli(min(shares.oldest)) AS oldest_ms
          FROM shares
          INNER JOIN totals ON totals.partition = shares.partition
          LEFT JOIN sizes ON sizes.partition = shares.partition
          GROUP BY company
          ORDER BY company`,
    parse: (row) => measureRow.parse(row),
    maxSeconds: measureSeconds,
  });
}

const dayRow = z.object({ day_ms: z.number(), weight: z.number() });

/** What a company takes by day of receipt, oldest first; `bytes` in all, as `measureStorage` found. */
export async function storageByDay(
  client: ClickHouseClient,
  companyId: CompanyId,
  bytes: number,
): Promise<readonly DayOfEvents[]> {
  const rows = await readRows(client, {
    sql: `SELECT toUnixTimestamp(toStartOfDay(security_event.received_at, 'UTC')) * 1000 AS day_ms, ${weight} AS weight
          FROM security_event
          WHERE security_event.company_id = {company_id:UUID}
          GROUP BY day_ms
          ORDER BY day_ms`,
    params: { company_id: companyId },
    parse: (row) => dayRow.parse(row),
    maxSeconds: measureSeconds,
  });
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  return rows.map((row) => ({
    day: new Date(row.day_ms),
    bytes: total === 0 ? 0 : (bytes * row.weight) / total,
  }));
}

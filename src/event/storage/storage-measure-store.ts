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
 * A row's weight: its texts, and a figure for its other columns. Companies share parts, and so what each takes on the disk is told
 * from its share of the weight; how well its events compress compared with others' is left out.
 */
const weightOf = (length: (column: string) => string): string =>
  `sum(${['raw', 'ocsf', 'message'].map(length).join(' + ')} + 128)`;

/** ClickHouse keeps the lengths of texts apart from the texts since 25.10: a tenth of the time (measured). */
const weights = [
  weightOf((column) => `security_event.${column}.size`),
  weightOf((column) => `length(security_event.${column})`),
] as const;

/** UNKNOWN_IDENTIFIER: an external server that is older. */
const unknownIdentifier = '47';

async function withWeight<T>(read: (weight: string) => Promise<T>): Promise<T> {
  try {
    return await read(weights[0]);
  } catch (error) {
    const isOlder = error instanceof Error && 'code' in error && error.code === unknownIdentifier;
    if (!isOlder) throw error;
    return read(weights[1]);
  }
}

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
  return withWeight((weight) =>
    readRows(client, {
      sql: `SELECT toString(shares.company_id) AS company, sum(shares.events) AS events,
                   sum(sizes.disk * shares.weight / greatest(shares.total, 1)) AS bytes,
                   toUnixTimestamp64Milli(min(shares.oldest)) AS oldest_ms
            FROM (
              SELECT company_id, partition, events, weight, oldest, sum(weight) OVER (PARTITION BY partition) AS total
              FROM (
                SELECT security_event.company_id AS company_id, security_event._partition_id AS partition,
                       count() AS events, ${weight} AS weight, min(security_event.received_at) AS oldest
                FROM security_event GROUP BY company_id, partition)) AS shares
            LEFT JOIN (
              SELECT parts.partition_id AS partition, sum(parts.bytes_on_disk) AS disk
              FROM system.parts AS parts
              WHERE parts.database = currentDatabase() AND parts.table = 'security_event' AND parts.active
              GROUP BY partition) AS sizes ON sizes.partition = shares.partition
            GROUP BY company
            ORDER BY company`,
      parse: (row) => measureRow.parse(row),
      maxSeconds: measureSeconds,
    }),
  );
}

const dayRow = z.object({ day_ms: z.number(), weight: z.number() });

/** What a company takes by day of receipt, oldest first; `bytes` in all, as `measureStorage` found. */
export async function storageByDay(
  client: ClickHouseClient,
  companyId: CompanyId,
  bytes: number,
): Promise<readonly DayOfEvents[]> {
  const rows = await withWeight((weight) =>
    readRows(client, {
      sql: `SELECT toUnixTimestamp(toStartOfDay(security_event.received_at, 'UTC')) * 1000 AS day_ms, ${weight} AS weight
            FROM security_event
            WHERE security_event.company_id = {company_id:UUID}
            GROUP BY day_ms
            ORDER BY day_ms`,
      params: { company_id: companyId },
      parse: (row) => dayRow.parse(row),
      maxSeconds: measureSeconds,
    }),
  );
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  return rows.map((row) => ({
    day: new Date(row.day_ms),
    bytes: total === 0 ? 0 : (bytes * row.weight) / total,
  }));
}

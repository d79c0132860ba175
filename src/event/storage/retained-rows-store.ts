import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import { mutate, mutationsDone, readRows, type MutationWait } from '../../platform/clickhouse/index.ts';
import { dayOf, outlivedBefore, retentionUntilSql, type RetainedTable } from './retention.ts';

/**
 * Rows that retention and quotas may remove: the one place for what is exempt from both. A hold on evidence, once there is
 * one, belongs here.
 */
const removable = '1';
const rowsOf = 'company_id = {company_id:UUID}';
const removableOf = `${rowsOf} AND ${removable}`;

const storedRow = z.object({ events: z.number(), oldest_ms: z.number() });
const countRow = z.object({ rows: z.number() }).transform((row) => row.rows);

/** How many events a company has stored, and when the oldest was received; null without any. */
export interface StoredEvents {
  readonly events: number;
  readonly oldestAt: Date | null;
}

/** The company's events that were received at or before a time; all of them without one. */
export async function countStored(
  client: ClickHouseClient,
  companyId: CompanyId,
  upTo: Date | null,
): Promise<StoredEvents> {
  const [row] = await readRows(client, {
    sql: `SELECT count() AS events, toUnixTimestamp64Milli(min(security_event.received_at)) AS oldest_ms
          FROM security_event
          WHERE ${rowsOf}
            AND ({is_all:Bool} OR security_event.received_at <= fromUnixTimestamp64Milli({up_to:Int64}, 'UTC'))`,
    params: { company_id: companyId, is_all: upTo === null, up_to: upTo?.getTime() ?? 0 },
    parse: (value) => storedRow.parse(value),
  });
  if (row === undefined || row.events === 0) return { events: 0, oldestAt: null };
  return { events: row.events, oldestAt: new Date(row.oldest_ms) };
}

/** What `applyDays` did to one table. */
export interface AppliedRows {
  readonly changed: number;
  readonly removed: number;
}

/**
 * Brings every stored row of a company to a term of so many days and removes what has outlived it. Safe to repeat and
 * to break off: each time it looks at what is still to do. A table without such rows is not touched.
 */
export async function applyDays(
  client: ClickHouseClient,
  table: RetainedTable,
  target: { readonly companyId: CompanyId; readonly days: number; readonly now: Date },
  wait: MutationWait = {},
): Promise<AppliedRows> {
  const { companyId, days, now } = target;
  const params = { company_id: companyId, days, today: dayOf(now) };
  const term = retentionUntilSql(table);
  const wrong = `${rowsOf} AND retention_until <> ${term}`;
  const over = `${removableOf} AND ${term} <= {today:Date}`;
  await mutationsDone(client, table.name, wait);
  const removed = await count(client, table, over, params);
  // First what goes, so that the second pass does not rewrite it in vain.
  if (removed > 0) await mutate(client, { table: table.name, command: `DELETE WHERE ${over}`, params }, wait);
  const changed = await count(client, table, wrong, params);
  const update = `UPDATE retention_until = ${term} WHERE ${wrong}`;
  if (changed > 0) await mutate(client, { table: table.name, command: update, params }, wait);
  return { changed, removed };
}

/** Removes the rows of all companies whose day has come; a part without such rows is not touched. Returns how many went. */
export async function removeExpired(
  client: ClickHouseClient,
  table: RetainedTable,
  now: Date,
  wait: MutationWait = {},
): Promise<number> {
  const condition = `${removable} AND retention_until <= {today:Date}`;
  const params = { today: dayOf(now) };
  await mutationsDone(client, table.name, wait);
  const rows = await count(client, table, condition, params);
  if (rows > 0)
    await mutate(client, { table: table.name, command: `DELETE WHERE ${condition}`, params }, wait);
  return rows;
}

/** Events whose day came before a time and that are still there: none, when the nights go well. */
export function countOverdue(client: ClickHouseClient, table: RetainedTable, before: Date): Promise<number> {
  return count(client, table, `${removable} AND retention_until <= {today:Date}`, { today: dayOf(before) });
}

/** Removes a company's rows that were received before a time, whatever their term. Returns how many there were. */
export async function removeReceivedBefore(
  client: ClickHouseClient,
  table: RetainedTable,
  target: { readonly companyId: CompanyId; readonly before: Date },
  wait: MutationWait = {},
): Promise<number> {
  const condition = `${removableOf} AND ${table.receivedMs} < {before_ms:UInt64}`;
  const params = { company_id: target.companyId, before_ms: target.before.getTime() };
  await mutationsDone(client, table.name, wait);
  const rows = await count(client, table, condition, params);
  if (rows > 0)
    await mutate(client, { table: table.name, command: `DELETE WHERE ${condition}`, params }, wait);
  return rows;
}

/** What a term of so many days would remove now. */
export async function previewDays(
  client: ClickHouseClient,
  companyId: CompanyId,
  days: number,
  now: Date,
): Promise<StoredEvents & { readonly receivedUpTo: Date }> {
  const receivedUpTo = outlivedBefore(now, days);
  return { ...(await countStored(client, companyId, receivedUpTo)), receivedUpTo };
}

async function count(
  client: ClickHouseClient,
  table: RetainedTable,
  condition: string,
  params: Readonly<Record<string, unknown>>,
): Promise<number> {
  const [rows] = await readRows(client, {
    sql: `SELECT count() AS rows FROM ${table.name} WHERE ${condition}`,
    params,
    parse: (value) => countRow.parse(value),
    maxSeconds: 600,
  });
  return rows ?? 0;
}

import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, newId, type CompanyId } from '../../kernel/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import { eventRow } from '../event-row.ts';
import { encodeRows } from '../testing/encoded-rows.ts';
import { insertEvents } from '../event-store.ts';
import { parseRecord } from '../parse/parse.ts';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { receivedRecord } from '../testing/received-record.ts';
import {
  applyDays,
  countOverdue,
  countStored,
  previewDays,
  removeExpired,
  removeReceivedBefore,
} from './retained-rows-store.ts';
import { eventTable, receivedOfEventId, type RetainedTable } from './retention.ts';
import { measureStorage, storageByDay } from './storage-measure-store.ts';

const matchTable: RetainedTable = { name: 'detection_match', receivedMs: receivedOfEventId };
const tables = [eventTable, matchTable];
const acme = '0196a0b0-0000-7000-8000-00000000000a' as CompanyId;
const birch = '0196a0b0-0000-7000-8000-00000000000b' as CompanyId;
const now = new Date('2026-06-15T12:00:00Z');
let clickhouse: TestClickHouse;
let batch = 0;

beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

const client = () => clickhouse.handle.client();

/** Events received so many days ago, one match each, stored with a term of so many days. Hashes do not compress. */
async function store(companyId: CompanyId, ages: readonly number[], days: number, hashes = 0): Promise<void> {
  batch += 1;
  const records = ages.map((age, index) => {
    const receivedAt = now.getTime() - age * dayMs;
    const heavy = Array.from({ length: hashes }, (_, each) => hash('sha256', `${index} ${each}`)).join('');
    const raw = `<38>${new Date(receivedAt).toISOString()} web1 sshd[1]: age ${age} ${heavy}`;
    const id = newId<'event'>(new Date(receivedAt));
    return { ...receivedRecord('syslog', raw), companyId, id, receivedAt };
  });
  const rows = records.map((record) => eventRow(record, parseRecord(record), days));
  await insertEvents(clickhouse.handle.inserts, encodeRows(rows), `batch ${batch}`);
  await clickhouse.handle.inserts.insert({
    table: 'detection_match',
    format: 'JSONEachRow',
    values: rows.map((row) => ({
      company_id: companyId,
      rule_id: 'rule',
      event_time: new Date(row.receivedAt).toISOString(),
      event_id: row.eventId,
      fields: '{}',
      retention_until: new Date(row.retentionUntil * dayMs).toISOString().slice(0, 10),
    })),
  });
}

/** Ages in days of what a company has left in a table, oldest first, and the days that it is kept in all. */
async function left(table: RetainedTable, companyId: CompanyId): Promise<readonly (readonly number[])[]> {
  const rows = await readRows(client(), {
    sql: `SELECT ${table.receivedMs} AS received, toUInt16(retention_until) AS until FROM ${table.name}
          WHERE company_id = {company_id:UUID} ORDER BY received`,
    params: { company_id: companyId },
    parse: (row) => row as { received: number; until: number },
  });
  return rows.map(({ received, until }) => [
    Math.round((now.getTime() - received) / dayMs),
    until - Math.ceil(received / dayMs),
  ]);
}

const apply = async (companyId: CompanyId, days: number) => {
  const done = [];
  for (const table of tables) done.push(await applyDays(client(), table, { companyId, days, now }));
  return done;
};

/** The night, and whatever merging does by itself. */
const expire = async (at = now): Promise<readonly number[]> => {
  const removed = [];
  for (const table of tables) {
    await client().command({ query: `OPTIMIZE TABLE ${table.name} FINAL` });
    removed.push(await removeExpired(client(), table, at));
  }
  return removed;
};

test('a shorter term removes what has outlived it, in every table, and of nobody else (KEEP-4)', async () => {
  await store(acme, [40, 31, 30, 10, 0], 90);
  await store(birch, [40, 31, 0], 90);
  expect(await previewDays(client(), acme, 30, now)).toEqual({
    events: 2,
    oldestAt: new Date(now.getTime() - 40 * dayMs),
    receivedUpTo: new Date(Math.floor(now.getTime() / dayMs) * dayMs - 30 * dayMs),
  });
  expect(await apply(acme, 30)).toEqual([
    { changed: 3, removed: 2 },
    { changed: 3, removed: 2 },
  ]);
  expect(await expire()).toEqual([0, 0]);
  for (const table of tables) {
    expect(await left(table, acme)).toEqual([
      [30, 30],
      [10, 30],
      [0, 30],
    ]);
    expect(await left(table, birch)).toEqual([
      [40, 90],
      [31, 90],
      [0, 90],
    ]);
  }
});

test('a longer term keeps what would have gone (KEEP-4)', async () => {
  expect(await previewDays(client(), acme, 400, now)).toMatchObject({ events: 0, oldestAt: null });
  expect(await apply(acme, 400)).toEqual([
    { changed: 3, removed: 0 },
    { changed: 3, removed: 0 },
  ]);
  await expire();
  for (const table of tables) {
    expect(await left(table, acme)).toEqual([
      [30, 400],
      [10, 400],
      [0, 400],
    ]);
  }
});

test('every night removes what ends that day, of every company, and nothing else', async () => {
  const before = now.getTime() - dayMs;
  // Received 30 days ago and kept for 400, 40 days ago and kept for 90: the latter's day comes in 51 days.
  const dayBefore = new Date(now.getTime() + 50 * dayMs);
  const day = new Date(now.getTime() + 51 * dayMs);
  expect(await countOverdue(client(), eventTable, new Date(before))).toBe(0);
  expect(await expire(dayBefore)).toEqual([0, 0]);
  expect(await countOverdue(client(), eventTable, day)).toBe(1);
  expect(await expire(day)).toEqual([1, 1]);
  for (const table of tables) {
    expect((await left(table, birch)).map(([age]) => age)).toEqual([31, 0]);
    expect((await left(table, acme)).map(([age]) => age)).toEqual([30, 10, 0]);
  }
});

test('the same term again changes nothing, and is what the pipeline writes', async () => {
  await store(acme, [5, 3], 400);
  expect(await apply(acme, 400)).toEqual([
    { changed: 0, removed: 0 },
    { changed: 0, removed: 0 },
  ]);
});

test('two terms one after the other end with the last one, whatever is still under way', async () => {
  await Promise.all([apply(birch, 35), apply(birch, 60)]);
  await apply(birch, 60);
  expect((await left(eventTable, birch)).map(([, days]) => days)).toEqual([60, 60]);
});

test('what goes for a quota is what was received first, whatever its term', async () => {
  const cutoff = new Date(now.getTime() - 4 * dayMs);
  expect(await removeReceivedBefore(client(), eventTable, { companyId: acme, before: cutoff })).toBe(3);
  expect(await removeReceivedBefore(client(), matchTable, { companyId: acme, before: cutoff })).toBe(3);
  for (const table of tables) expect((await left(table, acme)).map(([age]) => age)).toEqual([3, 0]);
  expect(await countStored(client(), acme, null)).toEqual({
    events: 2,
    oldestAt: new Date(now.getTime() - 3 * dayMs),
  });
});

test('companies share what the table takes on the disk by the weight of what they sent', async () => {
  const heavy = '0196a0b0-0000-7000-8000-00000000000c' as CompanyId;
  await store(heavy, [1, 1, 2], 90, 2_000);
  const measured = await measureStorage(client());
  const [disk] = await readRows(client(), {
    sql: `SELECT sum(bytes_on_disk) AS bytes FROM system.parts
          WHERE database = currentDatabase() AND table = 'security_event' AND active`,
    parse: (row) => row as { bytes: number },
  });
  expect(measured.map(({ companyId, events }) => [companyId, events])).toEqual([
    [acme, 2],
    [birch, 2],
    [heavy, 3],
  ]);
  const total = measured.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(Math.abs(total - (disk?.bytes ?? 0))).toBeLessThan(10);
  const share = measured[2];
  expect((share?.bytes ?? 0) / total).toBeGreaterThan(0.9);
  const days = await storageByDay(client(), heavy, 900);
  expect(days.map(({ bytes }) => Math.round(bytes))).toEqual([300, 600]);
  expect(days[0]?.day.getTime()).toBe(now.getTime() - 2.5 * dayMs);
});

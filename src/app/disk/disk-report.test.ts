import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { openTestApi, type TestApi } from '../../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import type { Principal } from '../../identity/index.ts';
import { hourMs, manualClock, systemScope } from '../../kernel/index.ts';
import type { DiskLevel, WatchedDisk } from '../../platform/disk/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { createDiskReport } from './disk-report.ts';
import { fileSystemRoute } from './file-system-routes.ts';

const thresholds = { warnFreePercent: 15, stopFreePercent: 3 };
const clock = manualClock(new Date('2026-05-01T00:00:00Z'));
let database: TestDatabase;
let api: TestApi;
let ada: Principal;
let olga: Principal;
const mails: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  api = await openTestApi({ db: database.db, clock, routes: [fileSystemRoute(thresholds)], problems: [] });
  const provider = await addCompany(database.db, { kind: 'provider', name: 'Northwind' });
  const acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  ada = await addUser(database.db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  olga = await addUser(database.db, { companyId: acme, name: 'Olga', role: 'owner', side: 'customer' });
});
afterEach(async () => {
  mails.length = 0;
  await inScope(database.db, systemScope('test'), (tx) => sql`delete from file_system`.execute(tx));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const openReport = (node = 'soc1:/srv') =>
  createDiskReport({
    ...{ db: database.db, clock, node, thresholds },
    mailAdmins: (_tx, write) => Promise.resolve(void mails.push(write('en').subject)),
  });

const disk = (level: DiskLevel, freeBytes: number, places = ['data', 'spool']): WatchedDisk => ({
  ...{ level, freeBytes, places, path: '/srv', totalBytes: 1_000_000, since: clock.now() },
});

const shown = async (who = ada) => (await api.call(who, 'GET', '/file-systems')).body;

test('what a process sees is shown to staff by any process, and to no customer', async () => {
  await openReport('soc1:/srv')([disk('ok', 500_000)]);
  await openReport('soc2:/srv')([disk('warn', 100_000), disk('ok', 900_000, ['clickhouse'])]);
  expect(await shown()).toMatchObject({
    items: [
      { node: 'soc1:/srv', places: ['data', 'spool'], freePercent: 50, level: 'ok', isStale: false },
      { node: 'soc2:/srv', places: ['clickhouse'], freePercent: 90, level: 'ok' },
      { node: 'soc2:/srv', places: ['data', 'spool'], freePercent: 10, level: 'warn', stopsAt: null },
    ],
    warnFreePercent: 15,
    stopFreePercent: 3,
  });
  expect((await shown(olga)).items).toEqual([]);
});

test('a change is reported and mailed at once, what stays the same once a minute and never again by mail', async () => {
  const report = openReport();
  const seen: unknown[] = [];
  for (const [level, free] of [
    ['ok', 500_000],
    ['ok', 400_000],
    ['warn', 100_000],
    ['warn', 99_000],
    ['stop', 20_000],
  ] as const) {
    clock.advance(5_000);
    await report([disk(level, free)]);
    const { items } = await shown();
    seen.push([items[0].level, items[0].freeBytes]);
  }
  expect(seen).toEqual([
    ['ok', 500_000],
    ['ok', 500_000],
    ['warn', 100_000],
    ['warn', 100_000],
    ['stop', 20_000],
  ]);
  expect(mails).toEqual([
    'Tocsin: the disk has little room left',
    'Tocsin: the disk is nearly full, intake is slowed',
  ]);
  clock.advance(60_000);
  await report([disk('stop', 19_000)]);
  expect((await shown()).items[0].freeBytes).toBe(19_000);
  expect(mails).toHaveLength(2);
});

test('a restart mails nothing anew and keeps since when it is so', async () => {
  await openReport()([disk('warn', 100_000)]);
  const since = (await shown()).items[0].levelSince;
  clock.advance(10 * 60_000);
  await openReport()([disk('warn', 100_000)]);
  expect(mails).toHaveLength(1);
  expect((await shown()).items[0].levelSince).toBe(since);
});

test('a disk that fills says when intake will be slowed', async () => {
  const report = openReport();
  for (let hour = 0; hour <= 48; hour += 1) {
    await report([disk('ok', 900_000 - hour * 1_000)]);
    clock.advance(hourMs);
  }
  // 852,000 are free; 970,000 may be used; 1,000 an hour: 822 hours after the last sample, an hour ago.
  const expected = new Date(clock.now().getTime() + (822 - 1) * hourMs);
  expect((await shown()).items[0].stopsAt).toBe(expected.toISOString());
});

test('what nobody reports any more is first marked, then forgotten', async () => {
  await openReport('old:/srv')([disk('ok', 500_000)]);
  clock.advance(10 * 60_000);
  expect((await shown()).items[0].isStale).toBe(true);
  clock.advance(8 * 24 * hourMs);
  await openReport('new:/srv')([disk('ok', 500_000)]);
  expect((await shown()).items.map(({ node }: { node: string }) => node)).toEqual(['new:/srv']);
});

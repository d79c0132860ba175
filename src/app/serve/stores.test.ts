import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../platform/config/index.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import { openStores, prepareDataFolder, type Stores, type Upgrade } from './stores.ts';

/** Programs of three ages, which differ in their migrations. */
const ages = {
  old: { postgres: ['0001-base.sql'], clickhouse: ['0001-security-event.sql'] },
  middle: {
    postgres: ['0001-base.sql', '0002-identity.sql', '0003-activity.sql'],
    clickhouse: ['0001-security-event.sql'],
  },
  /** Newer in PostgreSQL than the data, older in ClickHouse: no release is, but each store must guard the other. */
  odd: {
    postgres: ['0001-base.sql', '0002-identity.sql', '0003-activity.sql', '0004-event.sql'],
    clickhouse: ['0001-security-event.sql'],
  },
  new: {
    postgres: ['0001-base.sql', '0002-identity.sql', '0003-activity.sql'],
    clickhouse: ['0001-security-event.sql', '0002-detection-match.sql'],
  },
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-up-'));
  for (const [age, { clickhouse, postgres }] of Object.entries(ages)) {
    for (const [store, files] of [
      ['postgres', postgres],
      ['clickhouse', clickhouse],
    ] as const) {
      await mkdir(join(folder, age, 'migrations', store), { recursive: true });
      for (const file of files)
        await cp(join('migrations', store, file), join(folder, age, 'migrations', store, file));
    }
  }
  await prepareDataFolder(join(folder, 'data'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const upgrades: Upgrade[] = [];

async function open(age: keyof typeof ages): Promise<Stores> {
  upgrades.length = 0;
  const root = join(folder, age);
  return openStores({
    root,
    config: loadConfig({ env: { TOCSIN_DATA: join(folder, 'data') }, root }),
    log: pino({ level: 'silent' }),
    secretKey: undefined,
    onUpgrade: (upgrade) => {
      upgrades.push(upgrade);
      return Promise.resolve();
    },
  });
}

async function versionsOf({
  clickhouse,
  postgres,
}: Stores): Promise<{ postgres: number; clickhouse: number }> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from pg_tables where schemaname = 'tocsin'`.execute(postgres.db);
  const tables = await readRows(clickhouse.client(), {
    sql: `SELECT toUInt32(count()) AS n FROM system.tables AS tables WHERE tables.database = 'tocsin'`,
    parse: (row) => z.object({ n: z.number() }).parse(row),
  });
  return { postgres: rows[0]?.n ?? 0, clickhouse: tables[0]?.n ?? 0 };
}

test('a newer program upgrades older data and says so; an older one refuses newer data of either store and touches neither', async () => {
  await (await open('old')).stop();
  expect(upgrades).toEqual([]);
  const middle = await open('middle');
  expect(upgrades).toEqual([
    {
      postgres: { from: 1, pending: ['0002-identity', '0003-activity'] },
      clickhouse: { from: 1, pending: [] },
    },
  ]);
  const before = await versionsOf(middle);
  await middle.stop();
  await expect(open('old')).rejects.toMatchObject({ code: 'schema_newer_than_program' });
  const newest = await open('new');
  expect(upgrades).toEqual([
    { postgres: { from: 3, pending: [] }, clickhouse: { from: 1, pending: ['0002-detection-match'] } },
  ]);
  expect(await versionsOf(newest)).toEqual({ postgres: before.postgres, clickhouse: before.clickhouse + 2 });
  await newest.stop();
  await expect(open('middle')).rejects.toThrow('The ClickHouse schema is at 0002-detection-match');
  await expect(open('odd')).rejects.toMatchObject({ code: 'schema_newer_than_program' });
  const again = await open('new');
  expect(upgrades).toEqual([]);
  await again.stop();
}, 120_000);

import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  dropFrozen,
  engineFolder,
  frozenFolder,
  insertBlock,
  prepareFreeze,
  readRows,
  startClickHouse,
  type ClickHouseHandle,
} from './index.ts';

const log = pino({ level: 'silent' });
let folder: string;
const running = new Set<ClickHouseHandle>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-chf-'));
});
afterEach(async () => {
  for (const handle of running) await handle.stop();
  running.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(name: string): Promise<ClickHouseHandle> {
  const handle = await startClickHouse({ dataDir: join(folder, name), log });
  running.add(handle);
  return handle;
}

const insert = ({ inserts }: ClickHouseHandle, from: number, to: number, token: string): Promise<void> =>
  insertBlock(inserts, {
    table: 'line',
    columns: ['n'],
    format: 'TabSeparated',
    body: Buffer.from(Array.from({ length: to - from }, (_, index) => `${from + index}\n`).join('')),
    token,
  });

const rowSchema = z.object({ rows: z.number(), sum: z.number() });
const contentOf = (handle: ClickHouseHandle) =>
  readRows(handle.client(), {
    sql: 'SELECT count() AS rows, sum(line.n) AS sum FROM line',
    parse: (row) => rowSchema.parse(row),
  });

test('a copy of the frozen tables opens as they were, with pending deletions and the memory of insert tokens', async () => {
  const original = await start('original');
  const dataDir = join(folder, 'original');
  await original.client().command({
    query: `CREATE TABLE line (n UInt64) ENGINE = MergeTree PARTITION BY n % 3 ORDER BY n
            SETTINGS non_replicated_deduplication_window = 100`,
  });
  for (let block = 0; block < 12; block += 1)
    await insert(original, block * 100, block * 100 + 100, `t${block}`);
  await original.client().command({ query: 'ALTER TABLE line DELETE WHERE n < 10' });
  const freeze = await prepareFreeze(original.client(), dataDir, original.database);
  expect(await freeze()).toBe(frozenFolder(dataDir));
  await insert(original, 5_000, 5_100, 'after');
  await cp(frozenFolder(dataDir), join(folder, 'copy', 'engine'), { recursive: true });
  await dropFrozen(dataDir);
  expect(await readdir(join(engineFolder(dataDir), 'shadow'))).toEqual(['increment.txt']);
  const copy = await start('copy');
  await expect.poll(() => contentOf(copy), { timeout: 10_000 }).toEqual([{ rows: 1_190, sum: 719_355 }]);
  await insert(copy, 1_100, 1_200, 't11');
  expect(await contentOf(copy)).toEqual([{ rows: 1_190, sum: 719_355 }]);
  await insert(copy, 9_000, 9_001, 'new');
  expect(await contentOf(copy)).toEqual([{ rows: 1_191, sum: 728_355 }]);
});

test('freezing again replaces what a kill left behind, and a table that cannot be frozen is refused', async () => {
  const handle = await start('again');
  const dataDir = join(folder, 'again');
  await mkdir(join(frozenFolder(dataDir), 'left'), { recursive: true });
  await handle.client().command({ query: 'CREATE TABLE line (n UInt64) ENGINE = MergeTree ORDER BY n' });
  await insert(handle, 0, 10, 'a');
  await (
    await prepareFreeze(handle.client(), dataDir, handle.database)
  )();
  expect(await readdir(frozenFolder(dataDir))).toEqual(['metadata', 'store']);
  await handle.client().command({ query: 'CREATE TABLE note (n UInt64) ENGINE = Log' });
  await expect(prepareFreeze(handle.client(), dataDir, handle.database)).rejects.toThrow(
    'The table note (Log) cannot be frozen',
  );
});

test('tables are frozen one at a time, and a counter that a kill left empty hinders nothing', async () => {
  const handle = await start('many');
  const dataDir = join(folder, 'many');
  const client = handle.client();
  for (const name of ['a', 'b', 'c', 'd'])
    await client.command({ query: `CREATE TABLE ${name} (n UInt64) ENGINE = MergeTree ORDER BY n` });
  await mkdir(join(engineFolder(dataDir), 'shadow'), { recursive: true });
  await writeFile(join(engineFolder(dataDir), 'shadow', 'increment.txt'), '');
  const atOnce: number[] = [];
  let inWork = 0;
  const watched = new Proxy(client, {
    get: (target, name) =>
      name === 'command'
        ? async (params: Parameters<typeof client.command>[0]) => {
            inWork += 1;
            atOnce.push(inWork);
            try {
              return await client.command(params);
            } finally {
              inWork -= 1;
            }
          }
        : (Reflect.get(target, name) as unknown),
  });
  await (
    await prepareFreeze(watched, dataDir, handle.database)
  )();
  expect(atOnce).toEqual([1, 1, 1, 1]);
});

test('data that a newer release of the engine has used are refused and left alone', async () => {
  const handle = await start('newer');
  await handle.stop();
  running.clear();
  const note = join(engineFolder(join(folder, 'newer')), 'engine-version');
  await writeFile(note, '99.1.2.3\n');
  await expect(start('newer')).rejects.toMatchObject({
    code: 'engine_older_than_data',
    message: expect.stringMatching(
      /^The events were last written by ClickHouse 99\.1\.2\.3; this Tocsin brings \d+\./,
    ) as string,
  });
  await writeFile(note, '1.1.1.1\n');
  expect((await start('newer')).state().kind).toBe('embedded');
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrateClickHouse, readRows, startClickHouse, type ClickHouseHandle } from './index.ts';

let folder: string;
let clickhouse: ClickHouseHandle;
let files: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-chm-'));
  clickhouse = await startClickHouse({ dataDir: folder, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await clickhouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  files = await mkdtemp(join(folder, 'files-'));
  for (const table of ['schema_migration', 'one', 'two'])
    await clickhouse.client().command({ query: `DROP TABLE IF EXISTS ${table} SYNC` });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(files, name), text);
const migrate = (): Promise<readonly string[]> => migrateClickHouse(clickhouse.client(), files);
const create = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table} (a UInt8) ENGINE = MergeTree ORDER BY a;\n`;
const applied = (): Promise<readonly unknown[]> =>
  readRows(clickhouse.client(), {
    sql: 'SELECT migration.version AS version, count() AS records FROM schema_migration AS migration GROUP BY migration.version ORDER BY version',
    parse: (row) => row,
  });

describe('migrations', () => {
  test('are applied once and in order, later ones too', async () => {
    await write(
      '0001-one.sql',
      `-- one; then a column\n${create('one')}ALTER TABLE one ADD COLUMN IF NOT EXISTS b String DEFAULT 'x;y';`,
    );
    expect(await migrate()).toEqual(['0001-one']);
    expect(await migrate()).toEqual([]);
    await write('0002-two.sql', create('two'));
    expect(await migrate()).toEqual(['0002-two']);
    expect(await applied()).toEqual([
      { version: 1, records: 1 },
      { version: 2, records: 1 },
    ]);
    await clickhouse.client().command({ query: 'INSERT INTO one (a) VALUES (1)' });
    expect(
      await readRows(clickhouse.client(), { sql: 'SELECT one.b AS b FROM one', parse: (row) => row }),
    ).toEqual([{ b: 'x;y' }]);
  });

  test('go on where a crash between two statements left them', async () => {
    await write('0001-both.sql', create('one') + create('two'));
    await clickhouse.client().command({ query: create('one').replace(';\n', '') });
    expect(await migrate()).toEqual(['0001-both']);
    expect(await applied()).toEqual([{ version: 1, records: 1 }]);
  });

  test('are safe with two starters at once', async () => {
    await write('0001-one.sql', create('one'));
    await write('0002-two.sql', create('two'));
    await Promise.all([migrate(), migrate(), migrate()]);
    expect(await migrate()).toEqual([]);
    expect((await applied()).length).toBe(2);
  });

  test('that were edited after they had been applied are refused', async () => {
    await write('0001-one.sql', create('one'));
    await migrate();
    await write('0001-one.sql', `${create('one')}-- edited\n`);
    await expect(migrate()).rejects.toMatchObject({ code: 'migration_edited' });
  });

  test('newer than the program are refused', async () => {
    await write('0001-one.sql', create('one'));
    await write('0002-two.sql', create('two'));
    await migrate();
    await rm(join(files, '0002-two.sql'));
    await expect(migrate()).rejects.toMatchObject({
      code: 'schema_newer_than_program',
      message:
        'The ClickHouse schema is at 0002-two, newer than this program knows (1). Start the newer version.',
    });
  });

  test('that fail name the file and the statement, and are not recorded', async () => {
    await write(
      '0001-bad.sql',
      `${create('one')}CREATE TABLE IF NOT EXISTS two (a NoSuchType) ENGINE = MergeTree ORDER BY a;`,
    );
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/^Statement 2 of 0001-bad\.sql failed: .*NoSuchType/),
    });
    expect(await applied()).toEqual([]);
  });

  test('with the same number are refused', async () => {
    await write('0001-one.sql', create('one'));
    await write('0001-two.sql', create('two'));
    await expect(migrate()).rejects.toMatchObject({ code: 'migration_duplicate' });
  });
});

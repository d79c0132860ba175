import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CompanyId } from '../../kernel/index.ts';
import { companyTables, eraseCompanyRows } from './company-rows.ts';
import { migrateClickHouse } from './migrate.ts';
import { mutate, mutationsDone } from './mutation.ts';
import { readRows } from './query.ts';
import { startClickHouse, type ClickHouseHandle } from './start.ts';

const acme = '0196a0b0-0000-7000-8000-00000000000a' as CompanyId;
const birch = '0196a0b0-0000-7000-8000-00000000000b' as CompanyId;
let dataDir: string;
let handle: ClickHouseHandle;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tocsin-rows-'));
  handle = await startClickHouse({ dataDir, log: pino({ level: 'silent' }) });
  await migrateClickHouse(handle.client(), 'migrations/clickhouse');
});
afterAll(async () => {
  await handle.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const run = (query: string): Promise<unknown> => handle.client().command({ query });

/** One more row of a company, which does not expire, in every table that has some; the rest are defaults. */
async function fill(companyId: CompanyId): Promise<void> {
  for (const table of await companyTables(handle.client())) {
    const [expires] = await readRows(handle.client(), {
      sql: `SELECT name FROM system.columns
            WHERE database = currentDatabase() AND table = '${table}' AND name = 'retention_until'`,
      parse: (row) => row,
    });
    const [columns, values] = expires === undefined ? ['', ''] : [', retention_until', ", '2149-01-01'"];
    await run(
      // A second block of the same rows would be taken for a repetition of the first.
      `INSERT INTO ${table} (company_id${columns}, event_id) VALUES ('${companyId}'${values}, '${randomUUID()}')`,
    );
  }
}

const companiesOf = async (table: string): Promise<readonly string[]> =>
  (
    await readRows(handle.client(), {
      sql: `SELECT DISTINCT toString(company_id) AS id FROM ${table} ORDER BY id`,
      parse: (row) => row as { id: string },
    })
  ).map(({ id }) => id);

test('erasing a company empties every table that has rows of companies, and leaves those of others', async () => {
  const tables = await companyTables(handle.client());
  expect(tables).toEqual(expect.arrayContaining(['correlation_member', 'detection_match', 'security_event']));
  await fill(acme);
  await fill(birch);
  expect(await eraseCompanyRows(handle.client(), acme)).toBe(tables.length);
  for (const table of tables) expect([table, await companiesOf(table)]).toEqual([table, [birch]]);
  expect(await eraseCompanyRows(handle.client(), acme)).toBe(0);
});

test('a mutation that cannot be carried out is withdrawn and tells why; the next one works', async () => {
  await fill(acme);
  const failing = {
    table: 'security_event',
    command: "UPDATE message = toString(throwIf(company_id = {company:UUID}, 'no such luck')) WHERE 1",
    params: { company: acme },
  };
  await expect(mutate(handle.client(), failing)).rejects.toMatchObject({
    code: 'mutation_failed',
    message: expect.stringContaining('no such luck') as string,
  });
  const working = { ...failing, command: "UPDATE message = 'new' WHERE company_id = {company:UUID}" };
  await mutate(handle.client(), working);
  const rows = await readRows(handle.client(), {
    sql: `SELECT message FROM security_event WHERE company_id = '${acme}'`,
    parse: (row) => row,
  });
  expect(rows).toEqual([{ message: 'new' }]);
}, 60_000);

test('whoever stops waiting is told so, and the mutation comes to its end all the same', async () => {
  await fill(acme);
  expect(await companiesOf('security_event')).toEqual([acme, birch]);
  const stopping = new AbortController();
  stopping.abort();
  const mutation = {
    table: 'security_event',
    command: 'DELETE WHERE company_id = {c:UUID}',
    params: { c: acme },
  };
  await expect(mutate(handle.client(), mutation, { signal: stopping.signal })).rejects.toMatchObject({
    code: 'mutation_abandoned',
  });
  await mutationsDone(handle.client(), 'security_event');
  expect(await companiesOf('security_event')).toEqual([birch]);
});

test('a table is named, not written', async () => {
  await expect(
    mutate(handle.client(), { table: 'a; DROP TABLE b', command: 'DELETE WHERE 1', params: {} }),
  ).rejects.toThrow('not a table name');
});

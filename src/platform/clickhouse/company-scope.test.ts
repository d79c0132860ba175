import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId, type CompanyId } from '../../kernel/index.ts';
import { companyFilter, createScopedReader, startClickHouse, type ClickHouseHandle } from './index.ts';

const [mine, other] = [1, 2].map((seed) =>
  newId<'company'>(new Date(seed), (count) => new Uint8Array(count).fill(seed)),
) as [CompanyId, CompanyId];

let folder: string;
let clickhouse: ClickHouseHandle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-chs-'));
  clickhouse = await startClickHouse({ dataDir: folder, log: pino({ level: 'silent' }) });
  await clickhouse.client().command({
    query: 'CREATE TABLE note (company_id UUID, text String) ENGINE = MergeTree ORDER BY company_id',
  });
  const values = [mine, other].map((company) => ({ company_id: company, text: `of ${company}` }));
  await clickhouse.inserts.insert({ table: 'note', values, format: 'JSONEachRow' });
});
afterAll(async () => {
  await clickhouse.stop();
  await rm(folder, { recursive: true, force: true });
});

const parse = (row: unknown): unknown => row;

describe('a scope', () => {
  test('of a company binds its id and never writes it into the text', () => {
    expect(companyFilter({ kind: 'company', companyId: mine }, 'n.company_id')).toEqual({
      sql: 'n.company_id = {scope_company_id:UUID}',
      params: { scope_company_id: mine },
    });
    expect(companyFilter({ kind: 'system', name: 'retention' })).toEqual({ sql: 'true', params: {} });
  });

  test.each(['company_id = 1 OR company_id', 'a.b.c', '', "x'"])('refuses the column %j', (column) => {
    expect(() => companyFilter({ kind: 'company', companyId: mine }, column)).toThrow('is not a column name');
  });

  test('shows a company its own rows alone, and named system work all', async () => {
    const sql = (filter: (column?: string) => string): string =>
      `SELECT note.text AS text FROM note WHERE ${filter('note.company_id')} ORDER BY text`;
    const reader = createScopedReader(clickhouse.client(), { kind: 'company', companyId: mine });
    expect(await reader.rows({ sql, parse })).toEqual([{ text: `of ${mine}` }]);
    expect(await reader.rows({ sql, parse, params: { scope_company_id: other } })).toEqual([
      { text: `of ${mine}` },
    ]);
    const system = createScopedReader(clickhouse.client(), { kind: 'system', name: 'retention' });
    expect((await system.rows({ sql, parse })).length).toBe(2);
  });

  test('refuses a query without the condition', async () => {
    const reader = createScopedReader(clickhouse.client(), { kind: 'company', companyId: mine });
    await expect(reader.rows({ sql: () => 'SELECT 1', parse })).rejects.toThrow(
      'must hold its company filter',
    );
    await expect(
      reader.rows({
        sql: (filter) => {
          filter();
          return 'SELECT 1';
        },
        parse,
      }),
    ).rejects.toThrow('must hold its company filter');
  });
});

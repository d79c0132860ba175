import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import type { CompanyId } from '../../kernel/index.ts';
import { mutate, mutationsDone, type MutationWait } from './mutation.ts';
import { readRows } from './query.ts';

const nameSchema = z.object({ name: z.string() }).transform((row) => row.name);
const countSchema = z.object({ rows: z.number() }).transform((row) => row.rows);

/** Every table with rows of companies, asked of the database, so that one added later is never forgotten. */
export function companyTables(client: ClickHouseClient): Promise<readonly string[]> {
  return readRows(client, {
    sql: `SELECT tables.name AS name
          FROM system.tables AS tables
          INNER JOIN system.columns AS columns
            ON columns.database = tables.database AND columns.table = tables.name
          WHERE tables.database = currentDatabase() AND tables.engine LIKE '%MergeTree' AND columns.name = 'company_id'
          ORDER BY name`,
    parse: (row) => nameSchema.parse(row),
  });
}

/** Deletes all rows of a company from every table; when it resolves they can no longer be read. Returns how many went. */
export async function eraseCompanyRows(
  client: ClickHouseClient,
  companyId: CompanyId,
  wait: MutationWait = {},
): Promise<number> {
  let erased = 0;
  for (const table of await companyTables(client)) {
    // What an interrupted attempt has begun comes to its end first.
    await mutationsDone(client, table, wait);
    const rows = await countOf(client, table, companyId);
    if (rows === 0) continue;
    await mutate(
      client,
      { table, command: 'DELETE WHERE company_id = {company_id:UUID}', params: { company_id: companyId } },
      wait,
    );
    erased += rows;
  }
  return erased;
}

async function countOf(client: ClickHouseClient, table: string, companyId: CompanyId): Promise<number> {
  const [rows] = await readRows(client, {
    sql: `SELECT count() AS rows FROM {table:Identifier} AS rows WHERE rows.company_id = {company_id:UUID}`,
    params: { table, company_id: companyId },
    parse: (row) => countSchema.parse(row),
  });
  return rows ?? 0;
}

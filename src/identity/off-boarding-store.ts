import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import type { CompanyId, Id, UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Company } from './company-store.ts';
import { companyWords, nameWords } from './mention.ts';
import type { OffBoardingStep } from './off-boarding.ts';
import { tables, type OffBoardingRow } from './tables-store.ts';

const columns = [
  'company_off_boarding.id',
  'company_off_boarding.company_id',
  'company_off_boarding.company_name',
  'company_off_boarding.step',
  'company_off_boarding.state',
  'company_off_boarding.requested_by_name',
  'company_off_boarding.requested_at',
  'company_off_boarding.finished_at',
  'company_off_boarding.detail',
] as const;

/** The company's exports and erasures, newest first. */
export async function listSteps(tx: Tx, companyId: CompanyId): Promise<readonly OffBoardingStep[]> {
  const rows = await tables(tx)
    .selectFrom('company_off_boarding')
    .select(columns)
    .where('company_off_boarding.company_id', '=', companyId)
    .orderBy('company_off_boarding.requested_at', 'desc')
    .orderBy('company_off_boarding.id', 'desc')
    .execute();
  return rows.map(toStep);
}

export async function stepById(tx: Tx, id: string): Promise<OffBoardingStep | null> {
  const row = await tables(tx)
    .selectFrom('company_off_boarding')
    .select(columns)
    .where('company_off_boarding.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toStep(row);
}

export async function insertStep(tx: Tx, step: OffBoardingStep, requestedBy: UserId): Promise<void> {
  await tables(tx)
    .insertInto('company_off_boarding')
    .values({
      id: step.id,
      company_id: step.companyId,
      company_name: step.companyName,
      step: step.step,
      state: step.state,
      requested_by: requestedBy,
      requested_by_name: step.requestedByName,
      requested_at: step.requestedAt,
    })
    .execute();
}

export async function saveStep(
  tx: Tx,
  id: OffBoardingStep['id'],
  change: Pick<OffBoardingStep, 'state' | 'finishedAt' | 'detail'>,
): Promise<void> {
  await tables(tx)
    .updateTable('company_off_boarding')
    .set({ state: change.state, finished_at: change.finishedAt, detail: JSON.stringify(change.detail) })
    .where('company_off_boarding.id', '=', id)
    .execute();
}

/** Holds the company for this transaction: of two requests at the same moment, one waits for the other. */
export async function lockCompany(tx: Tx, companyId: string): Promise<void> {
  await tables(tx)
    .selectFrom('company')
    .select('company.id')
    .where('company.id', '=', companyId)
    .forUpdate()
    .execute();
}

/** Deletes every row of the company (see the migration); returns what went, by table. */
export async function eraseRows(tx: Tx, companyId: CompanyId): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{
    counts: unknown;
  }>`select tocsin.erase_company(${companyId}) as counts`.execute(tx);
  return z.record(z.string(), z.number()).parse(rows[0]?.counts);
}

/** What the company, its people, contacts and projects go by in texts. */
export async function wordsOfCompany(tx: Tx, company: Company): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select app_user.name from app_user where app_user.company_id = ${company.id}
    union select app_user.email from app_user where app_user.company_id = ${company.id}
    union select contact.name from contact where contact.company_id = ${company.id}
    union select contact.email from contact where contact.company_id = ${company.id}
    union select project.name from project where project.company_id = ${company.id}`.execute(tx);
  return [...companyWords(company), ...nameWords(rows.map((row) => row.name))];
}

/** Erased companies whose erasure was asked for after a time. */
export async function erasedSince(tx: Tx, since: Date): Promise<readonly CompanyId[]> {
  const rows = await tables(tx)
    .selectFrom('company_off_boarding')
    .innerJoin('company', 'company.id', 'company_off_boarding.company_id')
    .select('company.id')
    .distinct()
    .where('company.status', '=', 'erased')
    .where('company_off_boarding.step', '=', 'erase')
    .where('company_off_boarding.requested_at', '>=', since)
    .orderBy('company.id')
    .execute();
  return rows.map((row) => row.id as CompanyId);
}

/** A table with rows of companies, and its columns that hold credentials, which never leave the house. */
export interface CompanyTable {
  readonly name: string;
  readonly secretColumns: readonly string[];
}

/** Every table that has a `company_id`, asked of the database, so that none can be forgotten. */
export async function companyTables(tx: Tx): Promise<readonly CompanyTable[]> {
  const { rows } = await sql<{ name: string; secretColumns: string[] }>`
    select company_tables.table_name as name,
           coalesce(array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
             filter (where pg_attribute.attname ~ '(^|_)(token|password|secret)(_|$)'), '{}') as "secretColumns"
    from tocsin.company_tables()
    join pg_attribute on pg_attribute.attrelid = ('tocsin.' || quote_ident(company_tables.table_name))::regclass
    where pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    group by company_tables.table_name
    order by company_tables.table_name`.execute(tx);
  return rows;
}

const fetchSize = 1_000;

/** A company's rows of one table, as JSON, read a thousand at a time. */
export async function* rowsOfCompany(tx: Tx, table: CompanyTable, companyId: CompanyId): AsyncGenerator {
  const secret = sql`array[${sql.join(table.secretColumns.map((column) => sql.lit(column)))}]::text[]`;
  await sql`declare export_rows no scroll cursor for
    select to_jsonb(exported) - ${secret} as row from ${sql.table(`tocsin.${table.name}`)} as exported
    where exported.company_id = ${sql.lit(companyId)}`.execute(tx);
  for (;;) {
    const { rows } = await sql<{
      row: unknown;
    }>`fetch forward ${sql.lit(fetchSize)} from export_rows`.execute(tx);
    for (const { row } of rows) yield row;
    if (rows.length < fetchSize) break;
  }
  await sql`close export_rows`.execute(tx);
}

const toStep = (row: Selectable<Omit<OffBoardingRow, 'requested_by'>>): OffBoardingStep => ({
  id: row.id as Id<'off_boarding'>,
  companyId: row.company_id as CompanyId,
  companyName: row.company_name,
  step: row.step,
  state: row.state,
  requestedByName: row.requested_by_name,
  requestedAt: row.requested_at,
  finishedAt: row.finished_at,
  detail: z.record(z.string(), z.unknown()).parse(row.detail),
});

import type { Selectable } from 'kysely';
import type { CompanyId, Id } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables, type CompanyRow } from './tables-store.ts';

/** A company: the provider, or one of its customers. */
export interface Company {
  readonly id: CompanyId;
  readonly kind: 'provider' | 'customer';
  readonly name: string;
  readonly slug: string;
  /** Language tag: what is written to the company is in this language. */
  readonly locale: string;
  /** Days that its events are kept; null: as the installation's setting says. */
  readonly retentionDays: number | null;
  readonly status: 'active' | 'off_boarding' | 'erased';
  /** Bytes on the disk that its events may take; null: no quota. */
  readonly quotaBytes: number | null;
  /** What happens when the quota is full: staff is warned, or its oldest events are removed as well. */
  readonly quotaAction: 'warn' | 'remove_oldest';
  readonly createdAt: Date;
}

const columns = [
  'company.id',
  'company.kind',
  'company.name',
  'company.slug',
  'company.locale',
  'company.retention_days',
  'company.status',
  'company.quota_bytes',
  'company.quota_action',
  'company.created_at',
] as const;

/** The company, if the transaction's scope sees it; null otherwise. */
export async function companyById(tx: Tx, id: string): Promise<Company | null> {
  const row = await tables(tx)
    .selectFrom('company')
    .select(columns)
    .where('company.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toCompany(row);
}

/** Those of the companies that the transaction's scope sees, in no order. */
export async function companiesByIds(tx: Tx, ids: readonly string[]): Promise<readonly Company[]> {
  if (ids.length === 0) return [];
  const rows = await tables(tx)
    .selectFrom('company')
    .select(columns)
    .where('company.id', 'in', [...ids])
    .execute();
  return rows.map(toCompany);
}

export interface CompanyFilter {
  readonly kind: 'provider' | 'customer';
  /** Part of the name or the slug. */
  readonly q: string | null;
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly limit: number;
}

/** Companies by name; erased ones are left out. */
export async function listCompanies(tx: Tx, filter: CompanyFilter): Promise<readonly Company[]> {
  let query = tables(tx)
    .selectFrom('company')
    .select(columns)
    .where('company.kind', '=', filter.kind)
    .where('company.status', '<>', 'erased');
  if (filter.q !== null) {
    const pattern = `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((is) =>
      is.or([is('company.name', 'ilike', pattern), is('company.slug', 'ilike', pattern)]),
    );
  }
  const { after } = filter;
  if (after !== null) {
    query = query.where((is) =>
      is(is.refTuple('company.name', 'company.id'), '>', is.tuple(after.name, after.id)),
    );
  }
  const rows = await query.orderBy('company.name').orderBy('company.id').limit(filter.limit).execute();
  return rows.map(toCompany);
}

/** Ids of the active companies of a kind; for batch work in a system scope. */
export async function activeCompanyIds(tx: Tx): Promise<readonly CompanyId[]> {
  const rows = await tables(tx)
    .selectFrom('company')
    .select('company.id')
    .where('company.status', '<>', 'erased')
    .orderBy('company.id')
    .execute();
  return rows.map((row) => row.id as CompanyId);
}

/** Null when the slug is taken, or a provider exists already. */
export async function insertCompany(tx: Tx, company: Company): Promise<Company | null> {
  const row = await tables(tx)
    .insertInto('company')
    .values({
      id: company.id,
      kind: company.kind,
      name: company.name,
      slug: company.slug,
      locale: company.locale,
      retention_days: company.retentionDays,
      status: company.status,
      quota_bytes: company.quotaBytes,
      quota_action: company.quotaAction,
      created_at: company.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : toCompany(row);
}

export interface CompanyChange {
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  readonly retentionDays?: number | null | undefined;
  readonly locale?: string | undefined;
  readonly quotaBytes?: number | null | undefined;
  readonly quotaAction?: Company['quotaAction'] | undefined;
  readonly status?: Company['status'];
}

/** Changes what is given and leaves the rest; the slug must be free (`slugTaken`). */
export async function updateCompany(tx: Tx, id: CompanyId, change: CompanyChange): Promise<Company> {
  const row = await tables(tx)
    .updateTable('company')
    .set((is) => ({
      name: change.name ?? is.ref('company.name'),
      slug: change.slug ?? is.ref('company.slug'),
      locale: change.locale ?? is.ref('company.locale'),
      status: change.status ?? is.ref('company.status'),
      retention_days:
        change.retentionDays === undefined ? is.ref('company.retention_days') : change.retentionDays,
      quota_bytes: change.quotaBytes === undefined ? is.ref('company.quota_bytes') : change.quotaBytes,
      quota_action: change.quotaAction ?? is.ref('company.quota_action'),
    }))
    .where('company.id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();
  return toCompany(row);
}

export async function slugTaken(tx: Tx, slug: string, by: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('company')
    .select('company.id')
    .where('company.slug', '=', slug)
    .where('company.id', '<>', by)
    .executeTakeFirst();
  return row !== undefined;
}

/** Users of a company who can sign in. */
export async function countUsers(tx: Tx, id: CompanyId): Promise<number> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('app_user.company_id', '=', id)
    .where('app_user.disabled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

const toCompany = (row: Selectable<CompanyRow>): Company => ({
  id: row.id as Id<'company'>,
  kind: row.kind,
  name: row.name,
  slug: row.slug,
  locale: row.locale,
  retentionDays: row.retention_days,
  quotaBytes: row.quota_bytes,
  quotaAction: row.quota_action,
  status: row.status,
  createdAt: row.created_at,
});

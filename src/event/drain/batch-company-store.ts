import { sql } from 'kysely';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** What of a company decides about its records. */
export interface BatchCompany {
  readonly companyId: CompanyId;
  readonly isErased: boolean;
  /** Days of its own; null: the installation's default. */
  readonly ownDays: number | null;
}

interface CompanyRow {
  id: string;
  status: string;
  retention_days: number | null;
}

const toCompany = ({ id, status, retention_days: ownDays }: CompanyRow): BatchCompany => ({
  companyId: id as CompanyId,
  isErased: status === 'erased',
  ownDays,
});

/**
 * Companies as they are now, held until the transaction ends: one that is erased meanwhile waits for it, and one whose
 * erasure is under way is waited for. Ids that there is no company of are left out.
 */
export async function holdCompanies(
  tx: Tx,
  ids: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, BatchCompany>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<CompanyRow>`
    select company.id, company.status, company.retention_days from company
    where company.id = any (${[...ids]}::uuid[])
    order by company.id
    for share`.execute(tx);
  return new Map(rows.map((row) => [row.id as CompanyId, toCompany(row)]));
}

/** Companies that are not as by default: with a term of their own, or erased. For work in a system scope. */
export async function unusualCompanies(tx: Tx): Promise<readonly BatchCompany[]> {
  const { rows } = await sql<CompanyRow>`
    select company.id, company.status, company.retention_days from company
    where company.retention_days is not null or company.status = 'erased'
    order by company.id`.execute(tx);
  return rows.map(toCompany);
}

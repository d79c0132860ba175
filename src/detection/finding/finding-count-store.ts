import { sql } from 'kysely';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';

/** Findings that nobody has looked at, by severity. */
export async function countNewBySeverity(
  tx: Tx,
  companyId: CompanyId | null,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ severity: string; count: number }>`
    select finding.severity, count(*)::bigint as count from finding
    where finding.status = 'new' and (${companyId}::uuid is null or finding.company_id = ${companyId}::uuid)
    group by finding.severity order by finding.severity`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.severity, row.count]));
}

/** Findings of a company that nobody has ended. */
export async function countOpenFindings(tx: Tx, companyId: CompanyId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from finding
    where finding.company_id = ${companyId} and finding.status in ('new', 'triaged')`.execute(tx);
  return rows[0]?.count ?? 0;
}

import type { CompanyId, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './incident-tables-store.ts';

/** A company that an incident touches. `cleared`: it turned out not to be affected. */
export interface AffectedCompany {
  readonly companyId: CompanyId;
  readonly name: string;
  readonly state: 'suspected' | 'confirmed' | 'cleared';
  readonly affectedAt: Date;
}

export async function readAffected(
  tx: Tx,
  incidentIds: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, readonly AffectedCompany[]>> {
  const byIncident = new Map<IncidentId, AffectedCompany[]>();
  if (incidentIds.length === 0) return byIncident;
  const rows = await tables(tx)
    .selectFrom('incident_company')
    .innerJoin('company', 'company.id', 'incident_company.company_id')
    .select([
      'incident_company.incident_id',
      'incident_company.company_id',
      'incident_company.state',
      'incident_company.affected_at',
      'company.name',
    ])
    .where('incident_company.incident_id', 'in', [...incidentIds])
    .orderBy('incident_company.affected_at')
    .orderBy('company.name')
    .orderBy('company.id')
    .execute();
  for (const row of rows) {
    const companies = byIncident.get(row.incident_id as IncidentId) ?? [];
    companies.push({
      companyId: row.company_id as CompanyId,
      name: row.name,
      state: row.state,
      affectedAt: row.affected_at,
    });
    byIncident.set(row.incident_id as IncidentId, companies);
  }
  return byIncident;
}

export async function readAffectedOf(tx: Tx, incidentId: IncidentId): Promise<readonly AffectedCompany[]> {
  return (await readAffected(tx, [incidentId])).get(incidentId) ?? [];
}

/** Writes how a company stands to an incident. The time of the first suspicion never moves. */
export async function saveAffected(
  tx: Tx,
  incidentId: IncidentId,
  company: Pick<AffectedCompany, 'companyId' | 'state' | 'affectedAt'>,
): Promise<void> {
  await tables(tx)
    .insertInto('incident_company')
    .values({
      incident_id: incidentId,
      company_id: company.companyId,
      state: company.state,
      affected_at: company.affectedAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['incident_id', 'company_id']).doUpdateSet({ state: company.state }),
    )
    .execute();
}

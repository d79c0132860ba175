import { sql } from 'kysely';
import type { CompanyId, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { erasedText, type ErasedEntries } from './erasure.ts';

/** An incident that a company is part of. */
export interface TouchedIncident {
  readonly id: IncidentId;
  /** Whether it touches, or has touched, another company too: then it stays. */
  readonly isShared: boolean;
}

/** Every incident that the company is or was part of. */
export async function touchedIncidents(tx: Tx, companyId: CompanyId): Promise<readonly TouchedIncident[]> {
  const { rows } = await sql<{ id: string; is_shared: boolean }>`
    select own.incident_id as id, exists (
        select from incident_company as other
        where other.incident_id = own.incident_id and other.company_id <> own.company_id) as is_shared
    from incident_company as own
    where own.company_id = ${companyId}
    order by own.incident_id`.execute(tx);
  return rows.map((row) => ({ id: row.id as IncidentId, isShared: row.is_shared }));
}

/** Takes entries off a timeline, which nothing else can. Returns how many were changed. */
export async function eraseEntries(tx: Tx, id: IncidentId, { gone, named }: ErasedEntries): Promise<number> {
  if (gone.length + named.length === 0) return 0;
  const { rows } = await sql<{ count: number }>`
    select tocsin.erase_incident_entries(${id}, ${[...gone]}::uuid[], ${[...named]}::uuid[], ${erasedText}) as count`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

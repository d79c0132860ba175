import type { Actor } from '../identity/index.ts';
import { err, ok, type Clock, type CompanyId, type IncidentId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { readAffectedOf, saveAffected, type AffectedCompany } from './affected-store.ts';
import { incidentFacts } from './incident-schema.ts';
import { emit, internal, recordEntry, shown } from './incident-record-service.ts';
import { findCustomerName, lockIncident } from './incident-store.ts';

/** How a company comes to be affected: now, or since an earlier time that is already known. */
export interface Affecting {
  readonly companyId: CompanyId;
  readonly confirmed: boolean;
  readonly since?: Date;
}

/**
 * Marks a company as affected by a running incident. The first suspicion starts the clocks of its agreements;
 * a confirmation later does not start them again (INC-9).
 */
export async function affectCompany(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  incidentId: IncidentId,
  affecting: Affecting,
): Promise<Result<void, Failure>> {
  const incident = await lockIncident(tx, incidentId);
  if (incident === null) return err({ code: 'not_found', message: 'There is no such incident.' });
  if (incident.state.kind !== 'running')
    return err({ code: 'incident_ended', message: `${incident.number} has ended. Reopen it first.` });
  const name = await findCustomerName(tx, affecting.companyId);
  if (name === null)
    return err({ code: 'company_unknown', message: `${affecting.companyId} is not a customer company.` });
  const present = (await readAffectedOf(tx, incidentId)).find(
    (company) => company.companyId === affecting.companyId,
  );
  await settle(tx, clock, actor, incidentId, { affecting, name, present });
  return ok(undefined);
}

async function settle(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  incidentId: IncidentId,
  change: { affecting: Affecting; name: string; present: AffectedCompany | undefined },
): Promise<void> {
  const { affecting, name, present } = change;
  const { companyId, confirmed } = affecting;
  const starts = present === undefined || present.state === 'cleared';
  if (!starts && (present.state === 'confirmed' || !confirmed)) return;
  const affectedAt = present?.affectedAt ?? affecting.since ?? clock.now();
  await saveAffected(tx, incidentId, { companyId, state: confirmed ? 'confirmed' : 'suspected', affectedAt });
  const text = starts
    ? `${name} is ${confirmed ? 'affected' : 'suspected to be affected'}.`
    : `${name} is confirmed to be affected.`;
  const kind = starts ? 'company_affected' : 'company_confirmed';
  await recordEntry(
    tx,
    clock,
    shown(incidentId, actor, kind, text, { companyId, companyName: name, confirmed }, companyId),
  );
  if (!starts) return;
  const payload = { incidentId, companyId, affectedAt: affectedAt.toISOString() };
  await emit(tx, clock, incidentFacts.companyAffected.name, payload, companyId);
}

/** Says that a company turned out not to be affected; its obligations that were not yet met are waived (INC-10). */
export async function clearCompany(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  target: { readonly incidentId: IncidentId; readonly companyId: CompanyId; readonly reason: string },
): Promise<Result<void, Failure>> {
  const { incidentId, companyId, reason } = target;
  const incident = await lockIncident(tx, incidentId);
  const present = (await readAffectedOf(tx, incidentId)).find((company) => company.companyId === companyId);
  if (incident === null || present === undefined || present.state === 'cleared')
    return err({ code: 'not_found', message: 'This incident does not affect that company.' });
  if (incident.state.kind !== 'running')
    return err({ code: 'incident_ended', message: `${incident.number} has ended. Reopen it first.` });
  await saveAffected(tx, incidentId, { ...present, state: 'cleared' });
  const text = `${present.name} is not affected: ${reason}`;
  const data = { companyId, companyName: present.name, reason };
  await recordEntry(tx, clock, internal(incidentId, actor, 'company_cleared', text, data));
  const told = `${present.name} turned out not to be affected.`;
  await recordEntry(tx, clock, shown(incidentId, actor, 'company_cleared', told, { companyId }, companyId));
  const at = clock.now().toISOString();
  await emit(tx, clock, incidentFacts.companyCleared.name, { incidentId, companyId, at }, companyId);
  return ok(undefined);
}

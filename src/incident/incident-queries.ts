import type { z } from 'zod';
import type { CompanyId, IncidentId, Severity, UserId } from '../kernel/index.ts';
import type { Principal } from '../identity/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { readAffected, readAffectedOf, type AffectedCompany } from './affected-store.ts';
import { readFindings, type IncidentFinding } from './finding-store.ts';
import { statusOf, type IncidentState, type IncidentStatus } from './incident.ts';
import { listIncidents, type IncidentFilter, type IncidentRow } from './incident-list-store.ts';
import type { ObligationsPort } from './incident-ports.ts';
import type { incidentReply } from './incident-schema.ts';
import { readIncident } from './incident-store.ts';

type Reply = z.input<typeof incidentReply>;

/** Incidents with their companies and, for staff, the next due time. */
export async function showIncidents(
  tx: Tx,
  obligations: ObligationsPort,
  principal: Principal,
  filter: IncidentFilter,
): Promise<readonly Reply[]> {
  const rows = await listIncidents(tx, filter);
  const ids = rows.map((row) => row.id);
  const staff = principal.side === 'provider';
  const companies = await readAffected(tx, ids);
  const due = staff ? await obligations.nextDueAt(tx, ids) : new Map<IncidentId, Date>();
  return rows.map((row) => toReply(row, companies.get(row.id) ?? [], due.get(row.id) ?? null, staff));
}

function toReply(
  row: IncidentRow,
  companies: readonly AffectedCompany[],
  nextDueAt: Date | null,
  staff: boolean,
): Reply {
  return {
    ...row,
    companies: companies.map(({ companyId, name, state, affectedAt }) => ({
      id: companyId,
      name,
      state,
      confirmed: state === 'confirmed',
      affectedAt,
    })),
    nextDueAt,
    // The summary and the links between incidents are the provider's working papers.
    summary: staff ? row.summary : null,
    duplicateOf: staff ? row.duplicateOf : null,
  };
}

/** What slices above need to know of one incident. */
export interface IncidentFacts {
  readonly id: IncidentId;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly running: boolean;
  readonly cancelReason: 'false_positive' | 'duplicate' | null;
  /** The incident that goes on, when this one is its duplicate. */
  readonly duplicateOf: IncidentId | null;
  readonly assigneeId: UserId | null;
  readonly openedAt: Date;
  readonly companies: readonly AffectedCompany[];
  readonly findings: readonly IncidentFinding[];
}

/** One incident with its companies and findings; null when there is none that the scope may see. */
export async function incidentFactsOf(tx: Tx, id: IncidentId): Promise<IncidentFacts | null> {
  const incident = await readIncident(tx, id);
  if (incident === null) return null;
  return {
    id,
    number: incident.number,
    title: incident.title,
    severity: incident.severity,
    status: statusOf(incident.state),
    running: incident.state.kind === 'running',
    cancelReason: incident.state.kind === 'cancelled' ? incident.state.cancellation.reason : null,
    duplicateOf: duplicateOf(incident.state),
    assigneeId: incident.assigneeId,
    openedAt: incident.openedAt,
    companies: await readAffectedOf(tx, id),
    findings: await readFindings(tx, id),
  };
}

const duplicateOf = (state: IncidentState): IncidentId | null =>
  state.kind === 'cancelled' && state.cancellation.reason === 'duplicate'
    ? (state.cancellation.duplicateOf as IncidentId | null)
    : null;

/** Numbers and titles for lists of other slices. */
export async function incidentNames(
  tx: Tx,
  ids: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, { readonly number: string; readonly title: string }>> {
  if (ids.length === 0) return new Map();
  const unique = [...new Set(ids)];
  const rows = await listIncidents(tx, { ids: unique, limit: unique.length });
  return new Map(rows.map(({ id, number, title }) => [id, { number, title }]));
}

/** Whether a company is affected by an incident now. */
export async function isAffected(tx: Tx, id: IncidentId, companyId: CompanyId): Promise<boolean> {
  const companies = await readAffectedOf(tx, id);
  return companies.some((company) => company.companyId === companyId && company.state !== 'cleared');
}

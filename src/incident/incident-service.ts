import type { Actor } from '../identity/index.ts';
import {
  err,
  newId,
  ok,
  type Clock,
  type CompanyId,
  type IncidentId,
  type Result,
  type Severity,
} from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { affectCompany } from './affected-service.ts';
import { readAffectedOf } from './affected-store.ts';
import { advance, incidentNumber, statusOf, type IncidentInput, type IncidentStatus } from './incident.ts';
import type { ObligationsPort } from './incident-ports.ts';
import { emit, internal, recordEntry, shown } from './incident-record-service.ts';
import { incidentFacts } from './incident-schema.ts';
import {
  duplicatesOf,
  findStaffName,
  insertIncident,
  lockIncident,
  saveEdit,
  saveState,
  takeNumber,
  type Incident,
  type IncidentEdit,
} from './incident-store.ts';

export interface OpenIncident {
  readonly title: string;
  readonly severity: Severity;
  readonly summary: string | null;
  readonly companies: readonly { readonly companyId: CompanyId; readonly confirmed: boolean }[];
}

const noIncident: Failure = {
  code: 'not_found',
  message: 'There is no such incident, or you may not see it.',
};

/** Opens an incident with the year's next number and marks its companies as affected. */
export async function openIncident(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  wish: OpenIncident,
): Promise<Result<IncidentId, Failure>> {
  const at = clock.now();
  const id = newId<'incident'>(at);
  const sequence = await takeNumber(tx, at.getUTCFullYear());
  await insertIncident(tx, { ...wish, id, openedAt: at }, sequence);
  const number = incidentNumber(at.getUTCFullYear(), sequence);
  const data = { number, severity: wish.severity };
  await recordEntry(tx, clock, shown(id, actor, 'opened', `${number} was opened.`, data));
  for (const company of wish.companies) {
    const affected = await affectCompany(tx, clock, actor, id, company);
    if (!affected.ok) return affected;
  }
  await emit(tx, clock, incidentFacts.opened.name, { incidentId: id });
  return ok(id);
}

/** Changes what an incident says of itself; each change is an entry of its own. */
export async function editIncident(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  id: IncidentId,
  edit: IncidentEdit,
): Promise<Result<void, Failure>> {
  const incident = await lockIncident(tx, id);
  if (incident === null) return err(noIncident);
  const assignee = await assigneeOf(tx, edit);
  if (!assignee.ok) return assignee;
  await saveEdit(tx, id, edit, clock.now());
  if (edit.title !== undefined && edit.title !== incident.title) {
    const data = { from: incident.title, to: edit.title };
    await recordEntry(tx, clock, internal(id, actor, 'title', `Title: ${edit.title}`, data));
  }
  if (edit.summary !== undefined && edit.summary !== incident.summary)
    await recordEntry(tx, clock, internal(id, actor, 'summary', edit.summary ?? 'The summary was removed.'));
  if (edit.assigneeId !== undefined && edit.assigneeId !== incident.assigneeId) {
    const text = assignee.value === null ? 'Nobody is assigned.' : `Assigned to ${assignee.value}.`;
    await recordEntry(
      tx,
      clock,
      internal(id, actor, 'assignee', text, { to: edit.assigneeId, name: assignee.value }),
    );
  }
  if (edit.severity !== undefined) await recordSeverity(tx, clock, actor, incident, edit.severity);
  return ok(undefined);
}

async function assigneeOf(tx: Tx, edit: IncidentEdit): Promise<Result<string | null, Failure>> {
  if (edit.assigneeId === undefined || edit.assigneeId === null) return ok(null);
  const name = await findStaffName(tx, edit.assigneeId);
  if (name === null)
    return err({
      code: 'assignee_unknown',
      message: 'Only an active user of the provider can take an incident.',
    });
  return ok(name);
}

/** Raises an incident to a finding's severity; never lowers it. */
export async function raiseSeverity(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  incident: Incident,
  severity: Severity,
): Promise<void> {
  await saveEdit(tx, incident.id, { severity }, clock.now());
  await recordSeverity(tx, clock, actor, incident, severity);
}

async function recordSeverity(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  incident: Incident,
  to: Severity,
): Promise<void> {
  const from = incident.severity;
  if (from === to) return;
  const { id } = incident;
  await recordEntry(tx, clock, shown(id, actor, 'severity', `Severity: ${from} → ${to}.`, { from, to }));
  const at = clock.now().toISOString();
  await emit(tx, clock, incidentFacts.severityChanged.name, { incidentId: id, from, to, at });
}

/** What a person asks for; `reason` means what `transitionBody` says. */
export interface Transition {
  readonly to: IncidentStatus;
  readonly reason: string | null;
  readonly duplicateOf: IncidentId | null;
}

/** Moves an incident to another status, or says why it cannot go there. */
export async function transitionIncident(
  tx: Tx,
  clock: Clock,
  ports: { readonly actor: Actor; readonly obligations: ObligationsPort },
  id: IncidentId,
  wish: Transition,
): Promise<Result<void, Failure>> {
  const incident = await lockIncident(tx, id);
  if (incident === null) return err(noIncident);
  const input = await inputOf(tx, ports.obligations, incident, wish);
  if (!input.ok) return input;
  const at = clock.now();
  const next = advance(incident.state, input.value, at);
  if (!next.ok) return next;
  if (
    input.value.kind === 'cancel' &&
    input.value.cancellation.reason === 'duplicate' &&
    wish.duplicateOf !== null
  ) {
    const handed = await handOver(tx, clock, ports.actor, incident, wish.duplicateOf);
    if (!handed.ok) return handed;
  }
  await saveState(tx, id, next.value, at);
  const data = { from: statusOf(incident.state), to: statusOf(next.value), reason: wish.reason };
  const text = `Status: ${data.from} → ${data.to}.`;
  await recordEntry(tx, clock, shown(id, ports.actor, 'status', text, { from: data.from, to: data.to }));
  if (wish.reason !== null && wish.reason !== '')
    await recordEntry(tx, clock, internal(id, ports.actor, 'note', wish.reason, { about: data.to }));
  await emitEnd(tx, clock, id, input.value);
  return ok(undefined);
}

async function inputOf(
  tx: Tx,
  obligations: ObligationsPort,
  incident: Incident,
  wish: Transition,
): Promise<Result<IncidentInput, Failure>> {
  switch (wish.to) {
    case 'closed': {
      const ids = [incident.id, ...(await duplicatesOf(tx, incident.id))];
      const openObligations = await obligations.openCount(tx, ids);
      return ok({ kind: 'close', summary: incident.summary, openObligations });
    }
    case 'cancelled':
      if (wish.reason === 'false_positive')
        return ok({ kind: 'cancel', cancellation: { reason: 'false_positive' } });
      if (wish.reason === 'duplicate' && wish.duplicateOf !== null && wish.duplicateOf !== incident.id)
        return ok({ kind: 'cancel', cancellation: { reason: 'duplicate', duplicateOf: wish.duplicateOf } });
      return err({
        code: 'cancel_reason_missing',
        message:
          'Say why: reason false_positive, or reason duplicate with duplicateOf, the incident that goes on.',
      });
    default:
      return incident.state.kind !== 'running' && wish.to === 'investigating'
        ? ok({ kind: 'reopen' })
        : ok({ kind: 'move', to: wish.to });
  }
}

/** The incident that goes on takes the duplicate's companies over, with the time since when they were affected. */
async function handOver(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  duplicate: Incident,
  target: IncidentId,
): Promise<Result<void, Failure>> {
  for (const company of await readAffectedOf(tx, duplicate.id)) {
    if (company.state === 'cleared') continue;
    const { companyId, affectedAt: since } = company;
    const taken = await affectCompany(tx, clock, actor, target, {
      companyId,
      confirmed: company.state === 'confirmed',
      since,
    });
    if (!taken.ok) return taken;
  }
  const text = `${duplicate.number} was a duplicate of this incident.`;
  const data = { duplicate: duplicate.id, number: duplicate.number };
  await recordEntry(tx, clock, internal(target, actor, 'note', text, data));
  return ok(undefined);
}

async function emitEnd(tx: Tx, clock: Clock, incidentId: IncidentId, input: IncidentInput): Promise<void> {
  const at = clock.now().toISOString();
  if (input.kind === 'close') await emit(tx, clock, incidentFacts.closed.name, { incidentId, at });
  if (input.kind === 'reopen') await emit(tx, clock, incidentFacts.reopened.name, { incidentId, at });
  if (input.kind !== 'cancel') return;
  const { cancellation } = input;
  const duplicateOf = cancellation.reason === 'duplicate' ? cancellation.duplicateOf : null;
  const payload = { incidentId, at, reason: cancellation.reason, duplicateOf };
  await emit(tx, clock, incidentFacts.cancelled.name, payload);
}

import type { Actor } from '../identity/index.ts';
import {
  compareSeverity,
  err,
  ok,
  type Clock,
  type IncidentId,
  type Result,
  type Severity,
} from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { affectCompany } from './affected-service.ts';
import { findFold, incidentOfFinding, insertFinding, lockFold } from './finding-store.ts';
import type { FindingsPort } from './incident-ports.ts';
import { internal, recordEntry } from './incident-record-service.ts';
import type { FindingOpened } from './incident-schema.ts';
import { openIncident, raiseSeverity } from './incident-service.ts';
import { lockIncident } from './incident-store.ts';

export interface FindingDeps {
  readonly clock: Clock;
  readonly findings: FindingsPort;
}

/**
 * Acts on a new finding: folds it into the running incident of the same company, rule and entity, or opens an
 * incident when the finding asks for one and is severe enough (INC-7, INC-8). Returns the incident, or null.
 */
export async function receiveFinding(
  tx: Tx,
  deps: FindingDeps,
  actor: Actor,
  finding: FindingOpened,
  openFrom: Severity,
): Promise<IncidentId | null> {
  await lockFold(tx, finding);
  const linked = await incidentOfFinding(tx, finding.findingId);
  if (linked !== null) return linked;
  const running = await findFold(tx, finding);
  if (running !== null) {
    const attached = await attachFinding(tx, deps, actor, running, finding);
    if (attached.ok) return running;
  }
  if (!finding.autoIncident || compareSeverity(finding.severity, openFrom) < 0) return null;
  const opened = await openFromFinding(tx, deps, actor, finding);
  if (!opened.ok) throw new Error(`Finding ${finding.findingId} opens no incident: ${opened.error.message}`);
  return opened.value;
}

/** Opens an incident for a finding; the one that it already belongs to, if any, is returned instead. */
export async function openFromFinding(
  tx: Tx,
  deps: FindingDeps,
  actor: Actor,
  finding: FindingOpened,
  severity: Severity = finding.severity,
): Promise<Result<IncidentId, Failure>> {
  await lockFold(tx, finding);
  const linked = await incidentOfFinding(tx, finding.findingId);
  if (linked !== null) return ok(linked);
  const companies = [{ companyId: finding.companyId, confirmed: false }];
  const opened = await openIncident(tx, deps.clock, actor, {
    title: finding.title,
    severity,
    summary: null,
    companies,
  });
  if (!opened.ok) return opened;
  await link(tx, deps, actor, opened.value, finding);
  return opened;
}

/** Adds a finding to a running incident, with its company, and raises the incident to the finding's severity. */
export async function attachFinding(
  tx: Tx,
  deps: FindingDeps,
  actor: Actor,
  incidentId: IncidentId,
  finding: FindingOpened,
): Promise<Result<void, Failure>> {
  const linked = await incidentOfFinding(tx, finding.findingId);
  if (linked === incidentId) return ok(undefined);
  if (linked !== null)
    return err({ code: 'finding_taken', message: 'The finding already belongs to another incident.' });
  const incident = await lockIncident(tx, incidentId);
  if (incident === null) return err({ code: 'not_found', message: 'There is no such incident.' });
  const affected = await affectCompany(tx, deps.clock, actor, incidentId, {
    companyId: finding.companyId,
    confirmed: false,
  });
  if (!affected.ok) return affected;
  await link(tx, deps, actor, incidentId, finding);
  if (compareSeverity(finding.severity, incident.severity) > 0)
    await raiseSeverity(tx, deps.clock, actor, incident, finding.severity);
  return ok(undefined);
}

async function link(
  tx: Tx,
  deps: FindingDeps,
  actor: Actor,
  incidentId: IncidentId,
  finding: FindingOpened,
): Promise<void> {
  if (!(await insertFinding(tx, incidentId, finding, deps.clock.now()))) return;
  await deps.findings.attach(tx, [finding.findingId], incidentId);
  const { findingId, companyId, ruleId, ruleTitle } = finding;
  const data = { findingId, companyId, ruleId, ruleTitle };
  await recordEntry(tx, deps.clock, internal(incidentId, actor, 'finding', finding.title, data));
}

import { incidentFactsOf, type IncidentFacts } from '../incident/index.ts';
import { newId, type IncidentId } from '../kernel/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { dueAtOf, triggeredClauses, type Agreement, type Clause } from './agreement.ts';
import { listAgreements } from './agreement-store.ts';
import { unreached } from './delivery.ts';
import { draftNotice } from './draft-service.ts';
import { clauseText } from './notice-mail.ts';
import { timeText } from './notice-words.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { lockName } from './notification-tables-store.ts';
import { applyInput, companyNameOf, escalate, noteObligation } from './obligation-service.ts';
import { started, timeAt, warnPercents } from './obligation.ts';
import { insertObligation, obligationsOf, type Obligation } from './obligation-store.ts';
import { isOwed, reassessOne } from './reach-service.ts';
import { contactsFor } from './recipient-store.ts';

export const clockTask = 'obligation-clock';

/**
 * Makes an incident's obligations what they should be by what is true now: those that are owed run, those that are
 * not are waived. Facts may come twice or in any order; this is called for each and ends the same (NOT-1, NOT-6).
 * `since`: the earliest time at which a new clock may start, when that is later than the first suspicion.
 */
export async function reconcileIncident(
  tx: Tx,
  deps: NotificationDeps,
  incidentId: IncidentId,
  since: Date | null,
): Promise<void> {
  await lockName(tx, `obligations:${incidentId}`);
  const incident = await incidentFactsOf(tx, incidentId);
  if (incident === null) return;
  const existing = await obligationsOf(tx, [incidentId]);
  for (const company of incident.companies) {
    const own = existing.filter(({ companyId }) => companyId === company.companyId);
    const owed = isOwed(incident, company.companyId);
    const at = deps.clock.now();
    for (const { id } of own) await applyInput(tx, deps, id, { kind: owed ? 'reinstate' : 'waive', at });
    if (!owed) continue;
    // An incident that has become a duplicate may have had its notice already.
    if (incident.duplicateOf !== null) for (const { id } of own) await reassessOne(tx, deps, id);
    const startedAt = since !== null && since > company.affectedAt ? since : company.affectedAt;
    const agreements = await listAgreements(tx, company.companyId);
    for (const { agreement, clause } of triggeredClauses(agreements, incident.severity, startedAt)) {
      if (own.some((one) => one.clause.id === clause.id)) continue;
      await startObligation(tx, deps, incident, { agreement, clause, startedAt });
    }
  }
}

async function startObligation(
  tx: Tx,
  deps: NotificationDeps,
  incident: IncidentFacts,
  start: { readonly agreement: Agreement; readonly clause: Clause; readonly startedAt: Date },
): Promise<void> {
  const { agreement, clause, startedAt } = start;
  const obligation: Obligation = {
    id: newId(deps.clock.now()),
    incidentId: incident.id,
    companyId: agreement.companyId,
    agreement: { id: agreement.id, version: agreement.version, title: agreement.title },
    clause,
    clauseText: clauseText(deps.templates, clause),
    clock: { startedAt, dueAt: dueAtOf(clause, startedAt) },
    state: started,
  };
  if (!(await insertObligation(tx, obligation))) return;
  const company = await companyNameOf(tx, obligation);
  const due = timeText('en', obligation.clock.dueAt);
  await noteObligation(
    tx,
    deps,
    obligation,
    `${company} has to be notified by ${due} (${agreement.title}).`,
    {
      dueAt: obligation.clock.dueAt.toISOString(),
    },
  );
  await scheduleChecks(tx, obligation);
  await draftNotice(tx, deps, obligation, incident);
  const missing = unreached(
    clause.contactCategories,
    (await contactsFor(tx, agreement.companyId, clause.contactCategories)).map((one) => ({
      ...one,
      acceptedAt: startedAt,
    })),
  );
  if (missing.length > 0)
    await escalate(
      tx,
      deps,
      obligation,
      'no_recipients',
      `${company} has no contact for: ${missing.join(', ')}.`,
    );
  await applyInput(tx, deps, obligation.id, { kind: 'tick', at: deps.clock.now() });
}

/** One job for each moment at which the clock has to be looked at, in the transaction that starts it. */
async function scheduleChecks(tx: Tx, { id, clock }: Obligation): Promise<void> {
  for (const percent of [...warnPercents, 100]) {
    const options = { runAt: timeAt(clock, percent), key: `${clockTask}:${id}:${percent}` };
    await addJob(tx, clockTask, { obligationId: id }, options);
  }
}

import {
  duplicatesOf,
  incidentFactsOf,
  internal,
  recordEntry,
  type IncidentFacts,
} from '../incident/index.ts';
import { newId, unreachable, type CompanyId, type IncidentId } from '../kernel/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import { announce } from '../platform/live/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { dueAtOf, triggeredClauses, type Agreement, type Clause } from './agreement.ts';
import { listAgreements } from './agreement-store.ts';
import { reachedAt, unreached } from './delivery.ts';
import { draftNotice, withdrawNotice } from './draft-service.ts';
import { clauseText } from './notice-mail.ts';
import { noticeOfObligation } from './notice-store.ts';
import { timeText } from './notice-words.ts';
import {
  bySystem,
  notificationFacts,
  type EscalationReason,
  type NotificationDeps,
} from './notification-deps.ts';
import { lockName } from './notification-tables-store.ts';
import {
  advanceObligation,
  escalatePercent,
  started,
  timeAt,
  warnPercents,
  type ObligationEffect,
  type ObligationInput,
} from './obligation.ts';
import {
  insertObligation,
  lockObligation,
  obligationsOf,
  saveObligation,
  type Obligation,
  type ObligationId,
} from './obligation-store.ts';
import { contactsFor, readRecipients } from './recipient-store.ts';
import { companyNames } from './setting-store.ts';

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

/** Whether an incident still calls for a company's notice. */
function isOwed(incident: IncidentFacts, companyId: CompanyId): boolean {
  const company = incident.companies.find((one) => one.companyId === companyId);
  return company?.state !== 'cleared' && incident.cancelReason !== 'false_positive';
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
  await note(tx, deps, obligation, `${company} has to be notified by ${due} (${agreement.title}).`, {
    dueAt: obligation.clock.dueAt.toISOString(),
  });
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

/** Moves an obligation and tells what follows from it. */
export async function applyInput(
  tx: Tx,
  deps: NotificationDeps,
  id: ObligationId,
  input: ObligationInput,
): Promise<void> {
  const obligation = await lockObligation(tx, id);
  if (obligation === null) return;
  const { state, effects } = advanceObligation(obligation.clock, obligation.state, input);
  if (effects.length === 0) return;
  await saveObligation(tx, obligation, state);
  const company = await companyNameOf(tx, obligation);
  for (const effect of effects) await tell(tx, deps, obligation, company, effect);
  await announce(tx, { topic: 'obligation', id, companyId: obligation.companyId });
}

/**
 * Looks again at what is known of a notice's delivery: its obligation, and those of duplicates by the same clause, are
 * fulfilled since when that says, or owed again (NOT-19).
 */
export async function reassess(tx: Tx, deps: NotificationDeps, id: ObligationId): Promise<void> {
  const obligation = await lockObligation(tx, id);
  if (obligation === null) return;
  await reassessOne(tx, deps, id);
  const only = { companyId: obligation.companyId, clauseId: obligation.clause.id };
  for (const twin of await obligationsOf(tx, await duplicatesOf(tx, obligation.incidentId), only))
    await reassessOne(tx, deps, twin.id);
}

async function reassessOne(tx: Tx, deps: NotificationDeps, id: ObligationId): Promise<void> {
  const obligation = await lockObligation(tx, id);
  const incident = obligation === null ? null : await incidentFactsOf(tx, obligation.incidentId);
  if (obligation === null || incident === null) return;
  const reachedAt = await reachedTime(tx, obligation, incident);
  const owed = isOwed(incident, obligation.companyId);
  await applyInput(tx, deps, id, { kind: 'reassess', reachedAt, owed, at: deps.clock.now() });
}

/** When everybody required was first reached: by the obligation's own notice, or by that of the incident that goes on. */
async function reachedTime(tx: Tx, obligation: Obligation, incident: IncidentFacts): Promise<Date | null> {
  const { companyId, clause } = obligation;
  const same =
    incident.duplicateOf === null
      ? []
      : await obligationsOf(tx, [incident.duplicateOf], { companyId, clauseId: clause.id });
  const times: Date[] = [];
  for (const { id } of [obligation, ...same]) {
    const notice = await noticeOfObligation(tx, id);
    if (notice === null) continue;
    const at = reachedAt(clause.contactCategories, await readRecipients(tx, notice.id));
    if (at !== null) times.push(at);
  }
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

const lateWords = ' This was noticed late: the system was not running at the time.';

async function tell(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  company: string,
  effect: ObligationEffect,
): Promise<void> {
  const due = timeText('en', obligation.clock.dueAt);
  switch (effect.kind) {
    case 'warn': {
      const text = `${effect.percent} % of the time to notify ${company} is used; due ${due}.`;
      const { percent, late } = effect;
      await note(tx, deps, obligation, text + (late ? lateWords : ''), { percent, late });
      await emit(tx, deps, obligation, notificationFacts.warned, { percent, late });
      if (percent >= escalatePercent) await escalate(tx, deps, obligation, 'time_is_short', text);
      return;
    }
    case 'breach': {
      const text = `The time to notify ${company} ran out at ${due}. The notice is still owed.`;
      await note(tx, deps, obligation, text + (effect.late ? lateWords : ''), {
        breached: true,
        late: effect.late,
      });
      await emit(tx, deps, obligation, notificationFacts.breached, { late: effect.late });
      await escalate(tx, deps, obligation, 'breached', text);
      return;
    }
    case 'breach_withdrawn':
      return note(
        tx,
        deps,
        obligation,
        `The breach recorded for ${company} was none: the notice was in time.`,
        {
          breached: false,
        },
      );
    case 'fulfilled': {
      const text = `${company} was notified ${effect.late ? 'late' : 'in time'}, at ${timeText('en', effect.at)}.`;
      await note(tx, deps, obligation, text, { fulfilledAt: effect.at.toISOString(), late: effect.late });
      await emit(tx, deps, obligation, notificationFacts.fulfilled, { late: effect.late });
      return;
    }
    case 'waived':
      await withdrawNotice(tx, deps, obligation, 'Nothing is owed any more.');
      return note(tx, deps, obligation, `${company} does not have to be notified any more.`, {
        waived: true,
      });
    case 'reopened': {
      const text = `The notice to ${company} came back: it is owed again, by ${due}.`;
      await note(tx, deps, obligation, text, {
        reopened: true,
        fulfilledAt: effect.fulfilledAt.toISOString(),
      });
      return emit(tx, deps, obligation, notificationFacts.reopened, {});
    }
    case 'reinstated':
      return note(tx, deps, obligation, `${company} has to be notified after all, by ${due}.`, {
        waived: false,
      });
    default:
      return unreachable(effect);
  }
}

/** Calls in people who can decide; `text` says what is wrong. */
export async function escalate(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  reason: EscalationReason,
  text: string,
): Promise<void> {
  await emit(tx, deps, obligation, notificationFacts.escalated, { reason, text });
  await note(tx, deps, obligation, `Escalated: ${text}`, { escalated: reason });
}

const note = (
  tx: Tx,
  deps: NotificationDeps,
  { id, incidentId, companyId }: Obligation,
  text: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  recordEntry(
    tx,
    deps.clock,
    internal(incidentId, bySystem, 'obligation', text, { obligationId: id, companyId, ...data }),
  );

const emit = (
  tx: Tx,
  deps: NotificationDeps,
  { id, incidentId, companyId }: Obligation,
  name: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  publishFact(tx, deps.clock, {
    name,
    companyId,
    payload: { obligationId: id, incidentId, companyId, ...data },
  });

export async function companyNameOf(tx: Tx, { companyId }: Pick<Obligation, 'companyId'>): Promise<string> {
  return (await companyNames(tx, [companyId])).get(companyId) ?? 'The company';
}

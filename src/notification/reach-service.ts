import { duplicatesOf, incidentFactsOf, type IncidentFacts } from '../incident/index.ts';
import type { CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { reachedAt } from './delivery.ts';
import { noticeOfObligation } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { applyInput } from './obligation-service.ts';
import { lockObligation, obligationsOf, type Obligation, type ObligationId } from './obligation-store.ts';
import { readRecipients } from './recipient-store.ts';

/** Whether an incident still calls for a company's notice. */
export function isOwed(incident: IncidentFacts, companyId: CompanyId): boolean {
  const company = incident.companies.find((one) => one.companyId === companyId);
  return company?.state !== 'cleared' && incident.cancelReason !== 'false_positive';
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

/** The same for one obligation alone. */
export async function reassessOne(tx: Tx, deps: NotificationDeps, id: ObligationId): Promise<void> {
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

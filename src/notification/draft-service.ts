import { internal, recordEntry, type IncidentFacts } from '../incident/index.ts';
import { dayMs, newId } from '../kernel/index.ts';
import { announce } from '../platform/live/index.ts';
import { messageIdOf } from '../platform/mail/index.ts';
import { hashToken, newToken } from '../platform/secret/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { replaceMeasures } from './measure-store.ts';
import { advanceNotice } from './notice.ts';
import { draftOf, measuresOf } from './notice-mail.ts';
import { insertNotice, lockNoticeOf, saveNotice, type Notice } from './notice-store.ts';
import { bySystem, trackingDays, trackingPurpose, type NotificationDeps } from './notification-deps.ts';
import type { Obligation } from './obligation-store.ts';

/** Tells open pages that a notice changed. */
export const announceNotice = (tx: Tx, notice: Notice): Promise<void> =>
  announce(tx, { topic: 'notice', id: notice.id, companyId: notice.companyId });

/** Writes the first draft of the notice that an obligation calls for, so that nobody starts from an empty page. */
export async function draftNotice(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  incident: IncidentFacts,
): Promise<void> {
  const { incidentId, companyId, clause } = obligation;
  const company = incident.companies.find((one) => one.companyId === companyId);
  if (company === undefined)
    throw new Error(`Obligation ${obligation.id} is for a company that is not affected.`);
  const at = deps.clock.now();
  const id = newId<'notice'>(at);
  const token = newToken('trk');
  const fromPlaybook = await deps.customerMeasures(tx, incidentId, clause.language);
  const planName = (await deps.planName?.(tx, incidentId, clause.language)) ?? null;
  const notice: Notice = {
    id,
    incidentId,
    companyId,
    obligationId: obligation.id,
    language: clause.language,
    ...draftOf(deps.templates, clause.language, incident, company, planName),
    messageId: messageIdOf(id, deps.publicUrl()),
    state: { kind: 'draft' },
    hands: { authorId: null, lastEditorId: null, submitterId: null },
    authorName: null,
    approver: null,
    approvedAt: null,
    approvalReminderAt: null,
    letterhead: null,
    tracking: {
      hash: hashToken(token),
      sealed: deps.box.seal(token, trackingPurpose),
      expiresAt: new Date(at.getTime() + trackingDays * dayMs),
      revokedAt: null,
    },
    createdAt: at,
    updatedAt: at,
  };
  await insertNotice(tx, notice);
  await replaceMeasures(tx, notice, measuresOf(clause.language, incident, companyId, fromPlaybook), at);
  const text = `A notice to ${company.name} was drafted.`;
  await recordEntry(
    tx,
    deps.clock,
    internal(incidentId, bySystem, 'notice', text, { noticeId: id, companyId }),
  );
  await announceNotice(tx, notice);
}

/** Takes an unsent notice back because nothing is owed any more; one that is on its way stays. */
export async function withdrawNotice(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  reason: string,
): Promise<void> {
  const notice = await lockNoticeOf(tx, obligation.id);
  if (notice === null) return;
  const next = advanceNotice(notice.state, { kind: 'withdraw', reason, by: bySystem.name });
  if (!next.ok) return;
  await saveNotice(tx, { ...notice, state: next.value, letterhead: null }, deps.clock.now());
  await announceNotice(tx, notice);
}

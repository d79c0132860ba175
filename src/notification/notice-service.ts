import { actorOf, type Principal } from '../identity/index.ts';
import { internal, recordEntry } from '../incident/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { announceNotice } from './draft-service.ts';
import { letterheadOf } from './letterhead-service.ts';
import { sendAgain } from './delivery.ts';
import { replaceMeasures } from './measure-store.ts';
import { approvalReminderTime } from './alert.ts';
import { readStaff } from './alert-store.ts';
import { advanceNotice } from './notice.ts';
import { lockNotice, saveNotice, type Notice, type NoticeId } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { readObligation, type Obligation } from './obligation-store.ts';
import { companyNameOf, escalate } from './obligation-service.ts';
import { contactsFor, readRecipients, saveRecipients } from './recipient-store.ts';

export const deliverTask = 'deliver-notice';

/** Queues a delivery; a queued one of the same notice is replaced. */
export const queueDelivery = (tx: Tx, id: NoticeId, runAt?: Date): Promise<void> =>
  addJob(
    tx,
    deliverTask,
    { noticeId: id },
    { key: `${deliverTask}:${id}`, ...(runAt === undefined ? {} : { runAt }) },
  );

const missing: Failure = { code: 'not_found', message: 'There is no such notice, or you may not see it.' };

export interface NoticeEdit {
  readonly subject?: string | undefined;
  readonly bodyText?: string | undefined;
  readonly measures?: readonly string[] | undefined;
}

/** Changes a draft. A rejected notice that is edited is a draft again. */
export async function editNotice(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
  edit: NoticeEdit,
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return err(missing);
  const next = advanceNotice(notice.state, { kind: 'edit' });
  if (!next.ok) return next;
  const now = deps.clock.now();
  const edited: Notice = {
    ...notice,
    subject: edit.subject ?? notice.subject,
    bodyText: edit.bodyText ?? notice.bodyText,
    state: next.value,
    hands: {
      ...notice.hands,
      // The first who writes on the system's draft is its author.
      authorId: notice.hands.authorId ?? by.userId,
      lastEditorId: by.userId,
    },
    authorName: notice.authorName ?? by.name,
  };
  if (edit.measures !== undefined) await replaceMeasures(tx, edited, edit.measures, now);
  return keep(tx, deps, by, edited, ['edited', 'was edited']);
}

/** Hands a draft in for approval. Fails with `no_recipients` when nobody could get it. */
export async function submitNotice(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return err(missing);
  const next = advanceNotice(notice.state, { kind: 'submit' });
  if (!next.ok) return next;
  const recipients = await recipientsOf(tx, notice);
  if (!recipients.ok) return recipients;
  const obligation = await readObligation(tx, notice.obligationId);
  const submitted: Notice = {
    ...notice,
    state: next.value,
    hands: { ...notice.hands, submitterId: by.userId },
    approvalReminderAt: obligation === null ? null : approvalReminderTime(deps.clock.now(), obligation.clock),
  };
  const kept = await keep(tx, deps, by, submitted, ['submitted', 'was handed in for approval']);
  if (obligation !== null) await tellNoApprover(tx, deps, obligation, submitted);
  return kept;
}

/** Four eyes need four: when nobody else may approve the notice, it would wait in silence (NOT-27). */
async function tellNoApprover(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  { hands }: Notice,
): Promise<void> {
  const own = Object.values(hands);
  const staff = await readStaff(tx);
  if (staff.some(({ approves, userId }) => approves && !own.includes(userId))) return;
  const company = await companyNameOf(tx, obligation);
  const text = `Nobody but those who wrote the notice to ${company} may approve it. Invite somebody, or give somebody the right.`;
  await escalate(tx, deps, obligation, 'no_approver', text);
}

/** Approves a notice as a second person: its text, frame and recipients are fixed, and it is queued. */
export async function approveNotice(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return err(missing);
  const next = advanceNotice(notice.state, { kind: 'approve', by: by.userId, hands: notice.hands });
  if (!next.ok) return next;
  const recipients = await recipientsOf(tx, notice);
  if (!recipients.ok) return recipients;
  await saveRecipients(tx, notice, recipients.value);
  const approved: Notice = {
    ...notice,
    state: next.value,
    approver: { id: by.userId, name: by.name },
    approvedAt: deps.clock.now(),
    letterhead: await letterheadOf(tx, deps, notice),
  };
  await queueDelivery(tx, id);
  return keep(tx, deps, by, approved, ['approved', 'was approved']);
}

export async function rejectNotice(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  target: { readonly id: NoticeId; readonly reason: string },
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, target.id);
  if (notice === null) return err(missing);
  const next = advanceNotice(notice.state, { kind: 'reject', reason: target.reason, by: by.name });
  if (!next.ok) return next;
  return keep(tx, deps, by, { ...notice, state: next.value }, ['rejected', `was rejected: ${target.reason}`]);
}

/** Sends a notice again, with the same Message-ID, to today's contacts. */
export async function resendNotice(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return err(missing);
  const next = advanceNotice(notice.state, { kind: 'resend' });
  if (!next.ok) return next;
  const recipients = await recipientsOf(tx, notice);
  if (!recipients.ok) return recipients;
  const before = await readRecipients(tx, id);
  const made = 'attempts' in next.value ? next.value.attempts : 0;
  await saveRecipients(tx, notice, sendAgain(recipients.value, before, made + 1));
  await queueDelivery(tx, id);
  return keep(tx, deps, by, { ...notice, state: next.value }, ['resent', 'is sent again']);
}

/** Makes the tracking link useless, for example because it was passed on to the wrong people. */
export async function revokeTracking(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
): Promise<Result<Notice, Failure>> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return err(missing);
  const revokedAt = notice.tracking.revokedAt ?? deps.clock.now();
  return keep(tx, deps, by, { ...notice, tracking: { ...notice.tracking, revokedAt } }, [
    'unfollowable',
    'can no longer be followed',
  ]);
}

async function recipientsOf(tx: Tx, notice: Notice) {
  const obligation = await readObligation(tx, notice.obligationId);
  const categories = obligation?.clause.contactCategories ?? [];
  const recipients = await contactsFor(tx, notice.companyId, categories);
  if (recipients.length > 0) return ok(recipients);
  const message = `The company has no contact for: ${categories.join(', ')}. Add one first.`;
  return err({ code: 'no_recipients', message });
}

async function keep(
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  notice: Notice,
  [act, what]: readonly [act: string, what: string],
): Promise<Result<Notice, Failure>> {
  const now = deps.clock.now();
  await saveNotice(tx, notice, now);
  const company = await companyNameOf(tx, notice);
  const why = notice.state.kind === 'rejected' ? { reason: notice.state.reason } : {};
  const data = { noticeId: notice.id, companyId: notice.companyId, state: notice.state.kind, act, ...why };
  const text = `The notice to ${company} ${what}.`;
  await recordEntry(tx, deps.clock, internal(notice.incidentId, actorOf(by), 'notice', text, data));
  await announceNotice(tx, notice);
  return ok({ ...notice, updatedAt: now });
}

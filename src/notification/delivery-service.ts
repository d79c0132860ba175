import { internal, recordEntry, shown } from '../incident/index.ts';
import { systemScope } from '../kernel/index.ts';
import type { MailMessage, SendOutcome } from '../platform/mail/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { applyOutcome, outstanding, reachedAt, unreached, type Recipient } from './delivery.ts';
import { announceNotice } from './draft-service.ts';
import { renderNotice } from './letterhead-service.ts';
import { advanceNotice, type NoticeState } from './notice.ts';
import { queueDelivery } from './notice-service.ts';
import { lockNotice, saveNotice, type Notice, type NoticeId } from './notice-store.ts';
import { bySystem, type NotificationDeps } from './notification-deps.ts';
import { companyNameOf, escalate, fulfil } from './obligation-service.ts';
import { readObligation } from './obligation-store.ts';
import { beginAttempt, endAttempt, readRecipients, saveRecipients } from './recipient-store.ts';

interface Delivery {
  readonly notice: Notice;
  readonly attempt: number;
  readonly message: MailMessage;
}

const scope = systemScope('notice-delivery');

/**
 * Makes one attempt to deliver a notice, if one is due. What is about to happen is written before, what happened
 * after; a process that dies in between leaves a lease that runs out, and the next attempt repeats the same mail,
 * recognisable by its Message-ID and labelled with its number (NOT-9).
 */
export async function deliverNotice(deps: NotificationDeps, id: NoticeId): Promise<void> {
  const delivery = await inScope(deps.db, scope, (tx) => begin(tx, deps, id));
  if (delivery === null) return;
  const outcome = await deps.mailer.send(delivery.message);
  await inScope(deps.db, scope, (tx) => settle(tx, deps, delivery, outcome));
}

async function begin(tx: Tx, deps: NotificationDeps, id: NoticeId): Promise<Delivery | null> {
  const notice = await lockNotice(tx, id);
  if (notice === null) return null;
  const at = deps.clock.now();
  const next = advanceNotice(notice.state, { kind: 'lease', at });
  if (!next.ok || next.value.kind !== 'sending') return null;
  const { attempts: attempt, leaseUntil } = next.value;
  const { text, html } = await renderNotice(tx, deps, notice);
  const recipients = await readRecipients(tx, id);
  await beginAttempt(tx, notice, attempt, at);
  await saveNotice(tx, { ...notice, state: next.value }, at);
  await queueDelivery(tx, id, leaseUntil);
  await announceNotice(tx, notice);
  const message: MailMessage = {
    messageId: notice.messageId,
    to: recipients.filter(({ status }) => status !== 'refused').map(({ name, email }) => ({ name, email })),
    envelopeTo: outstanding(recipients).map(({ email }) => email),
    subject: notice.subject,
    text,
    html,
    attempt,
  };
  return { notice, attempt, message };
}

async function settle(
  tx: Tx,
  deps: NotificationDeps,
  delivery: Delivery,
  outcome: SendOutcome,
): Promise<void> {
  const notice = await lockNotice(tx, delivery.notice.id);
  if (notice === null) return;
  const at = deps.clock.now();
  const tried = new Set(delivery.message.envelopeTo);
  const recipients = applyOutcome(await readRecipients(tx, notice.id), tried, outcome, at);
  await saveRecipients(tx, notice, recipients);
  await endAttempt(tx, notice, delivery.attempt, { at, outcome: outcome.kind, response: outcome.response });
  const left = outstanding(recipients).length > 0;
  const next = advanceNotice(notice.state, {
    kind: 'outcome',
    attempt: delivery.attempt,
    at,
    result: outcome.kind === 'accepted' && left ? 'temp_failed' : outcome.kind,
    reason: outcome.response,
    someoneHasIt: recipients.some(({ acceptedAt }) => acceptedAt !== null),
  });
  if (!next.ok) throw new Error(next.error.message);
  await saveNotice(tx, { ...notice, state: next.value }, at);
  if (next.value.kind === 'retrying') await queueDelivery(tx, notice.id, next.value.nextAt);
  await recordDelivery(tx, deps, { ...notice, state: next.value }, delivery.attempt, outcome);
  await judgeObligation(tx, deps, notice, next.value, recipients);
  await announceNotice(tx, notice);
}

async function recordDelivery(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
  attempt: number,
  outcome: SendOutcome,
): Promise<void> {
  const { id: noticeId, incidentId, companyId } = notice;
  const company = await companyNameOf(tx, notice);
  const data = { noticeId, companyId, attempt, outcome: outcome.kind, response: outcome.response };
  const text = `The notice to ${company}, attempt ${attempt}: ${outcome.kind.replace('_', ' ')} (${outcome.response}).`;
  await recordEntry(tx, deps.clock, internal(incidentId, bySystem, 'notice', text, data));
  if (outcome.kind !== 'accepted') return;
  const told = `${company} was notified by mail.`;
  await recordEntry(tx, deps.clock, shown(incidentId, bySystem, 'notice', told, { noticeId }, companyId));
}

/** Meets the obligation when every required category was reached; says so when that will not happen by itself. */
async function judgeObligation(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
  state: NoticeState,
  recipients: readonly Recipient[],
): Promise<void> {
  const obligation = await readObligation(tx, notice.obligationId);
  if (obligation === null) return;
  const { contactCategories } = obligation.clause;
  const at = reachedAt(contactCategories, recipients);
  if (at !== null) return fulfil(tx, deps, obligation.id, at);
  if (state.kind !== 'accepted' && state.kind !== 'failed') return;
  const company = await companyNameOf(tx, notice);
  const gap = unreached(contactCategories, recipients).join(', ');
  const text = `No mail server has accepted the notice to ${company} for: ${gap}. Use another way, or mend the contacts and send again.`;
  await escalate(tx, deps, obligation, 'delivery_failed', text);
}

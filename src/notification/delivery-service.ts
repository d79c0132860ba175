import { internal, recordEntry, shown } from '../incident/index.ts';
import { systemScope } from '../kernel/index.ts';
import type { MailMessage, SendOutcome } from '../platform/mail/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { applyOutcome, outstanding, type Recipient } from './delivery.ts';
import { bounceReason, standing, withReports } from './delivery-report.ts';
import { announceNotice } from './draft-service.ts';
import { renderNotice } from './letterhead-service.ts';
import { advanceNotice } from './notice.ts';
import { queueDelivery } from './notice-service.ts';
import { lockNotice, saveNotice, type Notice, type NoticeId } from './notice-store.ts';
import { bySystem, type NotificationDeps } from './notification-deps.ts';
import { tellLost } from './lost-service.ts';
import { companyNameOf } from './obligation-service.ts';
import { reassess } from './reach-service.ts';
import { beginAttempt, endAttempt, readRecipients, saveRecipients } from './recipient-store.ts';
import { readReports } from './report-store.ts';

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
  const recipients = await readRecipients(tx, id);
  if (outstanding(recipients).length === 0) {
    // Reports that came while an attempt was lost have settled it.
    await conclude(tx, deps, { notice, recipients }, { notice, recipients });
    return null;
  }
  const { attempts: attempt, leaseUntil } = next.value;
  const { text, html } = await renderNotice(tx, deps, notice);
  await beginAttempt(tx, notice, attempt, at);
  await saveNotice(tx, { ...notice, state: next.value }, at);
  await queueDelivery(tx, id, leaseUntil);
  await announceNotice(tx, notice);
  const { returnAddresses } = deps;
  const message: MailMessage = {
    messageId: notice.messageId,
    to: recipients.filter(isReachable).map(({ name, email }) => ({ name, email })),
    envelopeTo: outstanding(recipients).map(({ email }) => email),
    subject: notice.subject,
    text,
    html,
    attempt,
    ...(returnAddresses === null
      ? {}
      : {
          reports: {
            address: returnAddresses.addressOf(id, attempt),
            envelopeId: returnAddresses.tokenOf(id, attempt),
          },
        }),
  };
  return { notice, attempt, message };
}

/** Those who stand in the mail's own To. */
const isReachable = ({ status }: Recipient): boolean => status !== 'refused' && status !== 'bounced';

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
  const before = await readRecipients(tx, notice.id);
  const after = applyOutcome(before, tried, outcome, delivery.attempt, at);
  // A mail may have come back before we know that it was accepted.
  const recipients = withReports(after, await readReports(tx, notice.id));
  await saveRecipients(tx, notice, recipients);
  await endAttempt(tx, notice, delivery.attempt, { at, outcome: outcome.kind, response: outcome.response });
  const { someoneHasIt, someoneWaits } = standing(recipients);
  const next = advanceNotice(notice.state, {
    kind: 'outcome',
    attempt: delivery.attempt,
    at,
    result: outcome.kind === 'accepted' && someoneWaits ? 'temp_failed' : outcome.kind,
    reason: outcome.response,
    someoneHasIt,
  });
  if (!next.ok) throw new Error(next.error.message);
  await recordDelivery(tx, deps, notice, delivery.attempt, { outcome, someoneHasIt });
  const settled = { notice: { ...notice, state: next.value }, recipients };
  await conclude(tx, deps, { notice, recipients: before }, settled);
}

interface Stand {
  readonly notice: Notice;
  readonly recipients: readonly Recipient[];
}

/** Stores where a notice stands after an attempt or instead of one, and what that means for its obligation. */
async function conclude(
  tx: Tx,
  deps: NotificationDeps,
  before: Stand,
  { notice, recipients }: Stand,
): Promise<void> {
  const at = deps.clock.now();
  const reason = bounceReason(recipients);
  const next = advanceNotice(notice.state, { kind: 'reported', at, reason, ...standing(recipients) });
  if (!next.ok) throw new Error(next.error.message);
  const after = { ...notice, state: next.value };
  await saveNotice(tx, after, at);
  if (next.value.kind === 'retrying') await queueDelivery(tx, notice.id, next.value.nextAt);
  await reassess(tx, deps, notice.obligationId);
  await tellLost(tx, deps, before, { notice: after, recipients });
  await announceNotice(tx, notice);
}

async function recordDelivery(
  tx: Tx,
  deps: NotificationDeps,
  notice: Notice,
  attempt: number,
  { outcome, someoneHasIt }: { readonly outcome: SendOutcome; readonly someoneHasIt: boolean },
): Promise<void> {
  const { id: noticeId, incidentId, companyId } = notice;
  const company = await companyNameOf(tx, notice);
  const data = { noticeId, companyId, attempt, outcome: outcome.kind, response: outcome.response };
  const text = `The notice to ${company}, attempt ${attempt}: ${outcome.kind.replace('_', ' ')} (${outcome.response}).`;
  await recordEntry(tx, deps.clock, internal(incidentId, bySystem, 'notice', text, data));
  if (outcome.kind !== 'accepted' || !someoneHasIt) return;
  const told = `${company} was notified by mail.`;
  await recordEntry(tx, deps.clock, shown(incidentId, bySystem, 'notice', told, { noticeId }, companyId));
}

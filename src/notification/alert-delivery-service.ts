import { incidentFactsOf, internal, recordEntry, type IncidentFacts } from '../incident/index.ts';
import { systemScope, type UserId } from '../kernel/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import type { MailMessage, SendOutcome } from '../platform/mail/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import type { Language } from './agreement.ts';
import { afterAlertAttempt, alertLeaseMs, type AlertReason } from './alert.ts';
import { gapsOf, type GapView } from './alert-gap.ts';
import { lockAlertRecipient, saveAlertRecipient, type AlertRecipient } from './alert-recipient-store.ts';
import { lockAlert, readCauses, readStaff, type Alert, type AlertId } from './alert-store.ts';
import { gapText, levelAccents, levelText, reasonText, remainingText, severityText } from './alert-words.ts';
import { noticeOfObligation } from './notice-store.ts';
import { timeText } from './notice-words.ts';
import { bySystem, type NotificationDeps } from './notification-deps.ts';
import { readObligation, type Obligation } from './obligation-store.ts';
import { contactsFor, otherContacts, readRecipients } from './recipient-store.ts';
import { companyNames, readProvider } from './setting-store.ts';
import type { AlertContext } from './templates.ts';

export const deliverAlertTask = 'deliver-alert';

export interface AlertMailKey {
  readonly alertId: AlertId;
  readonly userId: UserId;
}

export const queueAlertMail = (tx: Tx, { alertId, userId }: AlertMailKey, runAt?: Date): Promise<void> =>
  addJob(
    tx,
    deliverAlertTask,
    { alertId, userId },
    { key: `${deliverAlertTask}:${alertId}:${userId}`, ...(runAt === undefined ? {} : { runAt }) },
  );

interface Sending {
  readonly recipient: AlertRecipient;
  readonly message: MailMessage;
}

const scope = systemScope('alert-delivery');

/** Makes one attempt to tell one member of the staff, if one is due; as a notice is delivered (NOT-9). */
export async function deliverAlert(deps: NotificationDeps, key: AlertMailKey): Promise<void> {
  const sending = await inScope(deps.db, scope, (tx) => begin(tx, deps, key));
  if (sending === null) return;
  const outcome = await deps.mailer.send(sending.message);
  await inScope(deps.db, scope, (tx) => settle(tx, deps, sending.recipient, outcome));
}

async function begin(tx: Tx, deps: NotificationDeps, key: AlertMailKey): Promise<Sending | null> {
  const now = deps.clock.now();
  const known = await lockAlertRecipient(tx, key.alertId, key.userId);
  const dueAt = known?.nextActionAt ?? null;
  if (known === null || dueAt === null || dueAt > now) return null;
  const context = await contextOf(tx, deps, known, now);
  if (context === null) {
    const response = 'not sent: the account is disabled, or there is nothing to tell any more';
    await saveAlertRecipient(tx, { ...known, status: 'failed', nextActionAt: null, response });
    return null;
  }
  const leaseUntil = new Date(now.getTime() + alertLeaseMs);
  const attempts = known.attempts + 1;
  const recipient: AlertRecipient = { ...known, status: 'sending', attempts, nextActionAt: leaseUntil };
  await saveAlertRecipient(tx, recipient);
  await queueAlertMail(tx, key, leaseUntil);
  const { name, email, messageId, language } = recipient;
  const mail = deps.templates.alert(language, context);
  return { recipient, message: { messageId, to: [{ name, email }], ...mail, attempt: attempts } };
}

async function settle(
  tx: Tx,
  deps: NotificationDeps,
  { alertId, userId, attempts }: AlertRecipient,
  outcome: SendOutcome,
): Promise<void> {
  const recipient = await lockAlertRecipient(tx, alertId, userId);
  if (recipient === null || recipient.status === 'accepted') return;
  if (outcome.kind !== 'accepted' && recipient.attempts !== attempts) return;
  const now = deps.clock.now();
  const next = afterAlertAttempt(outcome.kind, attempts, now);
  const acceptedAt = next.status === 'accepted' ? now : null;
  await saveAlertRecipient(tx, { ...recipient, ...next, acceptedAt, response: outcome.response });
  if (next.nextActionAt !== null) await queueAlertMail(tx, { alertId, userId }, next.nextActionAt);
  if (next.status === 'failed') await tellFailed(tx, deps, recipient, outcome.response);
}

async function tellFailed(
  tx: Tx,
  deps: NotificationDeps,
  { alertId, name, email }: AlertRecipient,
  response: string,
): Promise<void> {
  const alert = await lockAlert(tx, alertId);
  if (alert === null) return;
  deps.log.error({ alert: alertId, response }, 'a member of the staff could not be told of an obligation');
  const text = `${name} could not be told by mail (${email}): ${response}.`;
  await recordEntry(tx, deps.clock, internal(alert.incidentId, bySystem, 'obligation', text, { alertId }));
}

async function contextOf(
  tx: Tx,
  deps: NotificationDeps,
  { alertId, userId, language }: AlertRecipient,
  now: Date,
): Promise<AlertContext | null> {
  const alert = await lockAlert(tx, alertId);
  const incident = alert === null ? null : await incidentFactsOf(tx, alert.incidentId);
  const staff = await readStaff(tx);
  if (alert === null || incident === null || !staff.some((one) => one.userId === userId)) return null;
  const reasons = await reasonsByObligation(tx, alert);
  const told: { readonly obligation: Obligation; readonly shown: AlertContext['obligations'][number] }[] = [];
  for (const [id, own] of reasons) {
    const obligation = await readObligation(tx, id);
    if (obligation === null || obligation.state.kind === 'waived') continue;
    told.push({ obligation, shown: await itemOf(tx, deps, incident, obligation, { own, language, now }) });
  }
  if (told.length === 0) return null;
  const { name: provider } = await readProvider(tx);
  return {
    provider,
    level: levelText(language, alert.level),
    accent: levelAccents[alert.level],
    number: incident.number,
    title: incident.title,
    severity: severityText(language, incident.severity),
    owner: staff.find((one) => one.userId === incident.assigneeId)?.name ?? null,
    obligations: told
      .toSorted((a, b) => a.obligation.clock.dueAt.getTime() - b.obligation.clock.dueAt.getTime())
      .map(({ shown }) => shown),
    incidentUrl: pageOf(deps, `/incidents/${incident.id}`),
    preferenceUrl: pageOf(deps, '/settings/profile'),
  };
}

const pageOf = (deps: NotificationDeps, path: string): string =>
  `${deps.publicUrl().replace(/\/+$/, '')}${path}`;

async function reasonsByObligation(
  tx: Tx,
  { id }: Alert,
): Promise<ReadonlyMap<Obligation['id'], readonly AlertReason[]>> {
  const reasons = new Map<Obligation['id'], readonly AlertReason[]>();
  for (const { obligationId, reason } of await readCauses(tx, [id]))
    reasons.set(obligationId, [...(reasons.get(obligationId) ?? []), reason]);
  return reasons;
}

async function itemOf(
  tx: Tx,
  deps: NotificationDeps,
  incident: IncidentFacts,
  obligation: Obligation,
  reader: { readonly own: readonly AlertReason[]; readonly language: Language; readonly now: Date },
): Promise<AlertContext['obligations'][number]> {
  const { language, now } = reader;
  const { companyId, clock, agreement } = obligation;
  const notice = await noticeOfObligation(tx, obligation.id);
  const search = notice === null ? '' : `?tab=notices&notice=${notice.id}`;
  return {
    company: (await companyNames(tx, [companyId])).get(companyId) ?? '',
    agreement: agreement.title,
    due: timeText(language, clock.dueAt),
    remaining: remainingText(language, clock.dueAt, now),
    reasons: reader.own.map((reason) => reasonText(language, reason)),
    gaps: gapsOf(await gapView(tx, obligation)).map((gap) => gapText(language, gap)),
    url: pageOf(deps, `/incidents/${incident.id}${search}`),
  };
}

async function gapView(tx: Tx, { id, companyId, clause, state }: Obligation): Promise<GapView> {
  const notice = await noticeOfObligation(tx, id);
  const recipients = notice === null ? [] : await readRecipients(tx, notice.id);
  const hands = notice === null ? [] : Object.values(notice.hands);
  const staff = await readStaff(tx);
  return {
    obligation: state,
    required: clause.contactCategories,
    notice,
    recipients,
    contacts: await contactsFor(tx, companyId, clause.contactCategories),
    others: await otherContacts(
      tx,
      companyId,
      recipients.map(({ email }) => email),
    ),
    hasApprover: staff.some(({ approves, userId }) => approves && !hands.includes(userId)),
  };
}

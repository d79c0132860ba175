import { z } from 'zod';
import { incidentFactsOf, internal, recordEntry } from '../incident/index.ts';
import { newId, systemScope, type CompanyId, type IncidentId } from '../kernel/index.ts';
import { addJob } from '../platform/jobs/index.ts';
import { messageIdOf } from '../platform/mail/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import {
  audienceOf,
  levelOf,
  sendTime,
  toldOnce,
  type AlertLevel,
  type AlertReason,
  type Staff,
} from './alert.ts';
import { queueAlertMail } from './alert-delivery-service.ts';
import { insertAlertRecipients } from './alert-recipient-store.ts';
import {
  addCause,
  closeAlert,
  gatheringAlert,
  insertAlert,
  isTold,
  lastSentAt,
  lockAlert,
  readCauses,
  readStaff,
  type Alert,
  type AlertCause,
  type AlertId,
} from './alert-store.ts';
import { levelText } from './alert-words.ts';
import { noticeOfObligation } from './notice-store.ts';
import {
  bySystem,
  escalationReasons,
  notificationFacts,
  type NotificationDeps,
} from './notification-deps.ts';
import { lockName } from './notification-tables-store.ts';
import { escalatePercent, timeAt } from './obligation.ts';
import { readObligation, type Obligation, type ObligationId } from './obligation-store.ts';

export const sendAlertTask = 'send-alert';

export const queueAlert = (tx: Tx, alertId: AlertId, runAt?: Date): Promise<void> =>
  addJob(
    tx,
    sendAlertTask,
    { alertId },
    { key: `${sendAlertTask}:${alertId}`, ...(runAt === undefined ? {} : { runAt }) },
  );

const base = z.object({
  obligationId: z.uuid().transform((id) => id as ObligationId),
  incidentId: z.uuid().transform((id) => id as IncidentId),
  companyId: z.uuid().transform((id) => id as CompanyId),
});
const warned = base.extend({ percent: z.number() });
const escalated = base.extend({ reason: z.enum(escalationReasons) });

type About = z.output<typeof base>;

/** Every fact that somebody has to hear of is put into a mail that gathers (NOT-25). */
export function alertSubscriptions(deps: NotificationDeps): readonly Subscription[] {
  const on = (
    fact: string,
    read: (payload: unknown) => { readonly about: About; readonly reason: AlertReason } | null,
  ): Subscription => ({
    subscriber: `notification.alert.${fact}`,
    fact,
    handle: async (tx, { payload }) => {
      const heard = read(payload);
      if (heard !== null) await gather(tx, deps, heard.about, heard.reason);
    },
  });
  return [
    on(notificationFacts.warned, (payload) => {
      const about = warned.parse(payload);
      // From there on the escalation says it.
      return about.percent >= escalatePercent ? null : { about, reason: 'time_used' };
    }),
    on(notificationFacts.escalated, (payload) => {
      const { reason, ...about } = escalated.parse(payload);
      return { about, reason };
    }),
    on(notificationFacts.approvalDue, (payload) => ({ about: base.parse(payload), reason: 'approval_due' })),
  ];
}

async function gather(tx: Tx, deps: NotificationDeps, about: About, reason: AlertReason): Promise<void> {
  const { incidentId, obligationId, companyId } = about;
  const level = levelOf(reason);
  await lockName(tx, `alert:${incidentId}:${level}`);
  const obligation = await readObligation(tx, obligationId);
  if (obligation === null) return;
  const { reopenedAt } = obligation.state;
  if (toldOnce.has(reason) && (await isTold(tx, { obligationId, reason }, reopenedAt))) return;
  const now = deps.clock.now();
  const known = await gatheringAlert(tx, incidentId, level);
  const alert = known ?? (await openAlert(tx, incidentId, level, now));
  await addCause(tx, alert.id, { obligationId, companyId, reason }, now);
}

async function openAlert(tx: Tx, incidentId: IncidentId, level: AlertLevel, now: Date): Promise<Alert> {
  const sendAt = sendTime(level, now, await lastSentAt(tx, incidentId, level));
  const alert: Alert = {
    id: newId(now),
    incidentId,
    level,
    status: 'gathering',
    createdAt: now,
    sendAt,
    sentAt: null,
  };
  await insertAlert(tx, alert);
  await queueAlert(tx, alert.id, sendAt);
  return alert;
}

/** Closes a mail that has gathered, and queues it for each who is told; once, however often it is called (NOT-26). */
export const sendAlert = (deps: NotificationDeps, id: AlertId): Promise<void> =>
  inScope(deps.db, systemScope('alert'), async (tx) => {
    const now = deps.clock.now();
    const alert = await lockAlert(tx, id);
    if (alert?.status !== 'gathering' || alert.sendAt > now) return;
    const causes = await stillTrue(tx, await readCauses(tx, [id]), now);
    const audience = causes.length === 0 ? [] : await chooseAudience(tx, alert, causes);
    await closeAlert(tx, id, audience.length === 0 ? 'dropped' : 'sent', now);
    if (audience.length === 0) return;
    await insertAlertRecipients(
      tx,
      audience.map(({ userId, name, email, language }) => ({
        ...{ alertId: id, userId, name, email, language },
        messageId: messageIdOf(newId(now), deps.publicUrl()),
        status: 'pending',
        attempts: 0,
        nextActionAt: now,
        acceptedAt: null,
        response: null,
      })),
    );
    for (const { userId } of audience) await queueAlertMail(tx, { alertId: id, userId });
    await noteTold(tx, deps, alert, audience, causes);
  });

/** What is no longer so is not told: the obligation was fulfilled or waived meanwhile, or a worse level says it. */
async function stillTrue(tx: Tx, causes: readonly AlertCause[], now: Date): Promise<readonly AlertCause[]> {
  const kept: AlertCause[] = [];
  for (const cause of causes) {
    const obligation = await readObligation(tx, cause.obligationId);
    if (obligation !== null && isNews(cause.reason, obligation, now)) kept.push(cause);
  }
  return kept;
}

function isNews(reason: AlertReason, { state, clock }: Obligation, now: Date): boolean {
  // A breach that is on record is told also when the notice went out right after.
  if (reason === 'breached') return state.breachedAt !== null;
  if (state.kind !== 'active') return false;
  if (reason === 'time_used') return now < timeAt(clock, escalatePercent);
  return reason !== 'time_is_short' || now < clock.dueAt;
}

async function chooseAudience(
  tx: Tx,
  alert: Alert,
  causes: readonly AlertCause[],
): Promise<readonly Staff[]> {
  const incident = await incidentFactsOf(tx, alert.incidentId);
  const ownerId = incident?.assigneeId ?? null;
  const notApprovers = await handsOf(tx, causes);
  return audienceOf(await readStaff(tx), { level: alert.level, ownerId, notApprovers });
}

/** Those who may approve none of the notices that wait for approval; null when none waits. */
async function handsOf(tx: Tx, causes: readonly AlertCause[]): Promise<readonly string[] | null> {
  let all: readonly string[] | null = null;
  for (const { obligationId, reason } of causes) {
    const notice = reason === 'approval_due' ? await noticeOfObligation(tx, obligationId) : null;
    if (notice === null) continue;
    const { authorId, lastEditorId, submitterId } = notice.hands;
    const own = [authorId, lastEditorId, submitterId].filter((id) => id !== null);
    all = all === null ? own : all.filter((id) => own.includes(id));
  }
  return all;
}

async function noteTold(
  tx: Tx,
  deps: NotificationDeps,
  { id, incidentId, level }: Alert,
  audience: readonly Staff[],
  causes: readonly AlertCause[],
): Promise<void> {
  const names = audience.map(({ name }) => name).join(', ');
  const text = `Told by mail, ${levelText('en', level).toLowerCase()}: ${names}.`;
  const data = { alertId: id, level, obligationIds: [...new Set(causes.map((one) => one.obligationId))] };
  await recordEntry(tx, deps.clock, internal(incidentId, bySystem, 'obligation', text, data));
}

import type { ProviderRole } from '../identity/index.ts';
import { minuteMs, secondMs, type UserId } from '../kernel/index.ts';
import type { ContactCategory, Language } from './agreement.ts';
import { pauseAfter } from './notice.ts';
import type { EscalationReason } from './notification-deps.ts';

/** How urgent a mail to staff is. */
export const alertLevels = ['warning', 'escalation', 'breach'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** Why an obligation is named in such a mail. */
export type AlertReason = 'time_used' | 'approval_due' | EscalationReason;

/** Of which incidents a member of the staff wants mail: all, those assigned to them, none. */
export const alertWishes = ['all', 'own', 'none'] as const;
export type AlertWish = (typeof alertWishes)[number];
export type AlertPreference = Readonly<Record<AlertLevel, AlertWish>>;

export const alertRecipientStatuses = ['pending', 'sending', 'accepted', 'failed'] as const;
export type AlertRecipientStatus = (typeof alertRecipientStatuses)[number];

/** An enabled user of the provider. */
export interface Staff {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly role: ProviderRole;
  /** Whether the role may approve notices. */
  readonly approves: boolean;
  /** Null: as the role says. */
  readonly preference: AlertPreference | null;
}

/** What somebody gets who has chosen nothing: who leads hears of everything urgent, the others of what is theirs. */
export function defaultPreference(role: ProviderRole): AlertPreference {
  if (role === 'admin' || role === 'lead') return { warning: 'own', escalation: 'all', breach: 'all' };
  if (role === 'auditor') return { warning: 'none', escalation: 'none', breach: 'none' };
  return { warning: 'own', escalation: 'own', breach: 'own' };
}

export const preferenceOf = ({ preference, role }: Pick<Staff, 'preference' | 'role'>): AlertPreference =>
  preference ?? defaultPreference(role);

export interface AlertCase {
  readonly level: AlertLevel;
  /** The incident's assignee. */
  readonly ownerId: string | null;
  /** Set when a notice waits for approval: those who may not approve it. */
  readonly notApprovers: readonly string[] | null;
}

/**
 * Who is told (NOT-24). A warning about an incident that nobody has goes to the leads; a notice that waits for approval
 * is told to those who may approve it; and what is urgent is never told to nobody.
 */
export function audienceOf(
  staff: readonly Staff[],
  { level, ownerId, notApprovers }: AlertCase,
): readonly Staff[] {
  const wishes = (one: Staff): AlertWish => preferenceOf(one)[level];
  const chosen = new Set(
    staff.filter((one) => wishes(one) === 'all' || (wishes(one) === 'own' && one.userId === ownerId)),
  );
  const willing = staff.filter((one) => wishes(one) !== 'none');
  if (level === 'warning' && !staff.some(({ userId }) => userId === ownerId))
    for (const one of seniors(willing)) chosen.add(one);
  if (notApprovers !== null)
    for (const one of seniors(
      willing.filter(({ approves, userId }) => approves && !notApprovers.includes(userId)),
    ))
      chosen.add(one);
  if (chosen.size > 0 || level === 'warning') return staff.filter((one) => chosen.has(one));
  return staff.filter(({ role }) => role === 'admin');
}

/** The leads of a group; without one its admins, without those everybody. */
function seniors(group: readonly Staff[]): readonly Staff[] {
  for (const role of ['lead', 'admin'] as const) {
    const found = group.filter((one) => one.role === role);
    if (found.length > 0) return found;
  }
  return group;
}

/** What is told of an obligation once, unless it was fulfilled in between; the others are news every time. */
export const toldOnce: ReadonlySet<AlertReason> = new Set([
  'time_used',
  'time_is_short',
  'breached',
  'no_recipients',
]);

/** How urgent a reason is. */
export function levelOf(reason: AlertReason): AlertLevel {
  if (reason === 'breached') return 'breach';
  return reason === 'time_used' || reason === 'approval_due' ? 'warning' : 'escalation';
}

/** What reaches a level within this time goes into one mail. */
export const gatherMs = 15 * secondMs;
/** The least time between two mails of one level about one incident. */
export const alertPauseMs: Readonly<Record<AlertLevel, number>> = {
  warning: 30 * minuteMs,
  escalation: 10 * minuteMs,
  breach: 10 * minuteMs,
};

/** When a mail that begins to gather now is sent, after the last one of its incident and level. */
export function sendTime(level: AlertLevel, now: Date, lastSentAt: Date | null): Date {
  const soon = now.getTime() + gatherMs;
  return new Date(lastSentAt === null ? soon : Math.max(soon, lastSentAt.getTime() + alertPauseMs[level]));
}

export const mostAlertAttempts = 40;
/** How long one attempt may take before another process tries. */
export const alertLeaseMs = 3 * minuteMs;
const unknownPauseMs = 10 * minuteMs;

/** Where a mail to one member of the staff stands after an attempt. */
export function afterAlertAttempt(
  outcome: 'accepted' | 'unknown' | 'temp_failed' | 'failed',
  attempts: number,
  at: Date,
): { readonly status: AlertRecipientStatus; readonly nextActionAt: Date | null } {
  if (outcome === 'accepted') return { status: 'accepted', nextActionAt: null };
  if (outcome === 'failed' || attempts >= mostAlertAttempts) return { status: 'failed', nextActionAt: null };
  const pause = outcome === 'unknown' ? unknownPauseMs : pauseAfter(attempts);
  return { status: 'pending', nextActionAt: new Date(at.getTime() + pause) };
}

/** How long those who may approve are given before they are reminded: an eighth of the time, 15 minutes to 2 hours. */
export function approvalReminderTime(
  submittedAt: Date,
  { startedAt, dueAt }: { readonly startedAt: Date; readonly dueAt: Date },
): Date {
  const eighth = (dueAt.getTime() - startedAt.getTime()) / 8;
  const patience = Math.min(120 * minuteMs, Math.max(15 * minuteMs, eighth));
  return new Date(submittedAt.getTime() + patience);
}

/** What stands between an obligation and its fulfilment, as a mail to staff says it. */
export type Gap =
  | { readonly kind: 'draft' }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string }
  | { readonly kind: 'awaiting_approval'; readonly since: Date }
  | { readonly kind: 'no_approver' }
  | { readonly kind: 'sending'; readonly attempts: number; readonly response: string | null }
  | { readonly kind: 'unknown'; readonly nextAt: Date }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'bounced'; readonly email: string; readonly reason: string | null }
  | { readonly kind: 'unreached'; readonly categories: readonly ContactCategory[] }
  | { readonly kind: 'no_contact'; readonly categories: readonly ContactCategory[] }
  | { readonly kind: 'other_contacts'; readonly names: readonly string[] }
  | { readonly kind: 'fulfilled'; readonly at: Date };

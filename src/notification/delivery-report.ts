import type { RecipientStatus as ReportedRecipient, ReportAction } from '../platform/mail/index.ts';
import {
  earliest,
  outstanding,
  withAcceptance,
  type Acceptance,
  type Recipient,
  type RecipientStatus,
} from './delivery.ts';

/** What a mail server reported of one recipient of a notice. */
export interface DeliveryReport {
  /** The attempt that it is about. */
  readonly attempt: number;
  /** The recipient as the notice names it; null when the report names none of them. */
  readonly email: string | null;
  readonly action: ReportAction;
  readonly status: string | null;
  readonly diagnostic: string | null;
  readonly reportedAt: Date;
}

/** An address as it is compared: mail servers fold the case, also of what stands before the @. */
const folded = (email: string): string => email.trim().toLowerCase();

/**
 * The recipient of a notice that a report means. A report that is certainly about this notice and names somebody else
 * (an alias, a forwarding) is about the only one that it can be about, if there is only one.
 */
export function recipientMeant(
  recipients: readonly Recipient[],
  reported: Pick<ReportedRecipient, 'addresses'>,
  proven: boolean,
): Recipient | null {
  for (const address of reported.addresses) {
    const named = recipients.find(({ email }) => folded(email) === folded(address));
    if (named !== undefined) return named;
  }
  const [only, ...others] = recipients.filter(({ status }) => status !== 'refused');
  return proven && only !== undefined && others.length === 0 ? only : null;
}

/**
 * What recipients are after all reports about a notice (NOT-19, NOT-20). The order in which reports came does not matter:
 * a failure makes the acceptance of its attempt and those before void, a later acceptance counts, and a proof of
 * delivery outweighs every failure (one address may stand for several mailboxes). A failure of nobody in
 * particular counts for everybody.
 */
export const withReports = (
  recipients: readonly Recipient[],
  reports: readonly DeliveryReport[],
): readonly Recipient[] => recipients.map((recipient) => withOwnReports(recipient, reports));

function withOwnReports(recipient: Recipient, reports: readonly DeliveryReport[]): Recipient {
  const own = reports
    .filter(({ email, action }) => email === recipient.email || (email === null && action === 'failed'))
    .toSorted((a, b) => a.reportedAt.getTime() - b.reportedAt.getTime());
  if (own.length === 0) return recipient;
  // Whoever reports anything but a failure has the mail: also when we never heard that it was accepted.
  const acceptances = own
    .filter(({ action }) => action !== 'failed')
    .reduce(
      (all, { attempt, reportedAt }) => withAcceptance(all, { attempt, at: reportedAt }),
      recipient.acceptances,
    );
  const deliveredAt = own.find(({ action }) => action === 'delivered')?.reportedAt ?? null;
  const failed = lastFailed(own);
  const valid =
    deliveredAt === null ? acceptances.filter(({ attempt }) => attempt > failed.attempt) : acceptances;
  const acceptedAt = earliest(valid.map(({ at }) => at));
  return {
    ...recipient,
    ...statusOf(recipient, own, acceptances),
    acceptances,
    acceptedAt,
    deliveredAt,
    bouncedAt: acceptedAt === null ? failed.at : null,
  };
}

/** The latest attempt that failed, and when that was first reported; attempt 0: none did. */
function lastFailed(reports: readonly DeliveryReport[]): {
  readonly attempt: number;
  readonly at: Date | null;
} {
  const failures = reports.filter(({ action }) => action === 'failed');
  const attempt = Math.max(0, ...failures.map((one) => one.attempt));
  return { attempt, at: failures.find((one) => one.attempt === attempt)?.reportedAt ?? null };
}

/** What is shown of the present sending: reports about what was sent before do not change it. */
function statusOf(
  recipient: Recipient,
  reports: readonly DeliveryReport[],
  acceptances: readonly Acceptance[],
): Pick<Recipient, 'status' | 'response'> {
  const present = reports.filter(({ attempt }) => attempt >= recipient.sinceAttempt);
  const failed = lastFailed(present).attempt;
  const told = (report: DeliveryReport, status: RecipientStatus): Pick<Recipient, 'status' | 'response'> => ({
    status,
    response: reportText(report),
  });
  const delivered = present.findLast(({ action }) => action === 'delivered');
  if (delivered !== undefined) return told(delivered, 'delivered');
  const failure = present.findLast(({ action, attempt }) => action === 'failed' && attempt === failed);
  if (failure !== undefined && !acceptances.some(({ attempt }) => attempt > failed))
    return told(failure, 'bounced');
  const later = present.filter(({ attempt }) => attempt > failed);
  const delayed = later.findLast(({ action }) => action === 'delayed');
  if (delayed !== undefined) return told(delayed, 'delayed');
  const passedOn = later.findLast(({ action }) => action === 'relayed' || action === 'expanded');
  if (passedOn !== undefined) return told(passedOn, 'accepted');
  const taken = acceptances.some(({ attempt }) => attempt > failed && attempt >= recipient.sinceAttempt);
  return taken ? { status: 'accepted', response: recipient.response } : recipient;
}

/** A report's code and words: `5.1.1 550 User unknown`. */
export const reportText = ({
  status,
  diagnostic,
}: Pick<DeliveryReport, 'status' | 'diagnostic'>): string | null => {
  const parts = [diagnostic?.includes(status ?? '\n') === true ? null : status, diagnostic];
  const text = parts.filter((part) => part !== null).join(' ');
  return text === '' ? null : text;
};

/** What a set of recipients means for the notice as a whole. */
export const standing = (
  recipients: readonly Recipient[],
): { readonly someoneHasIt: boolean; readonly someoneWaits: boolean } => ({
  someoneHasIt: recipients.some(({ acceptedAt }) => acceptedAt !== null),
  someoneWaits: outstanding(recipients).length > 0,
});

/** Why a notice that came back did, in the words of the last server that said so. */
export const bounceReason = (recipients: readonly Recipient[]): string =>
  recipients.findLast(({ status }) => status === 'bounced')?.response ?? 'it came back';

import type { ContactCategory } from './agreement.ts';
import type { RecipientOutcome, SendOutcome } from '../platform/mail/index.ts';

export const recipientStatuses = ['pending', 'accepted', 'deferred', 'refused', 'unknown'] as const;
export type RecipientStatus = (typeof recipientStatuses)[number];

/** Somebody whom a notice goes to, and what became of it. */
export interface Recipient {
  readonly email: string;
  readonly name: string;
  readonly categories: readonly ContactCategory[];
  readonly status: RecipientStatus;
  /** When a mail server first accepted the notice for this recipient. */
  readonly acceptedAt: Date | null;
  readonly response: string | null;
}

/** Whom an attempt is for: everybody whom no server has accepted or refused the notice for. */
export const outstanding = (recipients: readonly Recipient[]): readonly Recipient[] =>
  recipients.filter(({ status }) => status !== 'accepted' && status !== 'refused');

/** Applies the outcome of an attempt to those it was for. */
export function applyOutcome(
  recipients: readonly Recipient[],
  tried: ReadonlySet<string>,
  outcome: SendOutcome,
  at: Date,
): readonly Recipient[] {
  const byEmail = new Map<string, RecipientOutcome>(
    outcome.kind === 'unknown' ? [] : outcome.recipients.map((one) => [one.email.toLowerCase(), one]),
  );
  return recipients.map((recipient) => {
    if (!tried.has(recipient.email) || recipient.status === 'accepted') return recipient;
    const own = byEmail.get(recipient.email.toLowerCase());
    const status = own?.kind ?? restOf(outcome);
    const acceptedAt = status === 'accepted' ? (recipient.acceptedAt ?? at) : recipient.acceptedAt;
    return { ...recipient, status, acceptedAt, response: own?.response ?? outcome.response };
  });
}

/** What an outcome means for a recipient that the server said nothing of. */
function restOf(outcome: SendOutcome): RecipientStatus {
  switch (outcome.kind) {
    case 'unknown':
      return 'unknown';
    case 'failed':
      return 'refused';
    case 'accepted':
    case 'temp_failed':
      return 'deferred';
  }
}

/** Categories of which nobody has got the notice. */
export const unreached = (
  required: readonly ContactCategory[],
  recipients: readonly Recipient[],
): readonly ContactCategory[] =>
  required.filter(
    (category) =>
      !recipients.some(({ categories, acceptedAt }) => acceptedAt !== null && categories.includes(category)),
  );

/** When the last of the required categories was first reached; null while one is not (NOT-5). */
export function reachedAt(
  required: readonly ContactCategory[],
  recipients: readonly Recipient[],
): Date | null {
  const firsts = required.map((category) =>
    recipients
      .filter(({ categories }) => categories.includes(category))
      .flatMap(({ acceptedAt }) => (acceptedAt === null ? [] : [acceptedAt.getTime()]))
      .reduce((earliest, at) => Math.min(earliest, at), Number.POSITIVE_INFINITY),
  );
  const last = Math.max(Number.NEGATIVE_INFINITY, ...firsts);
  return Number.isFinite(last) ? new Date(last) : null;
}

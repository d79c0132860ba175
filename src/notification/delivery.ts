import type { ContactCategory } from './agreement.ts';
import type { RecipientOutcome, SendOutcome } from '../platform/mail/index.ts';

export const recipientStatuses = [
  'pending',
  'accepted',
  'deferred',
  'refused',
  'unknown',
  'delayed',
  'delivered',
  'bounced',
] as const;
export type RecipientStatus = (typeof recipientStatuses)[number];

/** Somebody whom a notice goes to, and what became of it. */
export interface Recipient {
  readonly email: string;
  readonly name: string;
  readonly categories: readonly ContactCategory[];
  readonly status: RecipientStatus;
  /** When mail servers took the notice for this recipient, by attempt. */
  readonly acceptances: readonly Acceptance[];
  /** The first of them that counts: that has not turned out void. */
  readonly acceptedAt: Date | null;
  /** The first attempt of the present sending: earlier ones say nothing of `status`. */
  readonly sinceAttempt: number;
  /** When a report said that the recipient has it: the proof of delivery. */
  readonly deliveredAt: Date | null;
  /** When it came back, as long as no acceptance counts. */
  readonly bouncedAt: Date | null;
  readonly response: string | null;
}

export interface Acceptance {
  readonly attempt: number;
  readonly at: Date;
}

/** A recipient to whom nothing has been sent yet. */
export const newRecipient = (
  contact: Pick<Recipient, 'email' | 'name' | 'categories'>,
  sinceAttempt: number,
): Recipient => ({
  ...contact,
  status: 'pending',
  acceptances: [],
  acceptedAt: null,
  sinceAttempt,
  deliveredAt: null,
  bouncedAt: null,
  response: null,
});

/** Acceptances with one more, the earliest of each attempt, by attempt. */
export function withAcceptance(
  acceptances: readonly Acceptance[],
  { attempt, at }: Acceptance,
): readonly Acceptance[] {
  const known = acceptances.find((one) => one.attempt === attempt);
  if (known !== undefined && known.at <= at) return acceptances;
  return [...acceptances.filter((one) => one.attempt !== attempt), { attempt, at }].toSorted(
    (a, b) => a.attempt - b.attempt,
  );
}

/** The earliest of times; null of none. */
export const earliest = (times: readonly Date[]): Date | null =>
  times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));

const waiting: ReadonlySet<RecipientStatus> = new Set(['pending', 'deferred', 'unknown']);

/** Whom an attempt is for: everybody whom no server has accepted or refused the notice for. */
export const outstanding = (recipients: readonly Recipient[]): readonly Recipient[] =>
  recipients.filter(({ status }) => waiting.has(status));

/**
 * Those of today's contacts to whom the notice is sent again. What they had before still counts until it turns out
 * otherwise; what came back does not.
 */
export function sendAgain(
  contacts: readonly Recipient[],
  before: readonly Recipient[],
  sinceAttempt: number,
): readonly Recipient[] {
  return contacts.map((contact) => {
    const known = before.find(({ email }) => email === contact.email);
    const fresh = newRecipient(contact, sinceAttempt);
    if (known === undefined) return fresh;
    const { acceptances, acceptedAt, deliveredAt } = known;
    return { ...fresh, acceptances, acceptedAt, deliveredAt };
  });
}

/** Applies the outcome of an attempt to those it was for. */
export function applyOutcome(
  recipients: readonly Recipient[],
  tried: ReadonlySet<string>,
  outcome: SendOutcome,
  attempt: number,
  at: Date,
): readonly Recipient[] {
  const byEmail = new Map<string, RecipientOutcome>(
    outcome.kind === 'unknown' ? [] : outcome.recipients.map((one) => [one.email.toLowerCase(), one]),
  );
  return recipients.map((recipient) => {
    if (!tried.has(recipient.email) || settled.has(recipient.status)) return recipient;
    const own = byEmail.get(recipient.email.toLowerCase());
    const status = own?.kind ?? restOf(outcome);
    const response = own?.response ?? outcome.response;
    if (status !== 'accepted') return { ...recipient, status, response };
    const acceptances = withAcceptance(recipient.acceptances, { attempt, at });
    const acceptedAt = recipient.acceptedAt ?? at;
    return { ...recipient, status, response, acceptances, acceptedAt, bouncedAt: null };
  });
}

/** Learned from a report while an attempt was still running: that one's outcome says less. */
const settled: ReadonlySet<RecipientStatus> = new Set(['accepted', 'delayed', 'delivered']);

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

/** Categories that nobody has, and nobody is left whom a further attempt could reach. */
export const lost = (
  required: readonly ContactCategory[],
  recipients: readonly Recipient[],
  ended: boolean,
): readonly ContactCategory[] => {
  const waits = ended ? [] : outstanding(recipients);
  return unreached(required, recipients).filter(
    (category) => !waits.some(({ categories }) => categories.includes(category)),
  );
};

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

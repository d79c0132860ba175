/** What was made of a mail that came in. */
export const inboundVerdicts = [
  /** A report about a notice of ours; it was applied. */
  'applied',
  /** It claims to be about a mail of ours and cannot prove it. */
  'forged',
  /** A report about something that we do not know: another sender's mail, a notice that is gone. */
  'unmatched',
  /** Out of office, or another program. */
  'auto_reply',
  /** It came to a return address of ours and is no report: a person has to look. */
  'unclear',
  /** Anything else; left alone. */
  'other',
  'unreadable',
  /** The same mail once more. */
  'duplicate',
] as const;
export type InboundVerdict = (typeof inboundVerdicts)[number];

/** Mail that is dealt with for certain and leaves the way of people who read the same mailbox. */
const filed: ReadonlySet<InboundVerdict> = new Set(['applied', 'duplicate']);

export const isFiled = (verdict: InboundVerdict): boolean => filed.has(verdict);

/** After so many failures a mail is left to people, so that it does not keep the others from being read. */
export const mostFailures = 10;

/**
 * When something was reported: the mailbox's own clock, which is ours, within what is possible. The sender of a report
 * could write any time into it.
 */
export function reportedTime(receivedAt: Date | null, earliest: Date, now: Date): Date {
  const at = receivedAt ?? now;
  return at > now ? now : at < earliest ? earliest : at;
}

/** What became of one recipient in one attempt. */
export interface RecipientOutcome {
  readonly email: string;
  /** `refused`: the server said never (5xx). `deferred`: it said not now (4xx). */
  readonly kind: 'accepted' | 'refused' | 'deferred';
  readonly response: string;
}

/** Why an attempt did not end with an accepted mail. */
export const sendFailures = [
  'connection_failed',
  'tls_failed',
  'sign_in_failed',
  'timed_out',
  'server_busy',
  'refused',
  'address_malformed',
  'disk_failed',
] as const;
export type SendFailure = (typeof sendFailures)[number];

/**
 * How one attempt to send a mail ended.
 * - `accepted`: the server took responsibility for at least one recipient (final 250); `response` is its text.
 * - `unknown`: the connection died after the whole mail was handed over and before the final reply: the server may
 *   have it. Sending it again, with the same Message-ID, may make a recognisable duplicate.
 * - `temp_failed`: nobody has it, and another try may succeed.
 * - `failed`: nobody has it, and the same mail would be refused again.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly response: string; readonly recipients: readonly RecipientOutcome[] }
  | { readonly kind: 'unknown'; readonly response: string }
  | {
      readonly kind: 'temp_failed' | 'failed';
      readonly reason: SendFailure;
      readonly response: string;
      readonly recipients: readonly RecipientOutcome[];
    };

/** Where a dialogue with a mail server has got to; only what decides between `unknown` and `temp_failed`. */
export type DialogueStage = 'before_data' | 'data' | 'handed_over' | 'answered';

/** What a failed attempt is known by: the server's reply if there was one, and the client's own error code. */
export interface SendTrouble {
  readonly code: string;
  readonly command: string;
  readonly message: string;
  /** The SMTP reply code; null when the server gave none. */
  readonly replyCode: number | null;
  readonly recipients: readonly RecipientOutcome[];
}

const longestResponse = 500;

/** A server's words, on one line and cut: they are stored and shown. */
export const tidyResponse = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- a reply may carry anything
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, longestResponse);

/** Judges a failed attempt (RFC 5321, 4.2.1: 4yz may be tried again, 5yz may not). */
export function judgeTrouble(trouble: SendTrouble, stage: DialogueStage): SendOutcome {
  const response = tidyResponse(trouble.message);
  if (trouble.replyCode === null && stage === 'handed_over') return { kind: 'unknown', response };
  const { recipients } = trouble;
  if (recipients.length > 0) {
    const deferred = recipients.some((recipient) => recipient.kind === 'deferred');
    return {
      kind: deferred ? 'temp_failed' : 'failed',
      reason: deferred ? 'server_busy' : 'refused',
      response,
      recipients,
    };
  }
  const { reason, final } = reasonOf(trouble);
  return { kind: final ? 'failed' : 'temp_failed', reason, response, recipients: [] };
}

function reasonOf({ code, command, message, replyCode }: SendTrouble): {
  reason: SendFailure;
  final: boolean;
} {
  // A wrong password or certificate is the operator's to mend: the mail itself is fine and must not be given up.
  if (code === 'EAUTH' || code === 'ENOAUTH' || command.startsWith('AUTH'))
    return { reason: 'sign_in_failed', final: false };
  // A certificate that does not hold comes as a plain socket error.
  if (code === 'ETLS' || (replyCode === null && /certificate|altnames|ssl|tls/i.test(message)))
    return { reason: 'tls_failed', final: false };
  if (replyCode !== null) {
    // 503 says that the session was confused, 421 that it ends; neither judges the mail.
    const final = replyCode >= 500 && replyCode < 600 && replyCode !== 503;
    return final ? { reason: 'refused', final } : { reason: 'server_busy', final };
  }
  if (code === 'EENVELOPE') return { reason: 'address_malformed', final: true };
  if (code === 'ETIMEDOUT' || code === 'EABORT') return { reason: 'timed_out', final: false };
  return { reason: 'connection_failed', final: false };
}

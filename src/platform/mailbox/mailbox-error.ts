import { tidyResponse } from '../mail/index.ts';

/** Why a mailbox cannot be read. */
export const mailboxFailures = [
  'connection_failed',
  'tls_failed',
  'sign_in_failed',
  'mailbox_missing',
  'refused',
  'handling_failed',
] as const;
export type MailboxFailure = (typeof mailboxFailures)[number];

/** The mailbox cannot be read now; it is tried again whatever the reason. */
export class MailboxError extends Error {
  readonly code = 'mailbox_unreadable';
  readonly reason: MailboxFailure;
  readonly retryable = true;

  constructor(reason: MailboxFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'MailboxError';
    this.reason = reason;
  }
}

/** Reads an error of the IMAP library, which marks them with properties. */
export function judgeMailboxError(error: unknown): MailboxError {
  if (error instanceof MailboxError) return error;
  if (!(error instanceof Error)) return new MailboxError('refused', String(error));
  const marks = error as Error & {
    readonly authenticationFailed?: boolean;
    readonly tlsFailed?: boolean;
    readonly mailboxMissing?: boolean;
    readonly responseText?: string;
    readonly code?: string;
  };
  const message = tidyResponse(marks.responseText ?? marks.message);
  return new MailboxError(reasonOf(marks), message, error);
}

function reasonOf(marks: {
  readonly authenticationFailed?: boolean;
  readonly tlsFailed?: boolean;
  readonly mailboxMissing?: boolean;
  readonly responseText?: string;
  readonly code?: string;
  readonly message: string;
}): MailboxFailure {
  if (marks.authenticationFailed === true) return 'sign_in_failed';
  if (
    marks.tlsFailed === true ||
    /certificate|altnames|ssl|tls/i.test(`${marks.code ?? ''} ${marks.message}`)
  )
    return 'tls_failed';
  if (marks.mailboxMissing === true) return 'mailbox_missing';
  return marks.responseText === undefined ? 'connection_failed' : 'refused';
}

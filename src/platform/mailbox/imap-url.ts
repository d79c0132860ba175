import { err, ok, type Result } from '../../kernel/index.ts';
import { readMailServerUrl, type MailServerScheme } from '../mail/index.ts';

/** How to reach a mailbox, read from `bounce.url`. */
export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (imaps). */
  readonly secure: boolean;
  /** Nobody signs in unless STARTTLS succeeds. */
  readonly requireTls: boolean;
  /** False only when the URL says `rejectUnauthorized=false`: a certificate that nobody vouches for is accepted. */
  readonly verifyCertificate: boolean;
  readonly user: string;
  readonly password: string;
  readonly mailbox: string;
}

export interface ImapUrlError {
  readonly code: 'imap_url_invalid';
  readonly message: string;
}

const scheme: MailServerScheme = {
  name: 'imap',
  port: 143,
  securePort: 993,
  form: 'imaps://user:password@host[:port][/mailbox] or imap://…',
};

/**
 * Reads `imaps://user:password@host[:port][/mailbox]` or `imap://…`, with `?requireTLS=` and `?rejectUnauthorized=`. The
 * password never crosses a network in clear text unless the URL says so: TLS is required of a server that is not
 * on this machine.
 */
export function parseImapUrl(text: string): Result<ImapSettings, ImapUrlError> {
  const read = readMailServerUrl(text, scheme);
  if (!read.ok) return invalid(read.error);
  const { host, port, secure, requireTls, verifyCertificate, user, password, path, isThisMachine } =
    read.value;
  if (user === '' || password === '') return invalid('needs a user and a password');
  return ok({
    host,
    port,
    secure,
    requireTls: !secure && (requireTls ?? !isThisMachine),
    verifyCertificate,
    user,
    password,
    mailbox: path === '' ? 'INBOX' : path,
  });
}

const invalid = (what: string): Result<never, ImapUrlError> =>
  err({ code: 'imap_url_invalid', message: `bounce.url ${what}.` });

import { err, ok, type Result } from '../../kernel/index.ts';
import { readMailServerUrl, type MailServerScheme } from './server-url.ts';

/** How to reach the mail server, read from `smtp.url`. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps). Otherwise STARTTLS is used when the server offers it. */
  readonly secure: boolean;
  /** Nothing is sent unless STARTTLS succeeds. */
  readonly requireTls: boolean;
  /** False only when the URL says `rejectUnauthorized=false`: a certificate that nobody vouches for is accepted. */
  readonly verifyCertificate: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export interface SmtpUrlError {
  readonly code: 'smtp_url_invalid';
  readonly message: string;
}

const scheme: MailServerScheme = {
  name: 'smtp',
  port: 587,
  securePort: 465,
  form: 'smtp://[user:password@]host[:port] or smtps://…',
};

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`, with `?requireTLS=` and `?rejectUnauthorized=`. With a
 * password, and a server that is not on this machine, TLS is required unless the URL says otherwise.
 */
export function parseSmtpUrl(text: string): Result<SmtpSettings, SmtpUrlError> {
  const read = readMailServerUrl(text, scheme);
  if (!read.ok) return invalid(read.error);
  const { host, port, secure, requireTls, verifyCertificate, user, password, isThisMachine } = read.value;
  const isSignedIn = user !== '';
  return ok({
    host,
    port,
    secure,
    requireTls: !secure && (requireTls ?? (isSignedIn && !isThisMachine)),
    verifyCertificate,
    user: isSignedIn ? user : null,
    password: isSignedIn ? password : null,
  });
}

const invalid = (what: string): Result<never, SmtpUrlError> =>
  err({ code: 'smtp_url_invalid', message: `smtp.url ${what}.` });

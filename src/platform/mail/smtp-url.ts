import { isIP } from 'node:net';
import { err, ok, type Result } from '../../kernel/index.ts';

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

const knownKeys = new Set(['requireTLS', 'rejectUnauthorized']);

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`, with `?requireTLS=` and `?rejectUnauthorized=`. With a
 * password, and a server that is not on this machine, TLS is required unless the URL says otherwise.
 */
export function parseSmtpUrl(text: string): Result<SmtpSettings, SmtpUrlError> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    return invalid('must be smtp://[user:password@]host[:port] or smtps://…');
  const unknown = [...url.searchParams.keys()].find((key) => !knownKeys.has(key));
  if (unknown !== undefined) return invalid(`has the unknown option ${unknown}`);
  const requireTls = flag(url, 'requireTLS');
  const verify = flag(url, 'rejectUnauthorized');
  if (requireTls === 'wrong' || verify === 'wrong')
    return invalid('takes only true or false for its options');
  const credentials = decode(url);
  if (credentials === null) return invalid('has a user or password that is not percent-encoded correctly');
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return ok({
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && (requireTls ?? (credentials.user !== null && !isLoopback(host))),
    verifyCertificate: verify ?? true,
    ...credentials,
  });
}

const invalid = (what: string): Result<never, SmtpUrlError> =>
  err({ code: 'smtp_url_invalid', message: `smtp.url ${what}.` });

function flag(url: URL, key: string): boolean | null | 'wrong' {
  const value = url.searchParams.get(key);
  if (value === null) return null;
  return value === 'true' ? true : value === 'false' ? false : 'wrong';
}

function decode(url: URL): { user: string | null; password: string | null } | null {
  try {
    const user = decodeURIComponent(url.username);
    return {
      user: user === '' ? null : user,
      password: user === '' ? null : decodeURIComponent(url.password),
    };
  } catch {
    return null;
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

import { isIP } from 'node:net';
import { err, ok, type Result } from '../../kernel/index.ts';

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

const knownKeys = new Set(['requireTLS', 'rejectUnauthorized']);

/**
 * Reads `imaps://user:password@host[:port][/mailbox]` or `imap://…`, with `?requireTLS=` and `?rejectUnauthorized=`. The
 * password never crosses a network in clear text unless the URL says so: TLS is required of a server that is not
 * on this machine.
 */
export function parseImapUrl(text: string): Result<ImapSettings, ImapUrlError> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'imap:' && url.protocol !== 'imaps:') || url.hostname === '')
    return invalid('must be imaps://user:password@host[:port][/mailbox] or imap://…');
  const unknown = [...url.searchParams.keys()].find((key) => !knownKeys.has(key));
  if (unknown !== undefined) return invalid(`has the unknown option ${unknown}`);
  const requireTls = flag(url, 'requireTLS');
  const verify = flag(url, 'rejectUnauthorized');
  if (requireTls === 'wrong' || verify === 'wrong')
    return invalid('takes only true or false for its options');
  const parts = decode(url);
  if (parts === null) return invalid('has a user, password or mailbox that is not percent-encoded correctly');
  const { user, password, mailbox } = parts;
  if (user === '' || password === '') return invalid('needs a user and a password');
  const secure = url.protocol === 'imaps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return ok({
    host,
    port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
    secure,
    requireTls: !secure && (requireTls ?? !isLoopback(host)),
    verifyCertificate: verify ?? true,
    user,
    password,
    mailbox: mailbox === '' ? 'INBOX' : mailbox,
  });
}

const invalid = (what: string): Result<never, ImapUrlError> =>
  err({ code: 'imap_url_invalid', message: `bounce.url ${what}.` });

function flag(url: URL, key: string): boolean | null | 'wrong' {
  const value = url.searchParams.get(key);
  if (value === null) return null;
  return value === 'true' ? true : value === 'false' ? false : 'wrong';
}

function decode(url: URL): { user: string; password: string; mailbox: string } | null {
  try {
    return {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      mailbox: decodeURIComponent(url.pathname.replace(/^\//, '')),
    };
  } catch {
    return null;
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

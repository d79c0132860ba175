import { isIP } from 'node:net';
import { err, ok, type Result } from '../../kernel/index.ts';

/** What the URL of a mail server says, whatever it is asked for. */
export interface MailServerUrl {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Null when the URL does not say. */
  readonly requireTls: boolean | null;
  readonly verifyCertificate: boolean;
  /** Empty when the URL has none. */
  readonly user: string;
  readonly password: string;
  /** What follows the host, without the first slash. */
  readonly path: string;
  readonly isThisMachine: boolean;
}

export interface MailServerScheme {
  /** `smtp`; with an `s` behind it the same with TLS. */
  readonly name: 'smtp' | 'imap';
  readonly port: number;
  readonly securePort: number;
  /** The forms that the URL may have, for people. */
  readonly form: string;
}

const knownKeys = new Set(['requireTLS', 'rejectUnauthorized']);

/** Reads `scheme://user:password@host:port/path?requireTLS=&rejectUnauthorized=`; an error is the end of a sentence. */
export function readMailServerUrl(text: string, scheme: MailServerScheme): Result<MailServerUrl, string> {
  const url = URL.parse(text);
  const secure = url?.protocol === `${scheme.name}s:`;
  if (url === null || (!secure && url.protocol !== `${scheme.name}:`) || url.hostname === '')
    return err(`must be ${scheme.form}`);
  const unknown = [...url.searchParams.keys()].find((key) => !knownKeys.has(key));
  if (unknown !== undefined) return err(`has the unknown option ${unknown}`);
  const requireTls = flag(url, 'requireTLS');
  const verify = flag(url, 'rejectUnauthorized');
  if (requireTls === 'wrong' || verify === 'wrong') return err('takes only true or false for its options');
  const parts = decode(url);
  if (parts === null) return err('has a part that is not percent-encoded correctly');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return ok({
    host,
    port: url.port === '' ? (secure ? scheme.securePort : scheme.port) : Number(url.port),
    secure,
    requireTls,
    verifyCertificate: verify ?? true,
    ...parts,
    isThisMachine: host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')),
  });
}

function flag(url: URL, key: string): boolean | null | 'wrong' {
  const value = url.searchParams.get(key);
  if (value === null) return null;
  return value === 'true' ? true : value === 'false' ? false : 'wrong';
}

function decode(url: URL): Pick<MailServerUrl, 'user' | 'password' | 'path'> | null {
  try {
    return {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      path: decodeURIComponent(url.pathname.replace(/^\//, '')),
    };
  } catch {
    return null;
  }
}

import { readPamLine } from './pam-line.ts';
import { digitsAt } from './time-text.ts';

/** Who knocked: the user that was asked for and the far end, as far as the line names them. */
export interface Caller {
  readonly user: string;
  /** sshd says that the host has no such account. */
  readonly invalid: boolean;
  readonly address: string;
  readonly port: number | null;
}

/** What an sshd line reports. */
export type SshdLine =
  | { readonly kind: 'accepted' | 'failed' | 'postponed'; readonly method: string; readonly caller: Caller }
  | { readonly kind: 'invalid_user' | 'too_many_failures' | 'not_allowed'; readonly caller: Caller }
  | { readonly kind: 'pam_failure'; readonly caller: Caller; readonly count: number }
  | { readonly kind: 'session_opened' | 'session_closed'; readonly user: string }
  | {
      readonly kind: 'disconnected';
      readonly caller: Caller;
      readonly stage: 'done' | 'authenticating' | 'unknown';
    }
  | { readonly kind: 'connected'; readonly caller: Caller };

/**
 * Reads one line of OpenSSH's server; null for a line that reports none of these. The user's name is the client's
 * text and may hold anything, ` from 192.0.2.1 port 22` included: the far end is always read from the right.
 */
export function readSshdLine(text: string): SshdLine | null {
  switch (text.charCodeAt(0)) {
    case 65:
      return readResult(text, 'Accepted ', 'accepted');
    case 70:
      return readResult(text, 'Failed ', 'failed');
    case 80:
      return text.startsWith('PAM ')
        ? readPam(text)
        : (readResult(text, 'Postponed ', 'postponed') ?? readResult(text, 'Partial ', 'postponed'));
    case 73:
      return readCalled(text, 'Invalid user ', 'invalid_user');
    case 85:
      return readNotAllowed(text);
    case 67:
    case 68:
    case 82:
      return readConnection(text);
    case 112:
      return readPam(text);
    case 101:
      return text.startsWith('error: ') ? readError(text.slice(7)) : null;
    case 109:
      return readError(text);
    default:
      return null;
  }
}

function readResult(
  text: string,
  prefix: string,
  kind: 'accepted' | 'failed' | 'postponed',
): SshdLine | null {
  if (!text.startsWith(prefix)) return null;
  const methodEnd = text.indexOf(' for ', prefix.length);
  if (methodEnd < 0 || methodEnd - prefix.length > 64) return null;
  const caller = readCaller(text, methodEnd + 5);
  return caller === null ? null : { kind, method: text.slice(prefix.length, methodEnd), caller };
}

function readCalled(
  text: string,
  prefix: string,
  kind: 'invalid_user' | 'too_many_failures',
): SshdLine | null {
  if (!text.startsWith(prefix)) return null;
  const caller = readCaller(text, prefix.length);
  if (caller === null) return null;
  return { kind, caller: kind === 'invalid_user' ? { ...caller, invalid: true } : caller };
}

/** `[invalid user ]NAME from ADDRESS[ port N][ ssh2[: key]]`, searched from the right. */
function readCaller(text: string, start: number): Caller | null {
  for (let at = text.lastIndexOf(' from '); at >= start; at = text.lastIndexOf(' from ', at - 1)) {
    const far = readFarEnd(text, at + 6);
    if (far !== null) return { ...readUser(text.slice(start, at)), ...far };
    if (at === 0) break;
  }
  return null;
}

function readUser(name: string): { readonly user: string; readonly invalid: boolean } {
  if (name.startsWith('invalid user ')) return { user: name.slice(13), invalid: true };
  if (name.startsWith('illegal user ')) return { user: name.slice(13), invalid: true };
  return { user: name, invalid: false };
}

interface FarEnd {
  readonly address: string;
  readonly port: number | null;
}

/** `ADDRESS`, `ADDRESS port N`, then the end, ` ssh2…`, ` [preauth]`, `:` or ` on …`; null for anything else. */
function readFarEnd(text: string, start: number): FarEnd | null {
  const space = text.indexOf(' ', start);
  const addressEnd = space < 0 ? text.length : space;
  if (addressEnd === start || addressEnd - start > 255) return null;
  const address = text.slice(start, addressEnd);
  if (space < 0 || text.startsWith(' [preauth]', space)) return { address, port: null };
  if (!text.startsWith(' port ', space)) return null;
  let end = space + 6;
  while (end < space + 11 && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  const port = digitsAt(text, space + 6, end);
  const next = text.charCodeAt(end);
  if (!(port <= 65_535) || (end < text.length && next !== 32 && next !== 58)) return null;
  return { address, port };
}

/** `User NAME from ADDRESS not allowed because …`. */
function readNotAllowed(text: string): SshdLine | null {
  if (!text.startsWith('User ')) return null;
  const reason = text.lastIndexOf(' not allowed because ');
  const from = reason < 0 ? -1 : text.lastIndexOf(' from ', reason);
  if (from < 5) return null;
  const address = text.slice(from + 6, reason);
  if (address === '' || address.includes(' ')) return null;
  return { kind: 'not_allowed', caller: { user: text.slice(5, from), invalid: false, address, port: null } };
}

const endings = [
  'Connection closed by ',
  'Connection reset by ',
  'Disconnected from ',
  'Disconnecting ',
  'Received disconnect from ',
] as const;

/** The end of a connection (or its beginning), with the stage that it had reached. */
function readConnection(text: string): SshdLine | null {
  if (text.startsWith('Connection from ')) {
    const far = readFarEnd(text, 16);
    return far === null ? null : { kind: 'connected', caller: { user: '', invalid: false, ...far } };
  }
  for (const ending of endings) {
    if (text.startsWith(ending)) return readEnding(text, ending.length);
  }
  return null;
}

function readEnding(text: string, start: number): SshdLine | null {
  if (text.startsWith('authenticating user ', start))
    return readEnded(text, start + 20, 'authenticating', false);
  if (text.startsWith('invalid user ', start)) return readEnded(text, start + 13, 'authenticating', true);
  if (text.startsWith('user ', start)) return readEnded(text, start + 5, 'done', false);
  const far = readFarEnd(text, start);
  return far === null
    ? null
    : { kind: 'disconnected', stage: 'unknown', caller: { user: '', invalid: false, ...far } };
}

/** `NAME ADDRESS port N…`: the far end is the word before the last ` port `. */
function readEnded(
  text: string,
  start: number,
  stage: 'done' | 'authenticating',
  invalid: boolean,
): SshdLine | null {
  for (let at = text.lastIndexOf(' port '); at > start; at = text.lastIndexOf(' port ', at - 1)) {
    const space = text.lastIndexOf(' ', at - 1);
    if (space < start) return null;
    const far = readFarEnd(text, space + 1);
    if (far !== null) {
      return { kind: 'disconnected', stage, caller: { user: text.slice(start, space), invalid, ...far } };
    }
  }
  return null;
}

function readError(text: string): SshdLine | null {
  const tooMany = readCalled(text, 'maximum authentication attempts exceeded for ', 'too_many_failures');
  if (tooMany !== null) return tooMany;
  if (!text.startsWith('PAM: ')) return null;
  const user = text.indexOf(' for ', 5);
  const caller = user < 0 ? null : readCaller(text, user + 5);
  return caller === null ? null : { kind: 'pam_failure', caller, count: 1 };
}

function readPam(text: string): SshdLine | null {
  const pam = readPamLine(text);
  switch (pam?.kind) {
    case 'failure': {
      const caller = { user: pam.user, invalid: false, address: pam.from, port: null };
      return { kind: 'pam_failure', count: pam.count, caller };
    }
    case 'opened':
      return { kind: 'session_opened', user: pam.user };
    case 'closed':
      return { kind: 'session_closed', user: pam.user };
    default:
      return null;
  }
}

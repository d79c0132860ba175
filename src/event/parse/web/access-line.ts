import { isAddress } from '../../address.ts';
import { digitsAt, readClock, utc } from '../time-text.ts';
import { toCount } from '../text.ts';
import { noRequest, type WebRequest } from './web-request.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `23/Nov/2026:11:59:58 +0100` at `start` (Common Log Format) as Unix milliseconds; NaN when it is none. */
export function readAccessTime(text: string, start: number): number {
  if (
    text.charCodeAt(start + 2) !== 47 ||
    text.charCodeAt(start + 6) !== 47 ||
    text.charCodeAt(start + 11) !== 58
  )
    return Number.NaN;
  const month = months.indexOf(text.slice(start + 3, start + 6).toLowerCase()) + 1;
  const clock = readClock(text, start + 12);
  const zone = text.charCodeAt(clock.end + 1);
  const hours = digitsAt(text, clock.end + 2, clock.end + 4);
  const minutes = digitsAt(text, clock.end + 4, clock.end + 6);
  if (month === 0 || (zone !== 43 && zone !== 45) || !(hours <= 14 && minutes < 60)) return Number.NaN;
  const offset = (hours * 60 + minutes) * (zone === 45 ? -60_000 : 60_000);
  const day = digitsAt(text, start, start + 2);
  return utc(digitsAt(text, start + 7, start + 11), month, day, clock.at - offset);
}

/** What an access log's line says, and when. */
export interface ReadAccess {
  readonly at: number;
  readonly timeText: string;
  readonly request: WebRequest;
}

/** Text before the time: a client, perhaps a virtual host, and a user. */
const maxHead = 1_024;

/**
 * A line in Common or Combined Log Format (Apache, nginx, Caddy, and squid's `combined`), perhaps with the virtual host
 * before it and more fields behind it. Null for other lines. Linear in the line's length.
 */
export function readAccessLine(text: string): ReadAccess | null {
  const quoteAt = text.indexOf('] "');
  const open = quoteAt < 0 || quoteAt > maxHead ? -1 : text.lastIndexOf('[', quoteAt);
  if (open < 6) return null;
  const at = readAccessTime(text, open + 1);
  const head = readHead(text.slice(0, open));
  const line = readQuoted(text, quoteAt + 2);
  if (Number.isNaN(at) || head === null || line === null) return null;
  const numbers = /^ (\d{3}|-) (\d{1,15}|-)/.exec(text.slice(line.end, line.end + 24));
  if (numbers === null) return null;
  const referrer = readQuoted(text, line.end + numbers[0].length + 1);
  const userAgent = referrer === null ? null : readQuoted(text, referrer.end + 1);
  const tail = text.slice(userAgent?.end ?? line.end + numbers[0].length).slice(0, 128);
  const words = readRequestLine(line.value);
  return {
    at,
    timeText: text.slice(open + 1, quoteAt),
    request: {
      ...noRequest,
      ...head,
      ...words,
      isProxied: words.method === 'CONNECT' || /^[a-z]{2,5}:\/\//i.test(words.target) || isSquidTail(tail),
      status: toCount(numbers[1]),
      bytes: toCount(numbers[2]),
      referrer: orNull(referrer?.value),
      userAgent: orNull(userAgent?.value),
    },
  };
}

/** Squid adds `TCP_MISS:HIER_DIRECT` to a combined line. */
const isSquidTail = (tail: string): boolean => /^ (?:TCP|UDP|NONE)[A-Z_]{0,40}:[A-Z_]{3,40}$/.test(tail);

const orNull = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === '-' ? null : text;

function readHead(head: string): Pick<WebRequest, 'client' | 'user' | 'host'> | null {
  const words = head.trimEnd().split(' ');
  const hasHost = words.length > 3 && isAddress(words[1] ?? '') && !isAddress(words[0] ?? '');
  const [client, ident, ...user] = hasHost ? words.slice(1) : words;
  if (client === undefined || client === '' || ident === undefined || user.length === 0) return null;
  const host = hasHost ? (words[0] ?? '').replace(/:\d{1,5}$/, '') : null;
  return { client, user: orNull(user.join(' ')), host };
}

/** The text of a quoted field at `start`, `\"` and `\\` undone, and the place after it; null when there is none. */
function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } | null {
  if (text.charCodeAt(start) !== 34) return null;
  let escaped = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      const value = text.slice(start + 1, at);
      return { value: escaped ? value.replace(/\\(["\\])/g, '$1') : value, end: at + 1 };
    }
    if (code === 92) {
      escaped = true;
      at += 1;
    }
  }
  return null;
}

/** `GET /a b HTTP/1.1`; what is no request line (a TLS hello, a scan) is a target without a method. */
export function readRequestLine(line: string): Pick<WebRequest, 'method' | 'target' | 'version'> {
  const space = line.indexOf(' ');
  const method = line.slice(0, space);
  if (space < 1 || !/^[A-Z_-]{2,24}$/.test(method)) return { method: null, target: line, version: null };
  const last = line.lastIndexOf(' ');
  const hasVersion = last > space && line.startsWith('HTTP/', last + 1);
  return {
    method,
    target: line.slice(space + 1, hasVersion ? last : line.length),
    version: hasVersion ? line.slice(last + 6) : null,
  };
}

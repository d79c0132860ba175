import { isIP } from 'node:net';

/** The piece of `text` between two markers, or null when one of them is missing. */
export function between(text: string, before: string, after: string): string | null {
  const start = text.indexOf(before);
  if (start < 0) return null;
  const end = text.indexOf(after, start + before.length);
  return end < 0 ? null : text.slice(start + before.length, end);
}

/** True for an IPv4 or IPv6 address (a zone such as `%eth0` included). */
export function isAddress(text: string): boolean {
  if (text.length > 64) return false;
  return isIPv4(text) || (text.includes(':') && isIP(text) === 6);
}

function isIPv4(text: string): boolean {
  let parts = 0;
  let value = -1;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code === 46) {
      if (value < 0) return false;
      parts += 1;
      value = -1;
    } else if (code >= 48 && code <= 57 && value !== 0) {
      value = (value < 0 ? 0 : value * 10) + code - 48;
      if (value > 255) return false;
    } else {
      return false;
    }
  }
  return parts === 4;
}

/** A decimal or `0x` number as Windows and syslog write process ids; null when it is none (or does not fit). */
export function toCount(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  if (typeof value !== 'string' || value.length === 0 || value.length > 18) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** A port, or null when it is none. */
export function toPort(value: unknown): number | null {
  const port = toCount(value);
  return port !== null && port <= 65_535 ? port : null;
}

/** The last step of a path with `/` or `\`. */
export function baseName(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut < 0 || cut === path.length - 1 ? path : path.slice(cut + 1);
}

/** `text` cut to `max` characters, with a mark that something is missing; never half of a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 2);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 2 : max - 1)}…`;
}

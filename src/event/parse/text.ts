/** The piece of `text` between two markers, or null when one of them is missing. */
export function between(text: string, before: string, after: string): string | null {
  const start = text.indexOf(before);
  if (start < 0) return null;
  const end = text.indexOf(after, start + before.length);
  return end < 0 ? null : text.slice(start + before.length, end);
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

/** Readers of written times. All give Unix milliseconds, or NaN for text that is not such a time; none throws. */

/** Digits `start..end` of `text` as a number, or NaN when a character is no digit or the piece is empty. */
export function digitsAt(text: string, start: number, end: number): number {
  if (start >= end || end > text.length) return Number.NaN;
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** A time that was read and the place after it, so that a header can be read on. */
export interface ReadTime {
  readonly at: number;
  readonly end: number;
}

const unread: ReadTime = { at: Number.NaN, end: 0 };

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  if (day < 1 || day > (daysOfMonth[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Years before 1970 are nobody's log; Date.UTC would read 0 to 99 as 1900 to 1999. */
export function utc(year: number, month: number, day: number, timeOfDayMs: number): number {
  if (!(year >= 1970 && year <= 9999) || !isDay(year, month, day)) return Number.NaN;
  return Date.UTC(year, month - 1, day) + timeOfDayMs;
}

/**
 * `HH:MM:SS` with an optional fraction after `.` or `,` at `start`, as milliseconds of the day. A leap second (60)
 * counts as the second after; digits past the millisecond are cut.
 */
export function readClock(text: string, start: number): ReadTime {
  const hours = digitsAt(text, start, start + 2);
  const minutes = digitsAt(text, start + 3, start + 5);
  const seconds = digitsAt(text, start + 6, start + 8);
  if (text.charCodeAt(start + 2) !== 58 || text.charCodeAt(start + 5) !== 58) return unread;
  if (!(hours < 24 && minutes < 60 && seconds <= 60)) return unread;
  let end = start + 8;
  let millis = 0;
  const mark = text.charCodeAt(end);
  if ((mark === 46 || mark === 44) && isDigit(text.charCodeAt(end + 1))) {
    let weight = 100;
    for (end += 1; isDigit(text.charCodeAt(end)); end += 1) {
      millis += (text.charCodeAt(end) - 48) * weight;
      weight = weight > 1 ? weight / 10 : 0;
    }
  }
  return { at: ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis, end };
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** `Z`, `+HH:MM`, `+HHMM`, `+HH` at `start`: the offset east of UTC in ms. Absent is 0 (UTC). */
function readZone(text: string, start: number): ReadTime {
  const sign = text.charCodeAt(start);
  if (sign === 90 || sign === 122) return { at: 0, end: start + 1 };
  if (sign !== 43 && sign !== 45) return { at: 0, end: start };
  const hours = digitsAt(text, start + 1, start + 3);
  let end = start + 3;
  let minutes = 0;
  const next = text.charCodeAt(end) === 58 ? end + 1 : end;
  if (isDigit(text.charCodeAt(next))) {
    minutes = digitsAt(text, next, next + 2);
    end = next + 2;
  }
  if (!(hours <= 18 && minutes < 60)) return unread;
  const offset = (hours * 60 + minutes) * 60_000;
  return { at: sign === 45 ? -offset : offset, end };
}

/**
 * RFC 3339 and its relatives at `start`: `2026-03-01T10:00:00.123456+02:00`, a space for the `T`, `/` in the date,
 * a comma before the fraction. Without a zone the time is taken as UTC.
 */
export function readIsoTime(text: string, start: number): ReadTime {
  const dash = text.charCodeAt(start + 4);
  if ((dash !== 45 && dash !== 47) || text.charCodeAt(start + 7) !== dash) return unread;
  const separator = text.charCodeAt(start + 10);
  if (separator !== 84 && separator !== 116 && separator !== 32) return unread;
  const clock = readClock(text, start + 11);
  if (Number.isNaN(clock.at)) return unread;
  const zone = readZone(text, clock.end);
  const at = utc(
    digitsAt(text, start, start + 4),
    digitsAt(text, start + 5, start + 7),
    digitsAt(text, start + 8, start + 10),
    clock.at - zone.at,
  );
  return Number.isNaN(at) ? unread : { at, end: zone.end };
}

/** A whole text that is an ISO time (see `readIsoTime`), blanks around it allowed. */
export function parseIsoTime(text: string): number {
  if (text.length > 64) return Number.NaN;
  const trimmed = text.trim();
  const read = readIsoTime(trimmed, 0);
  return read.end === trimmed.length ? read.at : Number.NaN;
}

/** An epoch count; its size tells the unit: seconds to 1e11 (year 5138), then milli-, micro-, nanoseconds. */
export function parseEpoch(value: number): number {
  if (!(value > 0)) return Number.NaN;
  if (value < 1e11) return Math.trunc(value * 1000);
  if (value < 1e14) return Math.trunc(value);
  if (value < 1e17) return Math.trunc(value / 1000);
  return value < 1e20 ? Math.trunc(value / 1_000_000) : Number.NaN;
}

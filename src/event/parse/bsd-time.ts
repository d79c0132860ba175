import { digitsAt, readClock, utc, type ReadTime } from './time-text.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const unread: ReadTime = { at: Number.NaN, end: 0 };

/** Month 1 to 12 by its first three letters, any case; 0 when it is none. */
function monthAt(text: string, start: number): number {
  return months.indexOf(text.slice(start, start + 3).toLowerCase()) + 1;
}

/** One or two digits, a blank allowed for the first (RFC 3164, 4.1.2). Value NaN when absent. */
function readDay(text: string, start: number): ReadTime {
  const from = text.charCodeAt(start) === 32 ? start + 1 : start;
  const two = digitsAt(text, from, from + 2);
  if (!Number.isNaN(two)) return { at: two, end: from + 2 };
  return { at: digitsAt(text, from, from + 1), end: from + 1 };
}

/**
 * `Mmm dd hh:mm:ss` at `start` (RFC 3164, 4.1.2), also with a year after the day or before the month, a fraction,
 * and a zone word with a colon as Cisco writes them. No zone is taken as UTC. A missing year is the one that brings
 * the time nearest to `receivedAt`, so December's line that comes in January is last year's.
 */
export function readBsdTime(text: string, start: number, receivedAt: number): ReadTime {
  const leading = digitsAt(text, start, start + 4);
  const from = Number.isNaN(leading) || text.charCodeAt(start + 4) !== 32 ? start : start + 5;
  const month = monthAt(text, from);
  if (month === 0 || text.charCodeAt(from + 3) !== 32) return unread;
  const day = readDay(text, from + 4);
  if (Number.isNaN(day.at) || text.charCodeAt(day.end) !== 32) return unread;
  const trailing = digitsAt(text, day.end + 1, day.end + 5);
  const hasTrailing = !Number.isNaN(trailing) && text.charCodeAt(day.end + 5) === 32;
  const clock = readClock(text, hasTrailing ? day.end + 6 : day.end + 1);
  if (clock.end === 0) return unread;
  const end = skipZone(text, clock.end);
  if (from !== start) return { at: utc(leading, month, day.at, clock.at), end };
  if (hasTrailing) return { at: utc(trailing, month, day.at, clock.at), end };
  return { at: nearest(month, day.at, clock.at, receivedAt), end };
}

/** ` UTC:`, ` CEST:` or a bare colon after the time. */
function skipZone(text: string, start: number): number {
  if (text.charCodeAt(start) === 58) return start + 1;
  if (text.charCodeAt(start) !== 32) return start;
  let end = start + 1;
  while (end < start + 7 && isUpper(text.charCodeAt(end))) end += 1;
  return end > start + 1 && text.charCodeAt(end) === 58 ? end + 1 : start;
}

const isUpper = (code: number): boolean => code >= 65 && code <= 90;

function nearest(month: number, day: number, timeOfDayMs: number, receivedAt: number): number {
  const year = new Date(receivedAt).getUTCFullYear();
  let best = Number.NaN;
  for (let candidate = year - 1; candidate <= year + 1; candidate += 1) {
    const at = utc(candidate, month, day, timeOfDayMs);
    if (Number.isNaN(at)) continue;
    if (Number.isNaN(best) || Math.abs(at - receivedAt) < Math.abs(best - receivedAt)) best = at;
  }
  return best;
}

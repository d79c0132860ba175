import type { JsonObject } from '../event.ts';
import { readStructuredData } from './structured-data.ts';
import { digitsAt, isDigit, readIsoTime } from './time-text.ts';
import { readBsdTime } from './bsd-time.ts';

/** One syslog message, taken apart as far as it could be. */
export interface SyslogMessage {
  readonly dialect: 'rfc5424' | 'rfc3164' | 'bare';
  /** RFC 5424, 6.2.1; null when the message had no priority. */
  readonly facility: number | null;
  readonly severity: number | null;
  /** Unix milliseconds, NaN when there was none. */
  readonly at: number;
  /** The time as written, empty when there was none. */
  readonly timeText: string;
  readonly host: string | null;
  readonly program: string | null;
  /** Process id; null when absent or not a number. */
  readonly pid: number | null;
  readonly structuredData: JsonObject | null;
  /** What the program said. When the header could not be read: everything after the priority. */
  readonly message: string;
}

/** Longest program name and host that are taken for one; a longer word is part of the message. */
const maxNameLength = 255;

/**
 * Reads a message by RFC 5424 or RFC 3164 and the habits around them: an ISO time (rsyslog), no host, a sequence
 * number and a starred time (Cisco). Never fails: what cannot be read stays in `message`. Linear in the length.
 * `receivedAt` (Unix ms) gives RFC 3164's missing year.
 */
export function parseSyslog(raw: string, receivedAt: number): SyslogMessage {
  const text = trimEnd(raw);
  const priority = readPriority(text);
  const start = priority.end;
  if (text.charCodeAt(start) === 49 && text.charCodeAt(start + 1) === 32 && priority.value >= 0) {
    const message = readRfc5424(text, start + 2, priority.value);
    if (message !== null) return message;
  }
  return readRfc3164(text, start, priority.value, receivedAt);
}

/** Framing that a sender left at the end: line feed, carriage return, NUL. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0) {
    const code = text.charCodeAt(end - 1);
    if (code !== 10 && code !== 13 && code !== 0) break;
    end -= 1;
  }
  return end === text.length ? text : text.slice(0, end);
}

/** `<0>` to `<191>`; value −1 and end 0 when there is none. */
function readPriority(text: string): { readonly value: number; readonly end: number } {
  if (text.charCodeAt(0) === 60) {
    const close = text.indexOf('>', 1);
    const value = close > 1 && close <= 4 ? digitsAt(text, 1, close) : Number.NaN;
    if (value <= 191) return { value, end: close + 1 };
  }
  return { value: -1, end: 0 };
}

/** The next word, ended by a space or the end; `end` is where the space is. */
function wordEnd(text: string, start: number): number {
  const space = text.indexOf(' ', start);
  return space < 0 ? text.length : space;
}

const orNull = (word: string): string | null => (word === '-' || word === '' ? null : word);

/** RFC 5424 from the time on; null when it is not one after all. */
function readRfc5424(text: string, start: number, priority: number): SyslogMessage | null {
  const timeEnd = wordEnd(text, start);
  const timeText = text.slice(start, timeEnd);
  const read = readIsoTime(timeText, 0);
  if (timeText !== '-' && read.end !== timeText.length) return null;
  const hostEnd = wordEnd(text, timeEnd + 1);
  const programEnd = wordEnd(text, hostEnd + 1);
  const pidEnd = wordEnd(text, programEnd + 1);
  const idEnd = wordEnd(text, pidEnd + 1);
  if (idEnd >= text.length || idEnd - timeEnd > 600) return null;
  const data = readStructuredData(text, idEnd + 1);
  if (data === null) return null;
  let messageStart = data.end < text.length ? data.end + 1 : data.end;
  if (text.charCodeAt(messageStart) === 0xfeff) messageStart += 1;
  // What rsyslog took from RFC 3164 keeps the blank that stood behind the tag there.
  if (text.charCodeAt(messageStart) === 32) messageStart += 1;
  const pid = digitsAt(text, programEnd + 1, pidEnd);
  return {
    dialect: 'rfc5424',
    facility: priority >> 3,
    severity: priority & 7,
    at: timeText === '-' ? Number.NaN : read.at,
    timeText: timeText === '-' ? '' : timeText,
    host: orNull(text.slice(timeEnd + 1, hostEnd)),
    program: orNull(text.slice(hostEnd + 1, programEnd)),
    pid: Number.isSafeInteger(pid) ? pid : null,
    structuredData: data.elements,
    message: text.slice(messageStart),
  };
}

/** `123: ` as Cisco counts its messages. */
function skipSequence(text: string, start: number): number {
  let end = start;
  while (end < start + 12 && isDigit(text.charCodeAt(end))) end += 1;
  if (end === start || text.charCodeAt(end) !== 58 || text.charCodeAt(end + 1) !== 32) return start;
  return end + 2;
}

function readRfc3164(text: string, start: number, priority: number, receivedAt: number): SyslogMessage {
  const facility = priority < 0 ? null : priority >> 3;
  const severity = priority < 0 ? null : priority & 7;
  let timeStart = skipSequence(text, start);
  const iso = isDigit(text.charCodeAt(timeStart)) && text.charCodeAt(timeStart + 4) === 45;
  if (!iso && (text.charCodeAt(timeStart) === 42 || text.charCodeAt(timeStart) === 46)) timeStart += 1;
  const time = iso ? readIsoTime(text, timeStart) : readBsdTime(text, timeStart, receivedAt);
  if (time.end === 0 || (time.end < text.length && text.charCodeAt(time.end) !== 32)) {
    const message = text.slice(start);
    const base = { facility, severity, at: Number.NaN, timeText: '', host: null, structuredData: null };
    const tag = priority < 0 ? null : readTag(message, 0);
    if (tag === null) return { ...base, dialect: 'bare', program: null, pid: null, message };
    return {
      ...base,
      dialect: 'rfc3164',
      program: tag.program,
      pid: tag.pid,
      message: message.slice(tag.end),
    };
  }
  const timeText = text.slice(timeStart, time.end);
  let rest = Math.min(time.end + 1, text.length);
  let host: string | null = null;
  let tag = readTag(text, rest);
  if (tag === null && text.charCodeAt(rest) !== 37) {
    const end = wordEnd(text, rest);
    if (end > rest && end - rest <= maxNameLength) {
      host = text.slice(rest, end);
      rest = Math.min(end + 1, text.length);
      if (text.startsWith(': ', rest)) rest += 2;
      tag = readTag(text, rest);
    }
  }
  return {
    dialect: 'rfc3164',
    facility,
    severity,
    at: time.at,
    timeText,
    host,
    program: tag?.program ?? null,
    pid: tag?.pid ?? null,
    structuredData: null,
    message: text.slice(tag?.end ?? rest),
  };
}

interface Tag {
  readonly program: string;
  readonly pid: number | null;
  readonly end: number;
}

/** `name:`, `name[123]:` or `name[123]` and the blank after it (RFC 3164, 4.1.3); null when the next word is none. */
function readTag(text: string, start: number): Tag | null {
  const last = Math.min(text.length, start + maxNameLength);
  let nameEnd = start;
  for (; nameEnd < last; nameEnd += 1) {
    const code = text.charCodeAt(nameEnd);
    if (code === 91 || code === 32 || (code === 58 && isTagEnd(text, nameEnd + 1))) break;
  }
  const stop = text.charCodeAt(nameEnd);
  if (nameEnd === start || nameEnd >= last || stop === 32) return null;
  const program = text.slice(text.charCodeAt(start) === 37 ? start + 1 : start, nameEnd);
  if (program === '') return null;
  if (stop === 58) return { program, pid: null, end: skipBlank(text, nameEnd + 1) };
  const close = text.indexOf(']', nameEnd);
  if (close < 0 || close - nameEnd > 32) return null;
  const pid = digitsAt(text, nameEnd + 1, close);
  const after = text.charCodeAt(close + 1) === 58 ? close + 2 : close + 1;
  if (after < text.length && text.charCodeAt(after) !== 32) return null;
  return { program, pid: Number.isSafeInteger(pid) ? pid : null, end: skipBlank(text, after) };
}

/** A colon ends a tag only before a blank or the end, so that an IPv6 address stays a host. */
const isTagEnd = (text: string, at: number): boolean => at >= text.length || text.charCodeAt(at) === 32;

const skipBlank = (text: string, at: number): number => (text.charCodeAt(at) === 32 ? at + 1 : at);

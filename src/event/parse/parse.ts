import type { Json, JsonObject, ParsedEvent, RawRecord, UnparsedEvent, UnparsedReason } from '../event.ts';
import { parseLaurel } from './auditd/laurel.ts';
import { parseCloud } from './cloud/parse-cloud.ts';
import { isCloudTrail, parseCloudTrail } from './cloudtrail.ts';
import { parseGenericJson, readJournal } from './generic-json.ts';
import { parseWrappedLine } from './known-line.ts';
import { parseSyslogMessage, parseSyslogRecord } from './syslog.ts';
import { parseSyslog } from './syslog-header.ts';
import { parseWebJson } from './web/web-json.ts';
import { parseWindows } from './windows.ts';
import { isObject } from './windows-envelope.ts';
import { parseZeek } from './zeek/zeek.ts';

/** Names of the parsers, as they stand in `ParsedEvent.parser` and in the event table. */
export const parserNames = [
  'sshd',
  'sudo',
  'su',
  'shadow',
  'syslog',
  'windows',
  'cloudtrail',
  'azure',
  'gcp',
  'github',
  'kubernetes',
  'm365',
  'okta',
  'webserver',
  'proxy',
  'dns',
  'zeek',
  'auditd',
  'json',
] as const;

/** Longest record that is looked into, in characters; CloudTrail allows 256 KiB, Windows 64 KiB. */
export const maxRecordLength = 1_048_576;

/** Deepest nesting of a JSON record: deeper is an attack on whoever walks it. */
export const maxDepth = 48;

/** The last time a JavaScript Date can hold, and far beyond what the event table can. */
const lastTime = Date.UTC(2100, 0, 1);

/**
 * What a record says, or the reason why nobody could tell. Pure, linear in the record's length, throws for no input.
 * The order of the tests is fixed: JSON is Windows, CloudTrail, journal, any object; syslog goes by program.
 */
export function parseRecord(record: RawRecord): ParsedEvent | UnparsedEvent {
  const { raw, receivedAt } = record;
  if (!(receivedAt >= 0 && receivedAt < lastTime)) return { kind: 'unparsed', reason: 'bad_time', time: 0 };
  if (raw.length > maxRecordLength) return unparsed(record, 'too_long');
  if (isBlank(raw)) return unparsed(record, 'empty');
  return record.format === 'json' ? parseJson(record) : parseLine(record);
}

const unparsed = (record: RawRecord, reason: UnparsedReason): UnparsedEvent => ({
  kind: 'unparsed',
  reason,
  time: record.receivedAt,
});

function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 32 && code !== 0xfeff) return false;
  }
  return true;
}

function parseJson(record: RawRecord): ParsedEvent | UnparsedEvent {
  const value = readJson(record.raw.charCodeAt(0) === 0xfeff ? record.raw.slice(1) : record.raw);
  if (value === undefined) return unparsed(record, 'not_json');
  return isObject(value) ? parseObject(value, record) : unparsed(record, 'not_an_object');
}

/** The same for a record that is an object already; `raw` is not looked at. */
export function parseObject(value: JsonObject, record: RawRecord): ParsedEvent | UnparsedEvent {
  if (isEmpty(value) || isTooDeep(value, maxDepth)) return unparsed(record, 'unknown_shape');
  const known = parseKnownJson(value, record);
  if (known !== null) return known;
  const journal = readJournal(value);
  if (journal !== null)
    return parseSyslogMessage({ ...journal, dialect: 'bare', structuredData: null }, record);
  return parseWrappedLine(value, record) ?? parseGenericJson(value, record.receivedAt, record.peer);
}

function parseKnownJson(value: JsonObject, record: RawRecord): ParsedEvent | null {
  const windows = parseWindows(value, record.receivedAt, record.peer);
  if (windows !== null) return windows;
  const { receivedAt, peer } = record;
  if (isCloudTrail(value)) return parseCloudTrail(value, receivedAt);
  return (
    parseZeek(value, receivedAt, peer) ??
    parseLaurel(value, receivedAt, peer) ??
    parseCloud(value, receivedAt) ??
    parseWebJson(value, receivedAt, peer)
  );
}

/** A syslog message; shippers also send Windows and CloudTrail events as the JSON text of one. */
function parseLine(record: RawRecord): ParsedEvent {
  if (!record.raw.includes('{')) return parseSyslogRecord(record);
  const header = parseSyslog(record.raw, record.receivedAt);
  const text = header.message.trim();
  if (text.startsWith('{') && text.endsWith('}')) {
    const value = readJson(text);
    if (isObject(value) && !isTooDeep(value, maxDepth)) {
      const known = parseKnownJson(value, { ...record, peer: header.host ?? record.peer });
      if (known !== null) return known;
    }
  }
  return parseSyslogMessage(header, record);
}

/** The value, or undefined for text that is not JSON. */
function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isEmpty(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}

/** True when arrays and objects nest deeper than `left` levels; looks no deeper than that. */
function isTooDeep(value: Json, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => isTooDeep(item, left - 1));
  const members = value as JsonObject;
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'object' && member !== null && isTooDeep(member, left - 1)) return true;
  }
  return false;
}

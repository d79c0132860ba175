import type { Json, JsonObject, ParsedEvent } from '../event.ts';
import { activity, device, informational, low, medium, metadataOf, startEvent } from '../ocsf/ocsf.ts';
import { eventTime, timedMetadata } from './event-time.ts';
import { jsonSource } from './json-source.ts';
import { shorten, toCount } from './text.ts';
import { parseEpoch, parseIsoTime } from './time-text.ts';
import { isObject } from './windows-envelope.ts';

const other = activity('base_event', 0, 'Unknown');
const metadata = metadataOf('JSON', 'Unknown');

/** Where loggers put the time; the first that reads as one is taken. */
const timeNames = [
  '@timestamp',
  'timestamp',
  'time',
  'eventTime',
  'event_time',
  'ts',
  '_time',
  'datetime',
  'date',
  'created_at',
  'utc_time',
];
const messageNames = ['message', 'msg', 'log', 'event', 'summary', 'description'];
const hostNames = ['host', 'hostname', 'computer', 'node', 'instance'];
const levelNames = ['severity', 'level', 'log_level', 'priority'];

/** Words of loggers' levels → OCSF severity; a level is not an attack by itself, so the worst is medium. */
const levels: ReadonlyMap<string, number> = new Map([
  ...['warn', 'warning'].map((name) => [name, low] as const),
  ...['error', 'err', 'critical', 'crit', 'fatal', 'alert', 'emergency', 'panic'].map(
    (name) => [name, medium] as const,
  ),
]);

/** Any other JSON object → OCSF base event; every member stays in the record under its own name. */
export function parseGenericJson(record: JsonObject, receivedAt: number, peer: string): ParsedEvent {
  const written = readTime(record);
  const at = eventTime(written.at, receivedAt);
  const message = firstText(record, messageNames);
  const event = startEvent(
    other,
    severityOf(record),
    at.time,
    timedMetadata(metadata, at, written.text),
    message === '' ? summary(record) : shorten(message, 500),
  );
  const host = firstText(record, hostNames) || nestedName(record['host']) || peer;
  if (host !== '') event['device'] = device(shorten(host, 255));
  return { kind: 'parsed', parser: 'json', logSource: jsonSource(record), record, changed: [], ocsf: event };
}

/** ISO text, or an epoch in seconds, milli-, micro- or nanoseconds, as a number or as its digits. */
function readTime(record: JsonObject): { readonly at: number; readonly text: string } {
  let text = '';
  for (const name of timeNames) {
    const value = record[name];
    if (typeof value !== 'number' && typeof value !== 'string') continue;
    const at = typeof value === 'number' ? parseEpoch(value) : parseTimeText(value);
    if (!Number.isNaN(at)) return { at, text: String(value) };
    if (text === '') text = String(value);
  }
  return { at: Number.NaN, text };
}

function parseTimeText(text: string): number {
  const iso = parseIsoTime(text);
  return Number.isNaN(iso) && text.length > 0 && text.length <= 20 ? parseEpoch(Number(text)) : iso;
}

function firstText(record: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

const nestedName = (value: Json | undefined): string => {
  if (!isObject(value)) return '';
  return firstText(value, ['name', 'hostname']);
};

function severityOf(record: JsonObject): number {
  const level = firstText(record, levelNames);
  return level.length <= 16 ? (levels.get(level.toLowerCase()) ?? informational) : informational;
}

/** For an object without a message: its first member names. */
function summary(record: JsonObject): string {
  const names: string[] = [];
  for (const name in record) {
    names.push(shorten(name, 32));
    if (names.length === 6) break;
  }
  return `JSON with ${names.join(', ')}.`;
}

/** systemd's journal as JSON (`journalctl -o json`): the fields that make a syslog header; null when it is none. */
export function readJournal(record: JsonObject): {
  readonly at: number;
  readonly timeText: string;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  readonly facility: number | null;
  readonly severity: number | null;
  readonly message: string;
} | null {
  const message = record['MESSAGE'];
  const timeText = record['__REALTIME_TIMESTAMP'];
  if (typeof message !== 'string' || typeof timeText !== 'string') return null;
  return {
    at: parseEpoch(Number(timeText)),
    timeText,
    host: firstText(record, ['_HOSTNAME']) || null,
    program: firstText(record, ['SYSLOG_IDENTIFIER', '_COMM']) || null,
    pid: toCount(record['SYSLOG_PID'] ?? record['_PID']),
    facility: toCount(record['SYSLOG_FACILITY']),
    severity: toCount(record['PRIORITY']),
    message,
  };
}

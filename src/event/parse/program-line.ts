import type { Json, JsonObject, LogSource, ParsedEvent } from '../event.ts';
import { device, startEvent, type Activity, type OcsfDraft } from '../ocsf/ocsf.ts';
import { eventTime, timedMetadata } from './event-time.ts';
import type { SyslogMessage } from './syslog-header.ts';

/** What a parser of one program's lines gets: the header, and the line without the daemon's repetition frame. */
export interface ProgramLine {
  readonly header: SyslogMessage;
  /** The line itself, at most `maxLineLength` characters. */
  readonly text: string;
  /** How often it happened: above 1 when syslog wrote "message repeated N times". */
  readonly count: number;
  /** Unix milliseconds of receipt. */
  readonly receivedAt: number;
  /** The host in the header, else the sender's address. */
  readonly host: string;
}

/** What a line says: becomes the Sigma record and the OCSF event. */
export interface LineMeaning {
  readonly kind: Activity;
  readonly severityId: number;
  /** A short sentence for people. */
  readonly message: string;
  /** Fields beside the header's, as Sigma rules name them. */
  readonly fields: Readonly<Record<string, Json>>;
}

/** Lines longer than this are no log-on or command line that we know; they stay generic. */
export const maxLineLength = 16_384;

/** `message repeated 5 times: [ … ]`, as rsyslog folds equal lines. */
export function unfold(text: string): { readonly text: string; readonly count: number } {
  const prefix = 'message repeated ';
  if (!text.startsWith(prefix)) return { text, count: 1 };
  const mark = ' times: [';
  const markAt = text.indexOf(mark, prefix.length);
  const count = markAt < 0 ? Number.NaN : Number(text.slice(prefix.length, markAt));
  const close = text.lastIndexOf(']');
  if (!Number.isSafeInteger(count) || count < 1 || count > 1_000_000 || close < markAt)
    return { text, count: 1 };
  return { text: text.slice(markAt + mark.length, close).trim(), count };
}

/**
 * The Sigma record that every syslog event starts from. Names: `host`, `program`, `pid`, `facility`, `severity`,
 * `message` (the line), `count` when repeated.
 */
export function lineRecord(line: ProgramLine, fields: Readonly<Record<string, Json>>): JsonObject {
  const { header } = line;
  const record: Record<string, Json> = {
    host: line.host,
    program: header.program,
    pid: header.pid,
    facility: header.facility,
    severity: header.severity,
    message: line.text,
  };
  if (line.count > 1) record['count'] = line.count;
  for (const key in fields) record[key] = fields[key] ?? null;
  return record;
}

/** Starts the OCSF event of a line: time, metadata, device, count. */
export function lineEvent(line: ProgramLine, meaning: LineMeaning, metadata: JsonObject): OcsfDraft {
  const at = eventTime(line.header.at, line.receivedAt);
  const event = startEvent(
    meaning.kind,
    meaning.severityId,
    at.time,
    timedMetadata(metadata, at, line.header.timeText),
    meaning.message,
  );
  if (line.host !== '') event['device'] = device(line.host);
  if (line.count > 1) event['count'] = line.count;
  return event;
}

/** Wraps up a line. */
export const lineParsed = (
  parser: string,
  logSource: LogSource,
  line: ProgramLine,
  meaning: LineMeaning,
  ocsf: OcsfDraft,
): ParsedEvent => ({ kind: 'parsed', parser, logSource, record: lineRecord(line, meaning.fields), ocsf });

import type { JsonObject, ParsedEvent, RawRecord } from '../event.ts';
import { parseAuditLine } from './auditd/auditd-line.ts';
import { dnsParsed } from './dns/dns-event.ts';
import { readQueryLine } from './dns/query-line.ts';
import { textOf, wordAt } from './members.ts';
import { maxLineLength, unfold, type ProgramLine } from './program-line.ts';
import type { SyslogMessage } from './syslog-header.ts';
import { parseWebLine } from './web/web-line.ts';

/**
 * A line that says by its form what wrote it, whichever program sent it on: audit records, access logs, name servers'
 * query logs. Null
 * for other lines, after a few looks at single characters.
 */
export function parseKnownLine(line: ProgramLine): ParsedEvent | null {
  const known = parseAuditLine(line) ?? parseWebLine(line);
  if (known !== null) return known;
  const dns = readQueryLine(line.text, line.header.program, line.receivedAt);
  return dns === null ? null : dnsParsed(line, dns);
}

/** Where shippers put the line that they read from a file: Vector and Filebeat, Fluent Bit, Elastic's pipelines. */
const lineNames = ['message', 'log', 'event.original'];

/** A JSON object around such a line; null when it holds none. The record is then the line's. */
export function parseWrappedLine(
  value: JsonObject,
  { receivedAt, peer }: Pick<RawRecord, 'receivedAt' | 'peer'>,
): ParsedEvent | null {
  for (const name of lineNames) {
    const message = textOf(value[name]).trimEnd();
    if (message === '' || message.length > maxLineLength) continue;
    const { text, count } = unfold(message);
    const host = textOf(value['host']) || wordAt(value, 'host', 'name') || textOf(value['hostname']) || null;
    const program =
      textOf(value['appname']) || textOf(value['ident']) || wordAt(value, 'process', 'name') || null;
    const header: SyslogMessage = {
      dialect: 'bare',
      facility: null,
      severity: null,
      at: Number.NaN,
      timeText: '',
      host,
      program,
      pid: null,
      structuredData: null,
      message,
    };
    const event = parseKnownLine({ header, text, count, receivedAt, host: host ?? peer });
    if (event !== null) return event;
  }
  return null;
}

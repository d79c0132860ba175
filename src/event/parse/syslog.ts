import type { Json, LogSource, ParsedEvent, RawRecord } from '../event.ts';
import { activity, informational, metadataOf, medium, low } from '../ocsf/ocsf.ts';
import { isShadow, parseShadow } from './shadow.ts';
import {
  lineEvent,
  lineParsed,
  maxLineLength,
  unfold,
  type LineMeaning,
  type ProgramLine,
} from './program-line.ts';
import { parseKnownLine } from './known-line.ts';
import { isSshd, parseSshd } from './sshd.ts';
import { parseSu } from './su.ts';
import { parseSudo } from './sudo.ts';
import { parseSyslog, type SyslogMessage } from './syslog-header.ts';
import { shorten } from './text.ts';
import { parseWindows } from './windows.ts';
import { readEventXml } from './windows-xml.ts';

const other = activity('base_event', 0, 'Unknown');
const metadata = metadataOf('syslog', 'Unknown', { log_name: 'syslog' });
const service = (name: string): LogSource => ({ product: 'linux', category: null, service: name });
const linuxSyslog = service('syslog');

/** Programs with a Sigma service of their own (SigmaHQ's log source names). */
const services: ReadonlyMap<string, LogSource> = new Map([
  ['sshd', service('sshd')],
  ['sshd-session', service('sshd')],
  ['sshd-auth', service('sshd')],
  ['sudo', service('sudo')],
  ['su', service('auth')],
  ['login', service('auth')],
  ['useradd', service('auth')],
  ['usermod', service('auth')],
  ['gpasswd', service('auth')],
  ['passwd', service('auth')],
  ['CRON', service('cron')],
  ['cron', service('cron')],
  ['crond', service('cron')],
  ['crontab', service('cron')],
  ['clamd', service('clamav')],
  ['freshclam', service('clamav')],
  ['vsftpd', service('vsftpd')],
  ['guacd', service('guacamole')],
]);

/** A syslog record, header and all; the header's host, or else the sender, is the host. */
export function parseSyslogRecord(record: RawRecord): ParsedEvent {
  return parseSyslogMessage(parseSyslog(record.raw, record.receivedAt), record);
}

/** A message whose header is known, from syslog or from a journal. Never fails: the last parser takes every line. */
export function parseSyslogMessage(
  header: SyslogMessage,
  origin: Pick<RawRecord, 'receivedAt' | 'peer'>,
): ParsedEvent {
  const xml = header.message.startsWith('<Event') ? readEventXml(header.message) : null;
  const windows = xml === null ? null : parseWindows(xml, origin.receivedAt, header.host ?? origin.peer);
  if (windows !== null) return windows;
  const unfolded = unfold(header.message);
  const line: ProgramLine = {
    header,
    text: unfolded.text,
    count: unfolded.count,
    receivedAt: origin.receivedAt,
    host: header.host ?? origin.peer,
  };
  const known = line.text.length <= maxLineLength ? (parseByProgram(line) ?? parseKnownLine(line)) : null;
  return known ?? parseAnyLine(line);
}

function parseByProgram(line: ProgramLine): ParsedEvent | null {
  const program = line.header.program;
  if (program === null) return null;
  if (isSshd(program)) return parseSshd(line);
  if (program === 'sudo') return parseSudo(line);
  if (program === 'su') return parseSu(line);
  return isShadow(program) ? parseShadow(line) : null;
}

/** Cisco's own programs are mnemonics: `SYS-5-CONFIG_I`, `ASA-6-302013`. */
const ciscoMnemonic = /^[A-Z][A-Z0-9_]{1,30}-(?:[A-Z0-9_]{1,30}-)?[0-7]-[A-Z0-9_]{1,40}$/;
const cisco: LogSource = { product: 'cisco', category: null, service: null };

function logSourceOf(program: string | null): LogSource {
  if (program === null) return linuxSyslog;
  return (
    services.get(program) ?? (program.includes('-') && ciscoMnemonic.test(program) ? cisco : linuxSyslog)
  );
}

/** Any other line: OCSF base event with host, program and message. */
function parseAnyLine(line: ProgramLine): ParsedEvent {
  const { header } = line;
  const fields: Record<string, Json> = {};
  if (header.structuredData !== null) fields['structured_data'] = header.structuredData;
  const program = header.program;
  const meaning: LineMeaning = {
    kind: other,
    severityId: severityOf(header.severity),
    message: shorten(program === null ? line.text : `${program}: ${line.text}`, 500),
    fields,
  };
  const event = lineEvent(line, meaning, metadata);
  if (program !== null) event['actor'] = { app_name: program };
  return lineParsed('syslog', logSourceOf(program), line, meaning, event);
}

/** RFC 5424 severities 0 to 3 (emergency to error) are medium, 4 (warning) low; a line is not an attack by itself. */
function severityOf(severity: number | null): number {
  if (severity === null || severity > 4) return informational;
  return severity === 4 ? low : medium;
}

import type { LogSource, ParsedEvent } from '../../event.ts';
import { activity, informational, low, medium, metadataOf } from '../../ocsf/ocsf.ts';
import { lineEvent, lineParsed, type LineMeaning, type ProgramLine } from '../program-line.ts';
import { shorten } from '../text.ts';
import { readAccessLine, type ReadAccess } from './access-line.ts';
import { readServerError } from './server-error-line.ts';
import { readSquidLine } from './squid-line.ts';
import { fillRequest, methodActivity, requestMessage, webSource } from './web-event.ts';
import { requestFields } from './web-request.ts';

/** Programs of syslog → Sigma's services. */
const servers: Readonly<Record<string, string>> = { nginx: 'nginx', apache2: 'apache', httpd: 'apache' };

/** A line of a web server's or proxy's access log, or of a web server's error log; null for other lines. */
export function parseWebLine(line: ProgramLine): ParsedEvent | null {
  const { text } = line;
  const first = text.charCodeAt(0);
  const access = text.includes('] "')
    ? readAccessLine(text)
    : first >= 48 && first <= 57 && text.charCodeAt(10) === 46
      ? readSquidLine(text)
      : null;
  if (access !== null) return accessParsed(line, access);
  return first === 91 || text.charCodeAt(4) === 47 ? parseServerError(line) : null;
}

const withTime = (line: ProgramLine, at: number, timeText: string): ProgramLine => ({
  ...line,
  header: { ...line.header, at, timeText },
});

function accessParsed(line: ProgramLine, { at, timeText, request }: ReadAccess): ParsedEvent {
  const timed = withTime(line, at, timeText);
  const service = servers[line.header.program ?? ''] ?? null;
  const meaning: LineMeaning = {
    kind: methodActivity(request.method),
    severityId: informational,
    message: requestMessage(request),
    fields: requestFields(request),
  };
  const product = request.isProxied ? 'Proxy' : 'Web server';
  const event = lineEvent(timed, meaning, metadataOf(product, 'Unknown', { log_name: 'access' }));
  fillRequest(event, request);
  const source = webSource(request.isProxied, request.isProxied ? null : service);
  return lineParsed(request.isProxied ? 'proxy' : 'webserver', source, timed, meaning, event);
}

const other = activity('base_event', 0, 'Unknown');
const vendors = { apache: ['httpd', 'Apache'], nginx: ['nginx', 'nginx'] } as const;

function parseServerError(line: ProgramLine): ParsedEvent | null {
  const error = readServerError(line.text, line.receivedAt);
  if (error === null) return null;
  const timed = withTime(line, error.at, error.timeText);
  const logSource: LogSource = { product: null, category: null, service: error.service };
  const isGrave = /^(?:emerg|alert|crit|error)$/.test(error.level);
  const meaning: LineMeaning = {
    kind: other,
    severityId: isGrave ? medium : error.level.startsWith('warn') ? low : informational,
    message: shorten(`${error.service}: ${error.message}`, 500),
    fields: { level: error.level },
  };
  const [name, vendor] = vendors[error.service];
  const event = lineEvent(timed, meaning, metadataOf(name, vendor, { log_name: 'error' }));
  return lineParsed('webserver', logSource, timed, meaning, event);
}

import type { Json, JsonObject, ParsedEvent } from '../../event.ts';
import { device, metadataOf, startEvent } from '../../ocsf/ocsf.ts';
import { readCloudTime } from '../cloud/cloud-event.ts';
import { eventTime, timedMetadata } from '../event-time.ts';
import { objectOf, textOf, valueAt, withAdded, wordOf } from '../members.ts';
import { shorten, toCount } from '../text.ts';
import { isObject } from '../windows-envelope.ts';
import { readAccessTime, readRequestLine } from './access-line.ts';
import { fillRequest, methodActivity, requestMessage, webSource } from './web-event.ts';
import { noRequest, requestFields, type WebRequest } from './web-request.ts';

interface ReadWeb {
  readonly request: WebRequest;
  readonly timeText: string;
}

/**
 * A request that a web server or proxy logged as JSON: nginx with its variables' names, Traefik, Caddy, or fields of the
 * W3C extended log format (IIS, Blue Coat and others). Null for anything else.
 */
export function parseWebJson(value: JsonObject, receivedAt: number, peer: string): ParsedEvent | null {
  const read = readWeb(value);
  if (read === null) return null;
  const { request, timeText } = read;
  const access = readAccessTime(timeText, 0);
  const at = eventTime(Number.isNaN(access) ? readCloudTime(timeText) : access, receivedAt);
  const product = request.isProxied ? 'Proxy' : 'Web server';
  const metadata = timedMetadata(metadataOf(product, 'Unknown', { log_name: 'access' }), at, timeText);
  const event = startEvent(methodActivity(request.method), 1, at.time, metadata, requestMessage(request));
  const host = textOf(value['hostname']) || textOf(value['s-computername']) || peer;
  if (host !== '') event['device'] = device(shorten(host, 255));
  fillRequest(event, request);
  const { record, changed } = withAdded(value, missingFields(value, request));
  const parser = request.isProxied ? 'proxy' : 'webserver';
  return { kind: 'parsed', parser, logSource: webSource(request.isProxied), record, changed, ocsf: event };
}

/** Fields that are always as for lines, whatever the record has. */
const ownFields: ReadonlySet<string> = new Set(['cs-uri-query', 'c-uri']);

/** What the record does not have under the names that rules read. */
function missingFields(value: JsonObject, request: WebRequest): Readonly<Record<string, Json | undefined>> {
  const fields = requestFields(request);
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => ownFields.has(name) || value[name] === undefined),
  );
}

function readWeb(value: JsonObject): ReadWeb | null {
  if (value['remote_addr'] !== undefined && value['status'] !== undefined) return readNginx(value);
  if (value['RequestMethod'] !== undefined && value['RequestPath'] !== undefined) return readTraefik(value);
  if (isObject(value['request']) && value['status'] !== undefined) return readCaddy(value, value['request']);
  return value['cs-method'] === undefined ? null : readExtended(value);
}

const orNull = (text: string): string | null => (text === '' || text === '-' ? null : text);

/** The first of these members with a text or number. */
function first(value: JsonObject, ...names: readonly string[]): string {
  for (const name of names) {
    const word = wordOf(value[name]);
    if (word !== '' && word !== '-') return word;
  }
  return '';
}

function readNginx(value: JsonObject): ReadWeb | null {
  const line = readRequestLine(first(value, 'request'));
  const target = first(value, 'request_uri', 'uri') || line.target;
  if (target === '') return null;
  const query = first(value, 'args', 'query_string');
  return {
    timeText: first(value, 'time_iso8601', 'time_local', '@timestamp', 'timestamp', 'time', 'msec'),
    request: {
      ...noRequest,
      client: first(value, 'remote_addr'),
      user: orNull(first(value, 'remote_user')),
      method: orNull(first(value, 'request_method', 'method')) ?? line.method,
      target: query === '' || target.includes('?') ? target : `${target}?${query}`,
      version: line.version,
      status: toCount(value['status']),
      bytes: toCount(first(value, 'body_bytes_sent', 'bytes_sent')),
      referrer: orNull(first(value, 'http_referer', 'http_referrer')),
      userAgent: orNull(first(value, 'http_user_agent')),
      host: orNull(first(value, 'http_host', 'host', 'server_name')),
      contentType: orNull(first(value, 'content_type')),
    },
  };
}

function readTraefik(value: JsonObject): ReadWeb {
  return {
    timeText: first(value, 'StartUTC', 'time', 'StartLocal'),
    request: {
      ...noRequest,
      client: first(value, 'ClientHost', 'ClientAddr'),
      user: orNull(first(value, 'ClientUsername')),
      method: orNull(first(value, 'RequestMethod')),
      target: first(value, 'RequestPath'),
      version: orNull(first(value, 'RequestProtocol').replace('HTTP/', '')),
      status: toCount(first(value, 'DownstreamStatus', 'OriginStatus')),
      bytes: toCount(first(value, 'DownstreamContentSize')),
      referrer: orNull(first(value, 'request_Referer')),
      userAgent: orNull(first(value, 'request_User-Agent')),
      host: orNull(first(value, 'RequestHost', 'RequestAddr')),
      contentType: orNull(first(value, 'request_Content-Type')),
    },
  };
}

function readCaddy(value: JsonObject, request: JsonObject): ReadWeb | null {
  const target = wordOf(request['uri']);
  const method = wordOf(request['method']);
  if (target === '' || method === '') return null;
  const headers = objectOf(request['headers']);
  const header = (name: string): string | null =>
    orNull(wordOf(valueAt(headers, name, '0') ?? firstOf(headers[name])));
  return {
    timeText: first(value, 'ts', 'time', 'timestamp'),
    request: {
      ...noRequest,
      client: first(request, 'client_ip', 'remote_ip', 'remote_addr'),
      user: orNull(wordOf(value['user_id'])),
      method,
      target,
      version: orNull(wordOf(request['proto']).replace('HTTP/', '')),
      status: toCount(value['status']),
      bytes: toCount(value['size']),
      referrer: header('Referer'),
      userAgent: header('User-Agent'),
      host: orNull(wordOf(request['host'])),
      contentType: header('Content-Type'),
    },
  };
}

const firstOf = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? (value as readonly Json[])[0] : value;

/** Fields that only proxies log. */
const proxyFields = [
  'c-uri',
  's-action',
  'sc-filter-result',
  'cs-uri-scheme',
  'r-ip',
  'cs-categories',
  'rs(Content-Type)',
];

/** W3C extended log format. IIS writes blanks of a header as `+`. */
function readExtended(value: JsonObject): ReadWeb | null {
  const stem = first(value, 'cs-uri-stem', 'cs-uri-path');
  const query = first(value, 'cs-uri-query', 'c-uri-query');
  const host = first(value, 'cs-host', 'cs(Host)', 'r-dns');
  const scheme = first(value, 'cs-uri-scheme');
  const path = `${stem}${query === '' ? '' : query.startsWith('?') ? query : `?${query}`}`;
  const target =
    first(value, 'c-uri', 'cs-uri', 'cs-url') ||
    (scheme === '' || scheme === 'tcp' || host === '' ? path : `${scheme}://${host}${path}`);
  if (target === '') return null;
  const agent = first(value, 'cs-user-agent', 'c-useragent', 'cs(User-Agent)');
  const day = first(value, 'date');
  const clock = first(value, 'time');
  return {
    timeText: day === '' ? first(value, '@timestamp', 'timestamp', 'time', 'datetime') : `${day}T${clock}Z`,
    request: {
      ...noRequest,
      isProxied: proxyFields.some((name) => value[name] !== undefined) || target.includes('://'),
      client: first(value, 'c-ip', 'src_ip'),
      user: orNull(first(value, 'cs-username')),
      method: orNull(first(value, 'cs-method')),
      target,
      version: orNull(first(value, 'cs-version').replace('HTTP/', '')),
      status: toCount(first(value, 'sc-status')),
      bytes: toCount(first(value, 'sc-bytes')),
      referrer: orNull(first(value, 'cs-referer', 'cs(Referer)')),
      userAgent: orNull(agent.includes(' ') ? agent : agent.replaceAll('+', ' ')),
      host: orNull(host),
      contentType: orNull(first(value, 'cs-content-type', 'cs(Content-Type)')),
      server: orNull(first(value, 'dst_ip', 'r-ip', 's-supplier-ip')),
    },
  };
}

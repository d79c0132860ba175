import type { Json, JsonObject, LogSource } from '../../event.ts';
import { isAddress } from '../../address.ts';
import {
  activity,
  compact,
  informational,
  setStatus,
  type Activity,
  type OcsfDraft,
} from '../../ocsf/ocsf.ts';
import { shorten } from '../text.ts';
import { readTarget, type WebRequest } from './web-request.ts';

/** Methods → OCSF HTTP Activity's activities. */
const methods: ReadonlyMap<string, Activity> = new Map(
  (
    [
      ['CONNECT', 1, 'Connect'],
      ['DELETE', 2, 'Delete'],
      ['GET', 3, 'Get'],
      ['HEAD', 4, 'Head'],
      ['OPTIONS', 5, 'Options'],
      ['POST', 6, 'Post'],
      ['PUT', 7, 'Put'],
      ['TRACE', 8, 'Trace'],
      ['PATCH', 9, 'Patch'],
      ['PROPFIND', 28, 'Property Find'],
      ['SEARCH', 33, 'Search'],
    ] as const
  ).map(([method, id, name]) => [method, activity('http_activity', id, name)]),
);
const unknownMethod = activity('http_activity', 0, 'Unknown');

export const methodActivity = (method: string | null): Activity =>
  method === null
    ? unknownMethod
    : (methods.get(method) ?? activity('http_activity', 99, shorten(method, 64)));

/** Sigma's category; a web server that is known by its program also has its service. */
export const webSource = (isProxied: boolean, service: string | null = null): LogSource => ({
  product: null,
  category: isProxied ? 'proxy' : 'webserver',
  service,
});

export const requestMessage = (request: WebRequest): string => {
  const did = `${shorten(request.client === '' ? 'Somebody' : request.client, 80)} asked for ${shorten(request.target, 200)}`;
  return request.status === null ? `${did}.` : `${did}: ${request.status}.`;
};

/** Puts a request into an OCSF HTTP Activity 4002. */
export function fillRequest(event: OcsfDraft, request: WebRequest): void {
  const parts = readTarget(request.target, request.method === 'CONNECT');
  const host = request.host ?? parts.host;
  event.severity_id = informational;
  event['http_request'] = compact({
    http_method: request.method,
    version: request.version,
    user_agent: shorten(request.userAgent ?? '', 1024),
    referrer: shorten(request.referrer ?? '', 1024),
    url: compact({
      url_string: shorten(request.target, 2048),
      path: shorten(parts.path, 2048),
      query_string: shorten(parts.query ?? '', 2048),
      scheme: parts.scheme,
      hostname: host === null ? undefined : shorten(host, 255),
      port: parts.port,
    }),
  });
  if (request.status !== null) {
    event['http_response'] = compact({
      code: request.status,
      content_type: request.contentType,
      body_length: request.bytes,
    });
    setStatus(event, request.status < 400);
  }
  event['src_endpoint'] = endpoint(request.client);
  const server = compact({
    ip: request.server !== null && isAddress(request.server) ? request.server : undefined,
    hostname: host === null ? undefined : shorten(host, 255),
  });
  if (Object.keys(server).length > 0) event['dst_endpoint'] = server;
  if (request.user !== null) event['actor'] = { user: { name: shorten(request.user, 256) } };
}

const endpoint = (client: string): JsonObject => {
  const name: Json = client === '' ? 'unknown' : shorten(client, 255);
  return isAddress(client) ? { ip: client } : { name };
};

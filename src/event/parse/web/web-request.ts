import type { Json } from '../../event.ts';

/** One request as a web server or proxy logs it; absent is null. */
export interface WebRequest {
  /** A proxy logs requests to other hosts; a web server those to itself. */
  readonly isProxied: boolean;
  readonly client: string;
  readonly user: string | null;
  readonly method: string | null;
  /** What was asked for, as it was written: a path, a URL, or `host:port` of CONNECT. */
  readonly target: string;
  readonly version: string | null;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly referrer: string | null;
  readonly userAgent: string | null;
  readonly host: string | null;
  readonly contentType: string | null;
  /** Where the proxy got the answer. */
  readonly server: string | null;
}

export const noRequest: WebRequest = {
  isProxied: false,
  client: '',
  user: null,
  method: null,
  target: '',
  version: null,
  status: null,
  bytes: null,
  referrer: null,
  userAgent: null,
  host: null,
  contentType: null,
  server: null,
};

/** Longest extension of a path that is one. */
const maxExtension = 16;

export interface TargetParts {
  readonly scheme: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly path: string;
  readonly query: string | null;
  readonly extension: string | null;
}

/** A request's target in its parts, without decoding anything: rules look for encoded texts too. */
export function readTarget(target: string, isConnect: boolean): TargetParts {
  const schemeEnd = target.indexOf('://');
  const isUrl = schemeEnd > 0 && schemeEnd < 16 && !target.slice(0, schemeEnd).includes('/');
  const start = isUrl ? schemeEnd + 3 : 0;
  const slash = isConnect ? target.length : isUrl ? endOfAuthority(target, start) : 0;
  const authority = target.slice(start, isUrl || isConnect ? slash : start).replace(/^[^@]{0,256}@/, '');
  const port = /:(\d{1,5})$/.exec(authority);
  const host = port === null ? authority : authority.slice(0, port.index);
  const rest = target.slice(slash);
  const mark = rest.indexOf('?');
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const dot = path.lastIndexOf('.');
  const extension = dot > path.lastIndexOf('/') ? path.slice(dot + 1) : '';
  return {
    scheme: isUrl ? target.slice(0, schemeEnd) : null,
    host: host === '' ? null : host,
    port: port === null ? null : Number(port[1]),
    path,
    query: mark < 0 ? null : rest.slice(mark + 1),
    extension: extension === '' || extension.length > maxExtension ? null : extension,
  };
}

const pathOf = ({ path, query }: TargetParts): string => (query === null ? path : `${path}?${query}`);

function endOfAuthority(target: string, start: number): number {
  for (let at = start; at < target.length; at += 1) {
    const char = target[at];
    if (char === '/' || char === '?' || char === '#') return at;
  }
  return target.length;
}

/**
 * The fields of a request under the names of the W3C extended log format, as Sigma's rules for `webserver` and `proxy`
 * have them (taxonomy appendix). A third of the public rules look for the path in `cs-uri-query`, so that it is a list of
 * the query and the whole target; some for `proxy` look for the path alone in `c-uri`, which is the URL and the path.
 */
export function requestFields(request: WebRequest): Readonly<Record<string, Json>> {
  const parts = readTarget(request.target, request.method === 'CONNECT');
  const host = request.host ?? parts.host;
  const fields: Record<string, Json | null> = {
    'c-ip': request.client,
    'cs-username': request.user,
    'cs-method': request.method,
    'cs-uri': request.target,
    'cs-uri-stem': parts.path,
    'cs-uri-query': [parts.query, request.target],
    'cs-version': request.version,
    'cs-host': host,
    'cs-referer': request.referrer,
    'cs-user-agent': request.userAgent,
    'cs-content-type': request.contentType,
    'sc-status': request.status,
    'sc-bytes': request.bytes,
  };
  if (request.isProxied) {
    fields['c-uri'] = parts.scheme === null ? request.target : [request.target, pathOf(parts)];
    fields['c-uri-query'] = parts.query;
    fields['c-uri-extension'] = parts.extension;
    fields['r-dns'] = host;
    fields['dst_ip'] = request.server;
  }
  const present: Record<string, Json> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== null && value !== undefined && value !== '') present[name] = value;
  }
  return present;
}

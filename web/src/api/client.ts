import type { Body, Method, PathFor, Query, QueryValue, Reply } from './routes.ts';

/** Talks to the server: JSON in and out, problem+json (RFC 9457) as one kind of error. */

export interface ProblemEntry {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Where in the text of `path` the mistake is, in characters from 0; only for text with a syntax. */
  readonly position?: number;
  readonly length?: number;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly errors: readonly ProblemEntry[];
  constructor(problem: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly requestId: string | null;
    readonly errors: readonly ProblemEntry[];
  }) {
    super(problem.message);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.errors = problem.errors;
  }
}

interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const base = '/api/v1';

/** Reads. The path tells the type of the reply and which filters there are. */
export const get = <const P extends string>(
  path: P & PathFor<'get', P>,
  options: { readonly query?: Query<P>; readonly signal?: AbortSignal } = {},
): Promise<Reply<'get', P>> => send('GET', base + path, options);

/** A body where the server wants one, and none where it does not. */
type Sent<M extends Method, P extends string> = Body<M, P> extends undefined ? [] : [body: Body<M, P>];

export const post = <const P extends string>(
  path: P & PathFor<'post', P>,
  ...sent: Sent<'post', P>
): Promise<Reply<'post', P>> => send('POST', base + path, { body: sent.length === 0 ? {} : sent[0] });
export const patch = <const P extends string>(
  path: P & PathFor<'patch', P>,
  ...[body]: Sent<'patch', P>
): Promise<Reply<'patch', P>> => send('PATCH', base + path, { body });
export const put = <const P extends string>(
  path: P & PathFor<'put', P>,
  ...[body]: Sent<'put', P>
): Promise<Reply<'put', P>> => send('PUT', base + path, { body });
export const remove = <const P extends string>(path: P & PathFor<'delete', P>): Promise<Reply<'delete', P>> =>
  send('DELETE', base + path, {});
/** Routes outside `/api/v1`, which the description does not hold: sign-in. */
export const postTo = <T>(path: `/api/auth/${string}`, body: unknown = {}): Promise<T> =>
  send('POST', path, { body });

/** Where a browser downloads a file from: paths of the description that do not answer in JSON. */
export const fileUrl = (
  path: `/${'events' | 'findings' | 'incidents' | 'activity'}/export`,
  query: Readonly<Record<string, QueryValue>>,
): string => base + path + queryText(query);

export interface AttackFilter {
  readonly product?: readonly string[] | undefined;
  readonly fed?: 'true' | undefined;
}
/** The coverage of ATT&CK as a file for its Navigator. */
export const layerUrl = ({ fed, product }: AttackFilter): string =>
  `${base}/attack/navigator-layer${queryText({ fed, product: product ?? [] })}`;

/** Query text; lists are joined by commas, empty values left out. */
export function queryText(query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) {
      if (value.length > 0) params.set(key, value.join(','));
    } else {
      params.set(key, String(value));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function send<T>(method: string, path: string, options: RequestOptions): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  if (method !== 'GET') headers['x-tocsin-request'] = '1';
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const response = await reach(path + queryText(options.query ?? {}), {
    method,
    headers,
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const body = await readBody(response);
  if (!response.ok) throw readProblem(response, body);
  return body as T;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ status: 0, code: 'unreachable', message: '', requestId: null, errors: [] });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readProblem(response: Response, body: unknown): ApiError {
  const problem = isRecord(body) ? body : {};
  const detail = textOf(problem.detail) ?? textOf(problem.message) ?? textOf(problem.title) ?? '';
  return new ApiError({
    status: response.status,
    code: textOf(problem.code)?.toLowerCase() ?? `http_${response.status}`,
    message: detail,
    requestId: textOf(problem.instance) ?? response.headers.get('x-request-id'),
    errors: Array.isArray(problem.errors) ? problem.errors.flatMap(readEntry) : [],
  });
}

function readEntry(entry: unknown): ProblemEntry[] {
  if (!isRecord(entry)) return [];
  const path = (textOf(entry.path) ?? '').replace(/^(?:body|query|params)\./, '');
  const position = typeof entry.position === 'number' ? { position: entry.position } : positionOf(path);
  return [{ path, code: textOf(entry.code) ?? '', message: textOf(entry.message) ?? '', ...position }];
}

/** A path may end in the place of the mistake: `q:17-19`, from and to. */
function positionOf(path: string): { readonly position?: number; readonly length?: number } {
  const match = /:(\d{1,6})(?:-(\d{1,6}))?$/.exec(path);
  if (!match) return {};
  const position = Number(match[1]);
  return match[2] === undefined
    ? { position }
    : { position, length: Math.max(1, Number(match[2]) - position) };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

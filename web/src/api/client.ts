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

export type QueryValue = string | number | boolean | null | undefined | readonly string[];
type Query = Readonly<Record<string, QueryValue>>;
interface RequestOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const base = '/api/v1';

export const get = <T>(path: string, options: RequestOptions = {}): Promise<T> =>
  send<T>('GET', base + path, options);
export const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  send<T>('POST', base + path, { body });
export const patch = <T>(path: string, body: unknown): Promise<T> => send<T>('PATCH', base + path, { body });
export const put = <T>(path: string, body: unknown): Promise<T> => send<T>('PUT', base + path, { body });
export const remove = <T = void>(path: string): Promise<T> => send<T>('DELETE', base + path, {});
/** Routes outside `/api/v1`: sign-in. */
export const postTo = <T>(path: string, body: unknown = {}): Promise<T> => send<T>('POST', path, { body });

/** Query text; lists are joined by commas, empty values left out. */
export function queryText(query: Query): string {
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

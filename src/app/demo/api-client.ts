import { z } from 'zod';

/** Talks to a Tocsin server as one principal. Replies go through a schema; a refusal throws ApiError. */
export interface ApiClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** POST with a JSON body. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request} was answered ${status} ${code}: ${detail}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

const problemSchema = z.looseObject({ code: z.string().default(''), detail: z.string().default('') });

/** How the principal proves itself: headers of every request. */
type Credentials = Readonly<Record<string, string>>;

const apiPrefix = '/api/v1';

export const tokenClient = (serverUrl: string, token: string, signal: AbortSignal): ApiClient =>
  client(serverUrl, { authorization: `Bearer ${token}` }, signal);

/** A client without a principal: what is open to the public. */
export const publicClient = (serverUrl: string, signal: AbortSignal): ApiClient =>
  client(serverUrl, {}, signal);

/** Signs in with a password and keeps the session's cookie. */
export async function signIn(
  serverUrl: string,
  credentials: { readonly email: string; readonly password: string },
  signal: AbortSignal,
): Promise<ApiClient> {
  const response = await fetch(`${serverUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tocsin-request': '1' },
    body: JSON.stringify(credentials),
    signal,
  });
  await refuseProblem('POST /api/auth/sign-in/email', response);
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0] ?? '')
    .join('; ');
  return client(serverUrl, { cookie, 'x-tocsin-request': '1' }, signal);
}

function client(serverUrl: string, credentials: Credentials, signal: AbortSignal): ApiClient {
  const call = async <T>(method: string, path: string, body: unknown, schema: z.ZodType<T>): Promise<T> => {
    const url = path.startsWith('/api/') ? `${serverUrl}${path}` : `${serverUrl}${apiPrefix}${path}`;
    const request = `${method} ${path.replace(/track\/.*/, 'track/…')}`;
    const response = await fetch(url, {
      method,
      headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    await refuseProblem(request, response);
    const text = await response.text();
    const parsed = schema.safeParse(text === '' ? null : JSON.parse(text));
    if (!parsed.success)
      throw new Error(`${request} was answered in an unknown form: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  return {
    get: (path, schema) => call('GET', path, undefined, schema),
    post: (path, body, schema) => call('POST', path, body, schema),
  };
}

async function refuseProblem(request: string, response: Response): Promise<void> {
  if (response.ok) return;
  const body: unknown = await response.json().catch(() => ({}));
  const { code, detail } = problemSchema.catch({ code: '', detail: '' }).parse(body);
  throw new ApiError(request, response.status, code, detail);
}

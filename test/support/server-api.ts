import { randomUUID } from 'node:crypto';

export interface ApiAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever the reply holds
  readonly body: any;
  readonly headers: Headers;
}

/** A request that was made. `userAgent` is its own, so that what the server notes of it can be found. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly userAgent: string;
}

/** The HTTP API of a running server, as one caller. Paths stand behind `/api/v1`. */
export interface Api {
  /** What the caller is known by. */
  readonly headers: Readonly<Record<string, string>>;
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
  patch(path: string, body: unknown): Promise<ApiAnswer>;
  /** Posts and expects success; returns the reply's body. */
  make(path: string, body: unknown): Promise<ApiAnswer['body']>;
}

/** `token`: an API token, or null for nobody. Every call is added to `calls`. */
export const apiOf = (url: string, token: string | null, calls: ApiCall[] = []): Api =>
  apiWith(url, token === null ? {} : { authorization: `Bearer ${token}` }, calls);

/** Signs in as the console does: by password, then with the session's cookie, its own origin and the CSRF header. */
export async function signIn(
  url: string,
  email: string,
  password: string,
  calls: ApiCall[] = [],
): Promise<Api> {
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-tocsin-request': '1' },
    body: JSON.stringify({ email, password }),
  });
  if (reply.status !== 200) throw new Error(`Sign-in: ${reply.status} ${await reply.text()}`);
  const cookie = reply.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return apiWith(url, { cookie, origin: url, 'x-tocsin-request': '1' }, calls);
}

function apiWith(url: string, headers: Readonly<Record<string, string>>, calls: ApiCall[]): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const userAgent = `tocsin-test/${randomUUID()}`;
    const reply = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    calls.push({ method, path, status: reply.status, userAgent });
    return { status: reply.status, body: text === '' ? null : JSON.parse(text), headers: reply.headers };
  };
  return {
    headers,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    make: async (path, body) => {
      const answer = await call('POST', path, body);
      if (answer.status >= 300)
        throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as unknown;
    },
  };
}

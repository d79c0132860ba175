import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, get, post, queryText } from './client.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
  vi.stubGlobal(
    'fetch',
    vi.fn(() =>
      Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers })),
    ),
  );
};
const failure = async (run: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error('No ApiError was thrown.');
  return error;
};

afterEach(() => vi.unstubAllGlobals());

describe('talking to the server', () => {
  test('lists are joined, empty values left out', () => {
    expect(queryText({ status: ['new', 'triaged'], q: '', from: undefined, limit: 5, none: [] })).toBe(
      '?status=new%2Ctriaged&limit=5',
    );
    expect(queryText({})).toBe('');
  });

  test('a problem keeps its code, words, request and the place of the mistake', async () => {
    answer(400, {
      title: 'Bad request',
      status: 400,
      code: 'query_syntax',
      detail: 'Value expected.',
      instance: 'req-1',
      errors: [
        { path: 'q', code: 'value', message: 'Here.', position: 7 },
        { path: 'query.q:9-12', code: 'x', message: 'There.' },
        { path: 'body.email', code: 'y', message: 'Wrong.' },
      ],
    });
    const error = await failure(get('/events'));
    expect(error).toMatchObject({
      status: 400,
      code: 'query_syntax',
      message: 'Value expected.',
      requestId: 'req-1',
    });
    expect(error.errors.map((entry) => [entry.position, entry.length])).toEqual([
      [7, undefined],
      [9, 3],
      [undefined, undefined],
    ]);
    expect(error.errors[2]?.path).toBe('email');
  });

  test("better-auth's own errors are read too", async () => {
    answer(401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' });
    expect(await failure(get('/session'))).toMatchObject({ status: 401, code: 'invalid_email_or_password' });
  });

  test('an answer that is not JSON still gives a code', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.resolve(new Response('<html>bad gateway</html>', { status: 502 }))),
    );
    expect(await failure(get('/session'))).toMatchObject({ status: 502, code: 'http_502' });
  });

  test('a server that cannot be reached is told apart', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('failed'))),
    );
    expect(await failure(get('/session'))).toMatchObject({ status: 0, code: 'unreachable' });
  });

  test('a change carries the header against forged requests, a read does not', async () => {
    answer(200, {});
    await get('/session');
    await post('/incidents', { title: 'x', severity: 'low' });
    const [read, change] = vi.mocked(fetch).mock.calls;
    expect(read?.[1]?.headers).not.toHaveProperty('x-tocsin-request');
    expect(change?.[1]?.headers).toHaveProperty('x-tocsin-request', '1');
  });

  test('a path, a filter or a body that the server does not know does not compile', () => {
    const wrong = [
      // @ts-expect-error -- there is no such path
      () => get('/incident'),
      // @ts-expect-error -- nothing is read there
      () => get('/incidents/1/transition'),
      // @ts-expect-error -- the list has no such filter
      () => get('/incidents', { query: { colour: 'red' } }),
      // @ts-expect-error -- the body lacks the severity
      () => post('/incidents', { title: 'x' }),
      // @ts-expect-error -- there is no such status
      () => post('/incidents/1/transition', { to: 'sideways' }),
      // @ts-expect-error -- the route takes a body
      () => post('/notices/1/reject'),
    ];
    expect(wrong).toHaveLength(6);
  });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs } from '../kernel/index.ts';
import {
  adminPassword,
  completeSetup,
  openTestServer,
  signIn,
  type TestServer,
} from '../../test/support/identity.ts';

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer();
});
afterEach(() => server.stop());

const tokenIn = (link: string | null): string => new URL(link ?? '').searchParams.get('token') ?? '';

const complete = (token: string, email: string) =>
  server.app.inject({
    method: 'POST',
    url: '/api/v1/setup',
    payload: { token, providerName: 'Northwind Cloud', name: 'Ada', email, password: adminPassword },
  });

const state = async (token: string): Promise<unknown> =>
  (await server.app.inject({ method: 'GET', url: `/api/v1/setup?token=${token}` })).json();

test('the first-run link is open until the provider exists, then no link is given', async () => {
  const token = tokenIn(await server.identity.createSetupLink());
  expect(await state(token)).toEqual({ state: 'open', providerName: null });
  expect((await complete(token, 'ada@provider.test')).statusCode).toBe(200);
  expect(await state(token)).toEqual({ state: 'done', providerName: 'Northwind Cloud' });
  expect(await server.identity.createSetupLink()).toBeNull();
  expect((await complete(token, 'eve@provider.test')).json()).toMatchObject({
    status: 409,
    code: 'setup_done',
  });
});

test('a wrong or an old link opens nothing', async () => {
  const token = tokenIn(await server.identity.createSetupLink());
  expect(await state('setup_guess')).toMatchObject({ state: 'invalid' });
  expect((await complete('setup_guess', 'eve@provider.test')).json()).toMatchObject({
    status: 403,
    code: 'setup_link_invalid',
  });
  server.clock.advance(7 * dayMs);
  expect(await state(token)).toMatchObject({ state: 'invalid' });
});

test('of set-ups that race, exactly one wins, and only its administrator exists', async () => {
  const tokens = [
    tokenIn(await server.identity.createSetupLink()),
    tokenIn(await server.identity.createSetupLink()),
  ];
  const replies = await Promise.all(
    [0, 1, 2, 3].map((racer) => complete(tokens[racer % 2] ?? '', `racer${racer}@provider.test`)),
  );
  expect(replies.map((reply) => reply.statusCode).sort()).toEqual([200, 409, 409, 409]);
  const winner = replies.findIndex((reply) => reply.statusCode === 200);
  const admin = await signIn(server, `racer${winner}@provider.test`);
  const users = (await admin.call('GET', '/users')).json<{ items: { email: string }[] }>();
  expect(users.items.map((user) => user.email)).toEqual([`racer${winner}@provider.test`]);
});

test('what does not fit is refused, and the set-up stays open', async () => {
  const token = tokenIn(await server.identity.createSetupLink());
  const good = {
    token,
    providerName: 'Northwind Cloud',
    name: 'Ada',
    email: 'ada@provider.test',
    password: adminPassword,
  };
  const wrongs = [
    [{ password: 'short' }, 'invalid_request'],
    [{ password: 'aaaaaaaaaaaaaaaa' }, 'password_unacceptable'],
    [{ password: 'ada@provider.test' }, 'password_unacceptable'],
    [{ email: 'ada' }, 'invalid_request'],
    [{ role: 'admin' }, 'invalid_request'],
  ] as const;
  for (const [wrong, code] of wrongs) {
    const payload = { ...good, ...wrong };
    const reply = await server.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
    expect(reply.json()).toMatchObject({ status: 400, code });
  }
  expect(await state(token)).toMatchObject({ state: 'open' });
});

test('the program makes a token of the first administrator, once there is one', async () => {
  const wanted = { user: 'first_admin', name: 'this machine' };
  expect(await server.identity.createTokenFor(wanted)).toBeNull();
  await completeSetup(server);
  const made = await server.identity.createTokenFor(wanted);
  const reply = await server.app.inject({
    method: 'GET',
    url: '/api/v1/session',
    headers: { authorization: `Bearer ${made?.token ?? ''}` },
  });
  expect(reply.json()).toMatchObject({ user: { email: 'ada@provider.test' }, roles: ['admin'] });
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ok } from '../kernel/index.ts';
import { openTestServer } from '../../test/support/identity.ts';
import { withoutSecrets } from './action.ts';
import { defineRoute, wireTime } from './route-schema.ts';

test('a route that does not say who may call it does not compile', () => {
  // @ts-expect-error -- `access` is missing, which is the point
  const route = defineRoute({
    method: 'GET',
    path: '/open',
    operation: 'test.open',
    summary: 'Forgets to say who may call it',
    handler: () => Promise.resolve(ok(undefined)),
  });
  expect(route.access).toBeUndefined();
});

test('every mounted route says who may call it', async () => {
  const server = await openTestServer();
  const undeclared = server.identity.routes.filter(
    (route) => !/^(public|signed_in|\w+:\w+)$/.test(route.access),
  );
  expect(undeclared).toEqual([]);
  await server.stop();
});

test('the guides list every problem of this slice, with its status', async () => {
  const server = await openTestServer();
  const guides = ['docs/guide/users-and-permissions.md', 'docs/guide/sign-in.md'];
  const texts = await Promise.all(guides.map((path) => readFile(path, 'utf8')));
  const listed = [...texts.join('\n').matchAll(/^\| `([a-z_]+)` +\| (\d{3}) +\|/gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  const defined = Object.entries(server.identity.problems).map(([code, { status }]) => `${code} ${status}`);
  expect(listed.sort()).toEqual(defined.sort());
  await server.stop();
});

test('two routes of the same operation are refused at start', async () => {
  const twin = defineRoute({
    method: 'GET',
    path: '/twin',
    operation: 'company.list',
    summary: 'Has the name of another',
    access: 'signed_in',
    handler: () => Promise.resolve(ok(undefined)),
  });
  await expect(openTestServer(() => ({ routes: [twin] }))).rejects.toThrow('company.list');
});

test('a public route is limited by address, and a reply holds only what its shape names', async () => {
  const open = defineRoute({
    method: 'GET',
    path: '/open',
    operation: 'test.open',
    summary: 'Open to all',
    access: 'public',
    limitPerMinute: 2,
    reply: z.object({ at: wireTime }),
    handler: ({ clock }) => Promise.resolve(ok({ at: clock.now(), secret: 'hidden' })),
  });
  const server = await openTestServer(() => ({ routes: [open] }));
  const call = () => server.app.inject({ method: 'GET', url: '/api/v1/open' });
  expect((await call()).json()).toEqual({ at: server.clock.now().toISOString() });
  expect((await call()).statusCode).toBe(200);
  const third = await call();
  expect([third.statusCode, third.headers['retry-after']]).toEqual([429, '60']);
  await server.stop();
});

test('a record keeps no secret, no endless text, and nothing that the database cannot hold', () => {
  const hostile = {
    password: 'p',
    newPassword: 'p',
    apiKey: 'k',
    code: '123456',
    nested: { token: 't', list: Array.from({ length: 90 }, (_, index) => index) },
    'na\0me': 'a\0b\ud800',
    long: 'x'.repeat(2_000),
  };
  const kept = withoutSecrets(hostile) as Record<string, unknown>;
  expect(kept).toMatchObject({
    password: '[redacted]',
    newPassword: '[redacted]',
    apiKey: '[redacted]',
    code: '[redacted]',
    nested: { token: '[redacted]' },
    'na\uFFFDme': 'a\uFFFDb\uFFFD',
    long: `${'x'.repeat(500)}…`,
  });
  expect((kept['nested'] as { list: unknown[] }).list).toHaveLength(50);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  adminPassword,
  completeSetup,
  joinCompany,
  openTestServer,
  postSignIn,
  signIn,
  type TestServer,
} from '../../test/support/identity.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
  await completeSetup(server);
});
afterAll(() => server.stop());

test('the first administrator signs in and sees who it is', async () => {
  const ada = await signIn(server);
  const session = await ada.call('GET', '/session');
  expect(session.json()).toMatchObject({
    user: { email: 'ada@provider.test', name: 'Ada Admin' },
    kind: 'provider',
    companyName: 'Northwind Cloud',
    roles: ['admin'],
    provider: { name: 'Northwind Cloud' },
  });
});

test('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await postSignIn(server.app, 'ada@provider.test', 'not the password');
  const unknown = await postSignIn(server.app, 'nobody@provider.test', 'not the password');
  const { instance: _a, ...first } = wrong.json();
  const { instance: _b, ...second } = unknown.json();
  expect(first).toMatchObject({ status: 401, code: 'sign_in_failed' });
  expect(second).toEqual(first);
});

test('an administrator takes on a company and invites its owner', async () => {
  const ada = await signIn(server);
  const company = await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
  expect(company.statusCode).toBe(201);
  const companyId = company.json<{ id: string }>().id;
  const olga = await joinCompany(server, ada, {
    companyId,
    email: 'olga@acme.test',
    role: 'owner',
    name: 'Olga',
  });
  expect((await olga.call('GET', '/session')).json()).toMatchObject({ kind: 'customer', companyId });
  const listed = await olga.call('GET', '/companies');
  expect(listed.json()).toMatchObject({ items: [{ id: companyId, name: 'Acme' }], nextCursor: null });
  expect(adminPassword.length).toBeGreaterThan(11);
});

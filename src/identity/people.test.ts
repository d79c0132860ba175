import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dayMs, minuteMs } from '../kernel/index.ts';
import {
  adminPassword,
  completeSetup,
  joinCompany,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from '../../test/support/identity.ts';

let server: TestServer;
let ada: Caller;
let provider: string;
let acme: string;
let olga: Caller;

beforeAll(async () => {
  server = await openTestServer();
  await completeSetup(server);
  ada = await signIn(server);
  provider = (await ada.call('GET', '/session')).json<{ companyId: string }>().companyId;
  acme = (await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme' })).json<{ id: string }>().id;
  olga = await joinCompany(server, ada, {
    companyId: acme,
    email: 'olga@acme.test',
    role: 'owner',
    name: 'Olga',
  });
});
afterAll(() => server.stop());
beforeEach(() => server.clock.advance(2 * minuteMs));

const codeOf = (reply: { json(): unknown }): unknown => (reply.json() as { code?: string }).code;

const linkToken = (): string => /invitation\/(\S+)/.exec(server.mails.at(-1)?.text ?? '')?.[1] ?? '';

const accept = (token: string, name = 'New') =>
  server.app.inject({
    method: 'POST',
    url: `/api/v1/invitations/${token}`,
    payload: { name, password: adminPassword },
  });

test('an invitation shows what it offers, works once, and is gone then', async () => {
  const invited = await ada.call('POST', '/users/invitations', {
    companyId: acme,
    email: 'Mia@Acme.test',
    role: 'member',
  });
  expect(invited.json()).toMatchObject({ email: 'mia@acme.test', role: 'member', companyName: 'Acme' });
  const token = linkToken();
  const shown = await server.app.inject({ method: 'GET', url: `/api/v1/invitations/${token}` });
  expect(shown.json()).toMatchObject({
    email: 'mia@acme.test',
    companyName: 'Acme',
    providerName: 'Northwind Cloud',
  });
  expect((await accept(token)).statusCode).toBe(204);
  expect(codeOf(await accept(token))).toBe('invitation_invalid');
  expect((await ada.call('GET', '/users/invitations')).json()).toEqual({ items: [] });
  const again = { companyId: acme, email: 'mia@acme.test', role: 'member' };
  expect(codeOf(await ada.call('POST', '/users/invitations', again))).toBe('user_exists');
});

test('of two who open the same link, one gets the account', async () => {
  await ada.call('POST', '/users/invitations', { companyId: acme, email: 'twin@acme.test', role: 'viewer' });
  const token = linkToken();
  const replies = await Promise.all([accept(token, 'One'), accept(token, 'Two')]);
  expect(replies.map((reply) => reply.statusCode).sort()).toEqual([204, 404]);
});

test('a new invitation of the same address makes the old link dead; so do withdrawal and a week', async () => {
  const invite = async (): Promise<string> => {
    await ada.call('POST', '/users/invitations', {
      companyId: acme,
      email: 'late@acme.test',
      role: 'viewer',
    });
    return linkToken();
  };
  const first = await invite();
  const second = await invite();
  expect(codeOf(await accept(first))).toBe('invitation_invalid');
  const { items } = (await ada.call('GET', '/users/invitations')).json<{ items: { id: string }[] }>();
  expect((await ada.call('DELETE', `/users/invitations/${items[0]?.id ?? ''}`)).statusCode).toBe(204);
  expect(codeOf(await accept(second))).toBe('invitation_invalid');
  const third = await invite();
  server.clock.advance(7 * dayMs);
  expect(codeOf(await accept(third))).toBe('invitation_invalid');
  server.clock.set(new Date());
});

test.each([
  ['an owner cannot invite an administrator of the provider', () => provider, 'admin', 'not_found'],
  ['an owner cannot give a role of the provider', () => acme, 'admin', 'role_of_other_side'],
])('%s', async (_name, company, role, code) => {
  const wanted = { companyId: company(), email: 'x@acme.test', role };
  expect(codeOf(await olga.call('POST', '/users/invitations', wanted))).toBe(code);
});

test('an owner manages the people of the own company, and sees no others', async () => {
  const pia = await joinCompany(server, olga, {
    companyId: acme,
    email: 'pia@acme.test',
    role: 'member',
    name: 'Pia',
  });
  const listed = (await olga.call('GET', '/users')).json<{ items: { id: string; email: string }[] }>();
  expect(listed.items.every((user) => user.email.endsWith('@acme.test'))).toBe(true);
  const id = listed.items.find((user) => user.email === 'pia@acme.test')?.id ?? '';
  expect((await olga.call('PATCH', `/users/${id}`, { role: 'viewer' })).json()).toMatchObject({
    role: 'viewer',
  });
  expect((await pia.call('POST', '/tokens', { name: 't', permissions: ['event:read'] })).statusCode).toBe(
    403,
  );
  expect(codeOf(await olga.call('PATCH', `/users/${id}`, { role: 'lead' }))).toBe('role_of_other_side');
  const admins = (await ada.call('GET', `/users?companyId=${provider}`)).json<{ items: { id: string }[] }>();
  expect((await olga.call('PATCH', `/users/${admins.items[0]?.id ?? ''}`, { name: 'X' })).statusCode).toBe(
    404,
  );
});

test('two administrators who remove each other at the same moment leave one', async () => {
  const bob = await joinCompany(server, ada, {
    companyId: provider,
    email: 'bob@provider.test',
    role: 'admin',
    name: 'Bob',
  });
  const { items } = (await ada.call('GET', `/users?companyId=${provider}`)).json<{
    items: { id: string; email: string; role: string }[];
  }>();
  const idOf = (email: string): string => items.find((user) => user.email === email)?.id ?? '';
  const replies = await Promise.all([
    ada.call('PATCH', `/users/${idOf('bob@provider.test')}`, { role: 'auditor' }),
    bob.call('PATCH', `/users/${idOf('ada@provider.test')}`, { role: 'auditor' }),
  ]);
  const codes = replies.map((reply) => (reply.statusCode === 200 ? 'ok' : String(codeOf(reply))));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  const winner = replies[0].statusCode === 200 ? ada : bob;
  const loser = winner === ada ? 'bob@provider.test' : 'ada@provider.test';
  expect((await winner.call('PATCH', `/users/${idOf(loser)}`, { role: 'admin' })).statusCode).toBe(200);
});

test('a token holds no more than its maker, and less when the maker is given less', async () => {
  const lead = await joinCompany(server, ada, {
    companyId: provider,
    email: 'lea@provider.test',
    role: 'lead',
    name: 'Lea',
  });
  const beyond = await lead.call('POST', '/tokens', { name: 'x', permissions: ['user:write'] });
  expect([beyond.statusCode, codeOf(beyond)]).toEqual([403, 'permission_beyond_yours']);
  const past = { name: 'x', permissions: ['event:read'], expiresAt: '2020-01-01T00:00:00Z' };
  expect(codeOf(await lead.call('POST', '/tokens', past))).toBe('expiry_past');
  const expiresAt = new Date(server.clock.now().getTime() + dayMs).toISOString();
  const made = await lead.call('POST', '/tokens', {
    name: 'ci',
    permissions: ['company:write', 'company:read'],
    expiresAt,
  });
  const { id, token } = made.json<{ id: string; token: string }>();
  const bearer = (method: 'GET' | 'POST', url: string, payload?: object) =>
    server.app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  expect((await bearer('POST', '/companies', { name: 'By token', slug: 'by-token' })).statusCode).toBe(201);
  expect((await bearer('GET', '/users')).statusCode).toBe(403);
  const listed = await lead.call('GET', '/tokens');
  expect(listed.json()).toMatchObject({ items: [{ id, name: 'ci', expiresAt }] });
  expect(listed.body).not.toContain(token);
  expect(listed.json<{ items: { lastUsedAt: string | null }[] }>().items[0]?.lastUsedAt).not.toBeNull();
  const leaId = (await lead.call('GET', '/session')).json<{ user: { id: string } }>().user.id;
  await ada.call('PATCH', `/users/${leaId}`, { role: 'analyst' });
  expect((await bearer('POST', '/companies', { name: 'No more', slug: 'no-more' })).statusCode).toBe(403);
  server.clock.advance(dayMs);
  expect((await bearer('GET', '/companies')).json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  server.clock.set(new Date());
  expect((await lead.call('DELETE', `/tokens/${id}`)).statusCode).toBe(204);
});

test.each(['Bearer ', 'Bearer tcn_unknown', 'Basic YTpi', 'Bearer src_x', 'Bearer tcn_\u00e9'])(
  'the authorization "%s" is refused',
  async (authorization) => {
    const reply = await server.app.inject({
      method: 'GET',
      url: '/api/v1/session',
      headers: { authorization },
    });
    expect(reply.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  },
);

test('companies: absent leaves, null clears, a short name is taken once', async () => {
  const made = await ada.call('POST', '/companies', {
    name: 'Beta',
    slug: 'beta',
    retentionDays: 90,
    locale: 'ru',
  });
  const { id } = made.json<{ id: string }>();
  const renamed = await ada.call('PATCH', `/companies/${id}`, { name: 'Beta 2' });
  expect(renamed.json()).toMatchObject({ name: 'Beta 2', slug: 'beta', retentionDays: 90, locale: 'ru' });
  const cleared = await ada.call('PATCH', `/companies/${id}`, { retentionDays: null });
  expect(cleared.json()).toMatchObject({ name: 'Beta 2', retentionDays: null });
  expect(codeOf(await ada.call('PATCH', `/companies/${id}`, { slug: 'acme' }))).toBe('slug_taken');
  expect(codeOf(await ada.call('POST', '/companies', { name: 'B', slug: 'beta' }))).toBe('slug_taken');
  expect((await ada.call('GET', `/companies/${id}`)).json()).toMatchObject({
    counts: { users: 0, sources: 0, openIncidents: 0, openFindings: 0 },
  });
  expect((await olga.call('GET', `/companies/${id}`)).statusCode).toBe(404);
  expect((await olga.call('PATCH', `/companies/${acme}`, { name: 'Mine' })).statusCode).toBe(403);
});

test('companies are found by a part of their name, page by page', async () => {
  for (const name of ['Page c', 'Page a', 'Page b%']) {
    await ada.call('POST', '/companies', { name, slug: name.toLowerCase().replaceAll(/[^a-z]/g, '') });
  }
  const first = (await ada.call('GET', '/companies?q=PAGE&limit=2')).json<{
    items: { name: string }[];
    nextCursor: string;
  }>();
  expect(first.items.map((company) => company.name)).toEqual(['Page a', 'Page b%']);
  const rest = await ada.call('GET', `/companies?q=PAGE&limit=2&cursor=${first.nextCursor}`);
  expect(rest.json()).toMatchObject({ items: [{ name: 'Page c' }], nextCursor: null });
  expect((await ada.call('GET', '/companies?q=%25')).json()).toMatchObject({ items: [{ name: 'Page b%' }] });
});

test('an owner keeps the contacts of the own company', async () => {
  const made = await olga.call('POST', `/companies/${acme}/contacts`, {
    name: 'Security desk',
    email: 'Security@Acme.test',
    categories: ['security', 'legal', 'security'],
  });
  const { id } = made.json<{ id: string }>();
  expect(made.json()).toMatchObject({
    email: 'security@acme.test',
    categories: ['legal', 'security'],
    locale: 'en',
  });
  const changed = await olga.call('PATCH', `/contacts/${id}`, { disabled: true });
  expect(changed.json()).toMatchObject({ name: 'Security desk', disabled: true });
  expect((await ada.call('GET', `/companies/${acme}/contacts`)).json()).toMatchObject({ items: [{ id }] });
  expect((await olga.call('DELETE', `/contacts/${id}`)).statusCode).toBe(204);
  expect((await olga.call('DELETE', `/contacts/${id}`)).statusCode).toBe(404);
});

test('projects belong to a company and have short names of their own', async () => {
  const made = await ada.call('POST', `/companies/${acme}/projects`, { name: 'Shop', slug: 'shop' });
  const { id } = made.json<{ id: string }>();
  expect(codeOf(await ada.call('POST', `/companies/${acme}/projects`, { name: 'S', slug: 'shop' }))).toBe(
    'slug_taken',
  );
  expect((await ada.call('PATCH', `/projects/${id}`, { name: 'Web shop' })).json()).toMatchObject({
    name: 'Web shop',
  });
  expect((await olga.call('GET', `/companies/${acme}/projects`)).json()).toMatchObject({
    items: [{ id, slug: 'shop' }],
  });
});

test('everybody may change the own name and language', async () => {
  expect((await olga.call('PATCH', '/session', { locale: 'ru' })).statusCode).toBe(204);
  expect((await olga.call('GET', '/session')).json()).toMatchObject({ user: { name: 'Olga', locale: 'ru' } });
});

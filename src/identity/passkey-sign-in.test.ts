import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthenticator, type Authenticator, type Twist } from '../../test/support/authenticator.ts';
import {
  adminPassword,
  callerWith,
  completeSetup,
  cookiesOf,
  joinCompany,
  memoryRecorder,
  openTestServer,
  postSignIn,
  publicUrl as callersOrigin,
  signIn,
  type Caller,
  type RecordedActions,
  type TestServer,
} from '../../test/support/identity.ts';
import { minuteMs, systemScope } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';

const site = { origin: 'https://soc.example.test', rpId: 'soc.example.test' };
let server: TestServer;
let ada: Caller;
let recorder: RecordedActions;
let companyId: string;
let people = 0;

beforeAll(async () => {
  server = await openTestServer(() => {
    recorder = memoryRecorder();
    return {
      recorder,
      deps: { publicUrl: () => site.origin, trustedOrigins: [callersOrigin] },
    };
  });
  await completeSetup(server);
  ada = await signIn(server);
  companyId = (await ada.call('GET', '/session')).json<{ companyId: string }>().companyId;
});
afterAll(() => server.stop());
beforeEach(() => {
  // Rate limits are of one minute, and what the last test left in the clock goes.
  server.clock.set(new Date(Math.max(Date.now(), server.clock.now().getTime()) + 2 * minuteMs));
});

interface Person {
  readonly email: string;
  readonly id: string;
  readonly caller: Caller;
}

async function newPerson(role = 'analyst'): Promise<Person> {
  people += 1;
  const email = `person${people}@provider.test`;
  const caller = await joinCompany(server, ada, { companyId, email, role, name: `Person ${people}` });
  // Sessions begin at the machine's clock; the proof of this one is of the test's.
  await caller.call('POST', '/api/auth/proof', { password: adminPassword });
  const id = (await caller.call('GET', '/session')).json<{ user: { id: string } }>().user.id;
  return { email, id, caller };
}

const codeOf = (reply: { json(): unknown }): unknown => (reply.json() as { code?: string }).code;

async function optionsFor(caller: Caller): Promise<{ challenge: string; user: { id: string } }> {
  return (await caller.call('POST', '/passkeys/options')).json();
}

async function addPasskey(person: Person, device: Authenticator, name = 'Laptop'): Promise<string> {
  const response = device.create(await optionsFor(person.caller));
  const made = await person.caller.call('POST', '/passkeys', { name, response });
  expect(made.statusCode).toBe(201);
  return made.json<{ id: string }>().id;
}

const post = (url: string, payload: object) =>
  server.app.inject({ method: 'POST', url: `/api/auth/${url}`, payload });

async function usePasskey(device: Authenticator, twist: Parameters<Authenticator['get']>[1] = {}) {
  const options = (await post('passkey/options', {})).json<{ challenge: string }>();
  return post('passkey/verify', { response: device.get(options, twist) });
}

const rowsOf = async (statement: string): Promise<readonly Record<string, unknown>[]> =>
  (
    await inScope(server.database.db, systemScope('test'), (tx) =>
      sql<Record<string, unknown>>`${sql.raw(statement)}`.execute(tx),
    )
  ).rows;

test('SGN-1: a passkey is added, signs in without code or password, and is removed', async () => {
  const person = await newPerson();
  const enabled = await person.caller.call('POST', '/api/auth/two-factor/enable', {
    password: adminPassword,
  });
  expect(enabled.statusCode).toBe(200);
  const device = createAuthenticator(site);
  const id = await addPasskey(person, device, 'Work laptop');
  expect((await person.caller.call('GET', '/passkeys')).json()).toMatchObject({
    items: [{ id, name: 'Work laptop', synced: false, suspended: false, lastUsedAt: null }],
  });
  const entered = await usePasskey(device);
  expect(entered.statusCode).toBe(200);
  expect(entered.cookies[0]).toMatchObject({
    name: '__Secure-tocsin.session_token',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  });
  const inside = callerWith(server.app, cookiesOf(entered));
  expect((await inside.call('GET', '/session')).json()).toMatchObject({
    user: { email: person.email },
    signIn: { password: true, passkeys: 1, passkeyOrigin: site.origin, requiredProvider: null },
  });
  const { items } = (await inside.call('GET', '/sessions')).json<{
    items: { current: boolean; way: string }[];
  }>();
  expect(items.find((item) => item.current)?.way).toBe('passkey');
  expect((await inside.call('PATCH', `/passkeys/${id}`, { name: 'Old laptop' })).statusCode).toBe(204);
  await inside.call('POST', '/api/auth/proof', { password: adminPassword });
  expect((await inside.call('DELETE', `/passkeys/${id}`)).statusCode).toBe(204);
  expect(codeOf(await usePasskey(device))).toBe('passkey_unknown');
});

test('SGN-16: what was done with a passkey is recorded, and so is what was tried', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  recorder.actions.length = 0;
  const id = await addPasskey(person, device);
  await usePasskey(device);
  await usePasskey(device, { userVerified: false });
  await usePasskey(device, { credential: { ...device.held[0], id: 'AAAA' } as never });
  await person.caller.call('DELETE', `/passkeys/${id}`);
  expect(
    recorder.actions.map((action) => [
      action.eventName,
      action.outcome,
      action.errorCode,
      action.actor.name,
      action.companyId,
      action.resources.some((resource) => resource.type === 'passkey' && resource.id === id),
    ]),
  ).toEqual([
    ['passkey.prepare', 'success', null, `Person ${people}`, companyId, false],
    ['passkey.add', 'success', null, `Person ${people}`, companyId, true],
    ['session.sign_in', 'success', null, `Person ${people}`, companyId, true],
    ['session.sign_in', 'failed', 'passkey_refused', person.email, companyId, true],
    ['session.sign_in', 'failed', 'passkey_unknown', '', null, false],
    ['passkey.remove', 'success', null, `Person ${people}`, companyId, true],
  ]);
  expect(JSON.stringify(recorder.actions)).not.toContain('signature');
});

test.each<[string, Twist]>([
  ['from another origin', { origin: 'https://soc.example.test.evil.test' }],
  ['from another port', { origin: `${site.origin}:444` }],
  ['for another host name', { rpId: 'evil.test' }],
  ['whose holder was not verified', { userVerified: false }],
  ['that says it is another user’s', { userHandle: 'AZoAAAAAcACAAAAAAAAA_w' }],
  ['that does not say whose it is', { userHandle: null }],
  ['with a signature of nothing', { signature: Buffer.alloc(70, 1).toString('base64url') }],
  ['of another kind', { type: 'webauthn.create' }],
])('SGN-1: an answer %s is refused', async (_name, twist) => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  const refused = await usePasskey(device, twist);
  expect(refused.json()).toMatchObject({ status: 401, code: 'passkey_refused' });
  expect(refused.cookies).toEqual([]);
});

test.each<[string, Twist]>([
  ['with a challenge of its own', { challenge: Buffer.alloc(32, 9).toString('base64url') }],
  ['made inside another site’s page', { crossOrigin: true }],
])('SGN-2: an answer %s is refused', async (_name, twist) => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  expect(codeOf(await usePasskey(device, twist))).toBe('passkey_challenge_expired');
});

test('SGN-2: a challenge is for one answer, for ten minutes, and for what it was asked for', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site, false);
  await addPasskey(person, device);
  const options = (await post('passkey/options', {})).json<{ challenge: string }>();
  const response = device.get(options);
  expect((await post('passkey/verify', { response })).statusCode).toBe(200);
  expect(codeOf(await post('passkey/verify', { response }))).toBe('passkey_challenge_expired');

  const late = (await post('passkey/options', {})).json<{ challenge: string }>();
  server.clock.advance(10 * minuteMs);
  expect(codeOf(await post('passkey/verify', { response: device.get(late) }))).toBe(
    'passkey_challenge_expired',
  );

  await person.caller.call('POST', '/api/auth/proof', { password: adminPassword });
  const toAdd = await optionsFor(person.caller);
  expect(codeOf(await post('passkey/verify', { response: device.get(toAdd) }))).toBe(
    'passkey_challenge_expired',
  );
  const proof = { passkey: device.get(toAdd) };
  expect(codeOf(await person.caller.call('POST', '/api/auth/proof', proof))).toBe(
    'passkey_challenge_expired',
  );
});

test('SGN-2: nobody adds a passkey with another user’s challenge', async () => {
  const first = await newPerson();
  const second = await newPerson();
  const response = createAuthenticator(site).create(await optionsFor(first.caller));
  const stolen = await second.caller.call('POST', '/passkeys', { name: 'x', response });
  expect(codeOf(stolen)).toBe('passkey_challenge_expired');
});

test.each<[string, Twist]>([
  ['made at another origin', { origin: 'https://evil.test' }],
  ['made for another host name', { rpId: 'evil.test' }],
  ['whose holder was not verified', { userVerified: false }],
  ['that is no registration', { type: 'webauthn.get' }],
])('SGN-1: a new passkey %s is refused', async (_name, twist) => {
  const person = await newPerson();
  const response = createAuthenticator(site).create(await optionsFor(person.caller), twist);
  const made = await person.caller.call('POST', '/passkeys', { name: 'x', response });
  expect(made.json()).toMatchObject({ status: 400, code: 'passkey_invalid' });
  expect((await person.caller.call('GET', '/passkeys')).json()).toEqual({ items: [] });
});

test('SGN-3: what is stored is the public half, and no maker’s certificate is looked at', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  const [row] = await rowsOf(`select * from passkey where user_id = '${person.id}'`);
  expect(Object.keys(row ?? {}).sort()).toEqual([
    'company_id',
    'counter',
    'created_at',
    'credential_id',
    'id',
    'last_used_at',
    'name',
    'public_key',
    'suspended_at',
    'synced',
    'transports',
    'user_id',
  ]);
  const challenges = JSON.stringify(await rowsOf('select * from passkey_challenge'));
  const options = await optionsFor(person.caller);
  expect(challenges).not.toContain(options.challenge);
  const response = createAuthenticator(site).create(options, { attested: true });
  const made = await person.caller.call('POST', '/passkeys', { name: 'x', response });
  expect(codeOf(made)).toBe('passkey_invalid');
});

test('SGN-4: a counter that runs backwards suspends the passkey, for its owner and for the thief', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  const id = await addPasskey(person, device);
  await usePasskey(device);
  await usePasskey(device);
  recorder.actions.length = 0;
  const cloned = await usePasskey(device, { counter: 2 });
  expect(cloned.json()).toMatchObject({ status: 401, code: 'passkey_suspended' });
  expect(codeOf(await usePasskey(device, { counter: 50 }))).toBe('passkey_suspended');
  expect(recorder.actions.map((action) => [action.eventName, action.actor.kind, action.errorCode])).toEqual([
    ['passkey.suspend', 'system', null],
    ['session.sign_in', 'anonymous', 'passkey_suspended'],
    ['session.sign_in', 'anonymous', 'passkey_suspended'],
  ]);
  expect((await person.caller.call('GET', '/passkeys')).json()).toMatchObject({
    items: [{ id, suspended: true }],
  });
  const listed = (await ada.call('GET', `/users?q=${person.email}`)).json();
  expect(listed).toMatchObject({ items: [{ signIn: { password: true, passkeys: 0 } }] });
});

test('SGN-4: without the key nobody makes a passkey look cloned', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  await usePasskey(device);
  const forged = { counter: 0, signature: Buffer.alloc(70, 1).toString('base64url') };
  expect(codeOf(await usePasskey(device, forged))).toBe('passkey_refused');
  expect((await usePasskey(device)).statusCode).toBe(200);
});

test('a passkey that does not count is used again and again', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site, false);
  await addPasskey(person, device);
  expect((await usePasskey(device)).statusCode).toBe(200);
  expect((await usePasskey(device)).statusCode).toBe(200);
});

test('SGN-5: wrong passwords do not lock a passkey out, and wrong passkeys do not lock a password', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  for (let failure = 1; failure <= 5; failure += 1)
    await postSignIn(server.app, person.email, 'wrong guess!');
  expect(codeOf(await postSignIn(server.app, person.email, adminPassword))).toBe('sign_in_locked');
  expect((await usePasskey(device)).statusCode).toBe(200);

  server.clock.advance(2 * minuteMs);
  for (let failure = 1; failure <= 5; failure += 1) await usePasskey(device, { userVerified: false });
  const locked = await usePasskey(device);
  expect(locked.json()).toMatchObject({ status: 429, code: 'sign_in_locked' });
  expect(locked.headers['retry-after']).toBe('60');
  server.clock.advance(2 * minuteMs - 61_000);
  const listed = (await ada.call('GET', `/users?q=${person.email}`)).json<{
    items: { lockedUntil: string | null }[];
  }>();
  expect(listed.items[0]?.lockedUntil).not.toBeNull();
  expect((await ada.call('POST', `/users/${person.id}/unlock`)).statusCode).toBe(204);
  expect((await usePasskey(device)).statusCode).toBe(200);
  server.clock.advance(minuteMs);
  expect((await postSignIn(server.app, person.email, adminPassword)).statusCode).toBe(200);
});

test('one address uses a passkey thirty times a minute and no more', async () => {
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 31; attempt += 1) {
    statuses.push((await post('passkey/verify', { response: {} })).statusCode);
  }
  expect(new Set(statuses.slice(0, 30))).toEqual(new Set([400]));
  expect(statuses[30]).toBe(429);
});

test('SGN-5: no claimed address reaches the count of an account’s passkeys', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  for (const claimed of [`passkey:${person.email}`, ` passkey:${person.email}`]) {
    for (let failure = 1; failure <= 5; failure += 1) await postSignIn(server.app, claimed, 'wrong guess!');
    server.clock.advance(minuteMs);
  }
  expect((await usePasskey(device)).statusCode).toBe(200);
});

test('SGN-6: without a fresh proof nothing changes; a password or a passkey is one', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  const id = await addPasskey(person, device);
  server.clock.advance(10 * minuteMs);
  const { caller } = person;
  expect((await caller.call('GET', '/session')).json()).toMatchObject({ signIn: { proved: false } });
  expect(codeOf(await caller.call('POST', '/passkeys/options'))).toBe('proof_needed');
  expect(codeOf(await caller.call('DELETE', `/passkeys/${id}`))).toBe('proof_needed');
  expect(codeOf(await caller.call('POST', '/api/auth/proof', { password: 'not the password' }))).toBe(
    'password_wrong',
  );
  expect(codeOf(await caller.call('DELETE', `/passkeys/${id}`))).toBe('proof_needed');
  const options = (await caller.call('POST', '/api/auth/proof/options', {})).json();
  expect(options).toMatchObject({
    rpId: site.rpId,
    userVerification: 'required',
    allowCredentials: [{ id: device.held[0]?.id }],
  });
  const proved = await caller.call('POST', '/api/auth/proof', { passkey: device.get(options) });
  expect(proved.json()).toEqual({
    provedUntil: new Date(server.clock.now().getTime() + 10 * minuteMs).toISOString(),
  });
  expect((await caller.call('GET', '/session')).json()).toMatchObject({ signIn: { proved: true } });
  expect((await caller.call('DELETE', `/passkeys/${id}`)).statusCode).toBe(204);
});

test('SGN-6: a proof with another user’s passkey is none, and guesses at it are counted', async () => {
  const owner = await newPerson();
  const thief = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(owner, device);
  const options = (await thief.caller.call('POST', '/api/auth/proof/options', {})).json<{
    challenge: string;
  }>();
  const proof = { passkey: device.get(options) };
  expect(codeOf(await thief.caller.call('POST', '/api/auth/proof', proof))).toBe('passkey_unknown');
  const codes: unknown[] = [];
  for (let guess = 1; guess <= 6; guess += 1) {
    codes.push(codeOf(await thief.caller.call('POST', '/api/auth/proof', { password: `guess ${guess}` })));
  }
  expect(codes).toEqual([
    'password_wrong',
    'password_wrong',
    'password_wrong',
    'password_wrong',
    'password_wrong',
    'sign_in_locked',
  ]);
});

test('SGN-6: an API token changes no passkey, whatever it may do else', async () => {
  const person = await newPerson();
  const { token } = (
    await person.caller.call('POST', '/tokens', { name: 'script', permissions: ['event:read'] })
  ).json<{ token: string }>();
  const headers = { authorization: `Bearer ${token}` };
  const asked = await server.app.inject({ method: 'POST', url: '/api/v1/passkeys/options', headers });
  expect(codeOf(asked)).toBe('session_needed');
  const proved = await server.app.inject({
    method: 'POST',
    url: '/api/auth/proof',
    headers,
    payload: { password: adminPassword },
  });
  expect(codeOf(proved)).toBe('unauthenticated');
});

test('SGN-7: the last way in stays, until there is another', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  const id = await addPasskey(person, device);
  await rowsOf(`delete from user_account where user_id = '${person.id}' returning id`);
  expect((await person.caller.call('GET', '/session')).json()).toMatchObject({
    signIn: { password: false, passkeys: 1 },
  });
  const refused = await person.caller.call('DELETE', `/passkeys/${id}`);
  expect(refused.json()).toMatchObject({ status: 409, code: 'last_way_in' });
  const second = createAuthenticator(site);
  const other = await addPasskey(person, second);
  const both = await Promise.all([
    person.caller.call('DELETE', `/passkeys/${id}`),
    person.caller.call('DELETE', `/passkeys/${other}`),
  ]);
  expect(both.map((reply) => reply.statusCode).sort()).toEqual([204, 409]);
});

test('SGN-7: an administrator removes a lost passkey, which signs its user out; others cannot', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  const id = await addPasskey(person, device);
  const path = `/users/${person.id}/passkeys/${id}`;
  const other = await newPerson();
  expect((await other.caller.call('DELETE', path)).statusCode).toBe(403);
  expect((await ada.call('GET', `/users/${person.id}/sign-in`)).json()).toMatchObject({
    password: true,
    passkeys: [{ id, name: 'Laptop' }],
    identityLinks: [],
  });
  expect((await ada.call('DELETE', path)).statusCode).toBe(204);
  expect((await person.caller.call('GET', '/session')).statusCode).toBe(401);
  expect(codeOf(await ada.call('DELETE', path))).toBe('not_found');
  const self = (await ada.call('GET', '/session')).json<{ user: { id: string } }>().user.id;
  expect(codeOf(await ada.call('DELETE', `/users/${self}/passkeys/${id}`))).toBe('own_account');
});

test('a disabled user’s passkey opens nothing', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  await ada.call('PATCH', `/users/${person.id}`, { disabled: true });
  const refused = await usePasskey(device);
  expect(refused.json()).toMatchObject({ status: 403, code: 'account_disabled' });
  expect(refused.cookies).toEqual([]);
});

test('a user has at most twenty passkeys, and none twice', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device, '1');
  const other = await newPerson();
  const twin = { credentialId: device.held[0]?.id ?? '' };
  for (const thief of [person, other]) {
    const response = createAuthenticator(site).create(await optionsFor(thief.caller), twin);
    const refused = await thief.caller.call('POST', '/passkeys', { name: 'twin', response });
    expect(refused.json()).toMatchObject({ status: 409, code: 'passkey_exists' });
  }
  for (let count = 2; count <= 20; count += 1)
    await addPasskey(person, createAuthenticator(site), `${count}`);
  expect(codeOf(await person.caller.call('POST', '/passkeys/options'))).toBe('passkey_limit');
});

test.each([
  ['no JSON at all', 'x'],
  ['a foreign shape', { response: { id: 7 } }],
  ['no base64url', { response: { id: '!!', rawId: '!!', type: 'public-key', response: {} } }],
])('%s is a bad request', async (_name, payload) => {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/auth/passkey/verify',
    headers: { 'content-type': 'application/json' },
    payload,
  });
  expect(reply.statusCode).toBe(400);
});

test('where the address allows no passkeys there are none', async () => {
  const plain = await openTestServer();
  await completeSetup(plain);
  const caller = await signIn(plain);
  expect((await plain.app.inject({ url: '/api/v1/sign-in/ways' })).json()).toEqual({
    passkeyOrigin: null,
    identityProviders: [],
    byDomain: false,
  });
  expect(codeOf(await caller.call('POST', '/passkeys/options'))).toBe('passkey_unavailable');
  const asked = await plain.app.inject({ method: 'POST', url: '/api/auth/passkey/options', payload: {} });
  expect(codeOf(asked)).toBe('passkey_unavailable');
  await plain.stop();
});

test('SGN-16: without its record no passkey is added, and none opens a session', async () => {
  const person = await newPerson();
  const device = createAuthenticator(site);
  await addPasskey(person, device);
  const before = await rowsOf('select count(*) as count from user_session');
  const response = createAuthenticator(site).create(await optionsFor(person.caller));
  recorder.fail = true;
  const added = await person.caller.call('POST', '/passkeys', { name: 'x', response });
  const entered = await usePasskey(device);
  recorder.fail = false;
  expect([added.statusCode, entered.statusCode]).toEqual([500, 500]);
  expect(await rowsOf('select count(*) as count from user_session')).toEqual(before);
  expect((await person.caller.call('GET', '/passkeys')).json<{ items: unknown[] }>().items).toHaveLength(1);
});

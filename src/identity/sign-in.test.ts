import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  adminPassword,
  callerWith,
  completeSetup,
  cookiesOf,
  joinCompany,
  memoryRecorder,
  openTestServer,
  postSignIn,
  publicUrl,
  signIn,
  type Caller,
  type RecordedActions,
  type TestServer,
} from '../../test/support/identity.ts';
import { minuteMs, systemScope } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';

let server: TestServer;
let ada: Caller;
let recorder: RecordedActions;
let companyId: string;
let person = 0;

/** A user of the provider of the test's own. */
async function newPerson(role = 'analyst'): Promise<{ readonly email: string; readonly caller: Caller }> {
  person += 1;
  const email = `person${person}@provider.test`;
  return {
    email,
    caller: await joinCompany(server, ada, { companyId, email, role, name: `Person ${person}` }),
  };
}

const rowsOf = async (statement: string): Promise<readonly unknown[]> =>
  (await inScope(server.database.db, systemScope('test'), (tx) => sql`${sql.raw(statement)}`.execute(tx)))
    .rows;

const wrong = 'not the right password';

beforeAll(async () => {
  server = await openTestServer(() => {
    recorder = memoryRecorder();
    return { recorder };
  });
  await completeSetup(server);
  ada = await signIn(server);
  companyId = (await ada.call('GET', '/session')).json<{ companyId: string }>().companyId;
});
afterAll(() => server.stop());
beforeEach(() => {
  // Rate limits are of one minute; each test has its own.
  server.clock.advance(2 * minuteMs);
  recorder.fail = false;
});

test('the first administrator signs in and sees who it is', async () => {
  expect((await ada.call('GET', '/session')).json()).toMatchObject({
    user: { email: 'ada@provider.test', name: 'Ada Admin', twoFactorEnabled: false },
    kind: 'provider',
    companyName: 'Northwind Cloud',
    roles: ['admin'],
    provider: { name: 'Northwind Cloud' },
  });
});

test('the cookie is out of reach of scripts and other sites, and its token is stored as a hash', async () => {
  const reply = await postSignIn(server.app, 'ada@provider.test', adminPassword);
  const [cookie] = reply.cookies;
  expect(cookie).toMatchObject({ name: 'tocsin.session_token', httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(reply.json()).not.toHaveProperty('token');
  const token = cookie?.value.split('.')[0] ?? '';
  const stored = await rowsOf('select token_hash from user_session');
  expect(token.length).toBeGreaterThan(20);
  expect(JSON.stringify(stored)).not.toContain(token);
});

test('behind https the cookie is for https only', async () => {
  const secure = await openTestServer(() => ({ deps: { publicUrl: () => 'https://soc.example.test' } }));
  await completeSetup(secure);
  const reply = await postSignIn(secure.app, 'ada@provider.test', adminPassword);
  expect(reply.cookies[0]).toMatchObject({
    name: '__Secure-tocsin.session_token',
    secure: true,
    httpOnly: true,
  });
  expect((await callerWith(secure.app, cookiesOf(reply)).call('GET', '/session')).statusCode).toBe(200);
  await secure.stop();
});

test('a wrong password, an unknown address and a disabled account get the same answer', async () => {
  const { email } = await newPerson();
  const users = (await ada.call('GET', `/users?q=${email}`)).json<{ items: { id: string }[] }>();
  await ada.call('PATCH', `/users/${users.items[0]?.id ?? ''}`, { disabled: true });
  const replies = [
    await postSignIn(server.app, 'ada@provider.test', wrong),
    await postSignIn(server.app, 'nobody@provider.test', wrong),
    await postSignIn(server.app, 'not even an address', wrong),
    await postSignIn(server.app, email, adminPassword),
  ];
  for (const reply of replies) {
    const { instance: _, ...problem } = reply.json();
    expect(problem).toEqual({
      type: 'urn:tocsin:problem:sign_in_failed',
      title: 'The address or the password is wrong',
      status: 401,
      code: 'sign_in_failed',
      detail: 'The address or the password is wrong.',
    });
  }
});

test('an account locks after five failures, for longer each time, and time unlocks it', async () => {
  const { email } = await newPerson();
  for (let failure = 1; failure <= 5; failure += 1) {
    expect((await postSignIn(server.app, email, wrong)).statusCode).toBe(401);
  }
  const locked = await postSignIn(server.app, email, adminPassword);
  expect(locked.json()).toMatchObject({ status: 429, code: 'sign_in_locked' });
  expect(locked.headers['retry-after']).toBe('60');
  server.clock.advance(minuteMs);
  expect((await postSignIn(server.app, email, wrong)).statusCode).toBe(401);
  expect((await postSignIn(server.app, email, adminPassword)).headers['retry-after']).toBe('120');
  server.clock.advance(2 * minuteMs);
  expect((await postSignIn(server.app, email, adminPassword)).statusCode).toBe(200);
  expect((await postSignIn(server.app, email, wrong)).statusCode).toBe(401);
});

test('an address without an account locks in the same way', async () => {
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    statuses.push((await postSignIn(server.app, 'ghost@nowhere.test', wrong)).statusCode);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

test('attempts made at the same moment count too', async () => {
  const { email } = await newPerson();
  const replies = await Promise.all(Array.from({ length: 9 }, () => postSignIn(server.app, email, wrong)));
  const statuses = replies.map((reply) => reply.statusCode).sort();
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
});

test('an administrator sees the lock and lifts it', async () => {
  const { email } = await newPerson();
  for (let failure = 1; failure <= 5; failure += 1) await postSignIn(server.app, email, wrong);
  const listed = (await ada.call('GET', `/users?q=${email}`)).json<{
    items: { id: string; lockedUntil: string | null }[];
  }>();
  expect(listed.items[0]?.lockedUntil).toBe(new Date(server.clock.now().getTime() + minuteMs).toISOString());
  expect((await ada.call('POST', `/users/${listed.items[0]?.id ?? ''}/unlock`)).statusCode).toBe(204);
  expect((await postSignIn(server.app, email, adminPassword)).statusCode).toBe(200);
});

test('one address may try one account ten times a minute', async () => {
  const { email } = await newPerson();
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 11; attempt += 1) {
    statuses.push((await postSignIn(server.app, email, adminPassword)).statusCode);
  }
  // The person's own first sign-in, after the invitation, is one of the ten.
  expect(statuses.filter((status) => status === 200)).toHaveLength(9);
  expect(statuses.at(-1)).toBe(429);
});

test('a mailed reset link sets a new password once, ends all sessions and lifts a lock', async () => {
  const { email, caller } = await newPerson();
  for (let failure = 1; failure <= 5; failure += 1) await postSignIn(server.app, email, wrong);
  const asked = await server.app.inject({
    method: 'POST',
    url: '/api/auth/request-password-reset',
    payload: { email, redirectTo: 'https://evil.test/' },
  });
  expect(asked.json()).toEqual({ status: true });
  await server.identity.jobs.get('identity-request-password-reset')?.({ email });
  const mail = server.mails.at(-1);
  expect(mail).toMatchObject({ to: email, template: 'password-reset' });
  expect(mail?.text).toContain(`${publicUrl}/reset-password?token=`);
  expect(mail?.text).not.toContain('evil');
  const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1];
  const stored = await rowsOf(`select identifier from verification`);
  expect(JSON.stringify(stored)).not.toContain(token);
  const reset = (newPassword: string) =>
    server.app.inject({ method: 'POST', url: '/api/auth/reset-password', payload: { token, newPassword } });
  expect((await reset('short')).json()).toMatchObject({ code: 'password_unacceptable' });
  expect((await reset('aaaaaaaaaaaaaa')).json()).toMatchObject({ code: 'password_unacceptable' });
  expect((await reset('a new and better one')).statusCode).toBe(200);
  expect((await reset('yet another good one')).json()).toMatchObject({ code: 'reset_link_invalid' });
  expect((await caller.call('GET', '/session')).statusCode).toBe(401);
  expect((await postSignIn(server.app, email, adminPassword)).statusCode).toBe(401);
  expect((await postSignIn(server.app, email, 'a new and better one')).statusCode).toBe(200);
});

test('a reset for an unknown address says the same and mails nobody', async () => {
  const before = server.mails.length;
  const asked = await server.app.inject({
    method: 'POST',
    url: '/api/auth/request-password-reset',
    payload: { email: 'nobody@nowhere.test' },
  });
  expect([asked.statusCode, asked.json()]).toEqual([200, { status: true }]);
  await server.identity.jobs.get('identity-request-password-reset')?.({ email: 'nobody@nowhere.test' });
  expect(server.mails.length).toBe(before);
});

test('sessions are listed and ended one by one', async () => {
  const { email, caller } = await newPerson();
  const second = await signIn(server, email);
  const { items } = (await caller.call('GET', '/sessions')).json<{
    items: { id: string; current: boolean }[];
  }>();
  expect(items.map((item) => item.current).sort()).toEqual([false, true]);
  const other = items.find((item) => !item.current)?.id ?? '';
  expect((await caller.call('DELETE', `/sessions/${other}`)).statusCode).toBe(204);
  expect((await second.call('GET', '/session')).statusCode).toBe(401);
  expect((await caller.call('GET', '/session')).statusCode).toBe(200);
  expect(
    (await ada.call('DELETE', `/sessions/${items.find((item) => item.current)?.id ?? ''}`)).statusCode,
  ).toBe(404);
});

test('signing out ends the session', async () => {
  const { caller } = await newPerson();
  expect((await caller.call('POST', '/api/auth/sign-out', {})).statusCode).toBe(200);
  expect((await caller.call('GET', '/session')).statusCode).toBe(401);
  expect((await caller.call('GET', '/api/auth/get-session')).json()).toBeNull();
});

test('a disabled user loses every session and token at once', async () => {
  const { email, caller } = await newPerson();
  const made = await caller.call('POST', '/tokens', { name: 'script', permissions: ['event:read'] });
  const { token } = made.json<{ token: string }>();
  const withToken = () =>
    server.app.inject({
      method: 'GET',
      url: '/api/v1/session',
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await withToken()).json()).toMatchObject({ permissions: ['event:read'] });
  const id = (await caller.call('GET', '/session')).json<{ user: { id: string } }>().user.id;
  expect((await ada.call('PATCH', `/users/${id}`, { disabled: true })).json()).toMatchObject({
    disabled: true,
  });
  expect((await caller.call('GET', '/session')).statusCode).toBe(401);
  expect((await withToken()).statusCode).toBe(401);
  await ada.call('PATCH', `/users/${id}`, { disabled: false });
  expect((await withToken()).statusCode).toBe(401);
  expect((await postSignIn(server.app, email, adminPassword)).statusCode).toBe(200);
});

test('a session ends a week after sign-in', async () => {
  const { caller } = await newPerson();
  server.clock.advance(7 * 24 * 60 * minuteMs);
  expect((await caller.call('GET', '/session')).statusCode).toBe(401);
  server.clock.set(new Date());
});

test.each([
  ['without our header', { origin: publicUrl }],
  ['from another origin', { origin: 'https://evil.test', 'x-tocsin-request': '1' }],
  ['from an opaque origin', { origin: 'null', 'x-tocsin-request': '1' }],
])('a change with a cookie %s is refused', async (_name, headers) => {
  for (const url of ['/api/v1/companies', '/api/auth/sign-out']) {
    const reply = await server.app.inject({
      method: 'POST',
      url,
      headers: { cookie: ada.cookie, ...headers } as Record<string, string>,
      payload: { name: 'X', slug: 'x' },
    });
    expect(reply.json()).toMatchObject({ status: 403, code: 'cross_site_request' });
  }
});

test('a forged or damaged cookie is nobody', async () => {
  const forged = createHmac('sha256', 'guess').update('token').digest('base64');
  for (const value of [`token.${forged}`, 'token', '.', `${ada.cookie.slice(22)}x`, '%00.%00']) {
    const caller = callerWith(server.app, `tocsin.session_token=${encodeURIComponent(value)}`);
    expect((await caller.call('GET', '/session')).statusCode).toBe(401);
  }
});

test('what the library could do beyond the opened flows is not there', async () => {
  for (const path of ['sign-up/email', 'update-user', 'change-email', 'delete-user', 'list-sessions', 'ok']) {
    expect((await ada.call('POST', `/api/auth/${path}`, {})).statusCode).toBe(404);
  }
});

test('a password is changed with the old one, and other sessions may be ended with it', async () => {
  const { email, caller } = await newPerson();
  const other = await signIn(server, email);
  const change = (currentPassword: string, newPassword: string) =>
    caller.call('POST', '/api/auth/change-password', {
      currentPassword,
      newPassword,
      revokeOtherSessions: true,
    });
  expect((await change(wrong, 'a new and better one')).json()).toMatchObject({ code: 'password_wrong' });
  expect((await change(adminPassword, `x${email}`)).json()).toMatchObject({ code: 'password_unacceptable' });
  expect((await change(adminPassword, 'a new and better one')).statusCode).toBe(200);
  expect((await other.call('GET', '/session')).statusCode).toBe(401);
  expect((await postSignIn(server.app, email, 'a new and better one')).statusCode).toBe(200);
});

test('with two-factor sign-in a password alone opens nothing', async () => {
  server.clock.set(new Date());
  const { email, caller } = await newPerson();
  const enabled = await caller.call('POST', '/api/auth/two-factor/enable', { password: adminPassword });
  const { totpURI, backupCodes } = enabled.json<{ totpURI: string; backupCodes: string[] }>();
  const secret = new URL(totpURI).searchParams.get('secret') ?? '';
  const stored = JSON.stringify(await rowsOf('select secret, backup_codes from two_factor'));
  expect(stored).not.toContain(secret);
  expect(stored).not.toContain(backupCodes[0]);
  const confirmed = await caller.call('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret) });
  expect(confirmed.statusCode).toBe(200);

  const first = await postSignIn(server.app, email, adminPassword);
  expect(first.json()).toMatchObject({ twoFactorRedirect: true, twoFactorMethods: ['totp'] });
  const half = callerWith(server.app, cookiesOf(first));
  expect((await half.call('GET', '/session')).statusCode).toBe(401);
  const refused = await half.call('POST', '/api/auth/two-factor/verify-totp', { code: '000000' });
  expect(refused.json()).toMatchObject({ status: 401, code: 'two_factor_code_wrong' });
  const code = totp(secret);
  const passed = await half.call('POST', '/api/auth/two-factor/verify-totp', { code });
  expect(passed.statusCode).toBe(200);
  const whole = callerWith(server.app, cookiesOf(passed));
  expect((await whole.call('GET', '/session')).json()).toMatchObject({
    user: { email, twoFactorEnabled: true },
  });

  const again = callerWith(server.app, cookiesOf(await postSignIn(server.app, email, adminPassword)));
  const replayed = await again.call('POST', '/api/auth/two-factor/verify-totp', { code });
  expect(replayed.json()).toMatchObject({ code: 'two_factor_code_wrong' });
  expect(replayed.cookies).toEqual([]);
  const spare = { code: backupCodes[0] };
  expect((await again.call('POST', '/api/auth/two-factor/verify-backup-code', spare)).statusCode).toBe(200);
  const third = callerWith(server.app, cookiesOf(await postSignIn(server.app, email, adminPassword)));
  const reused = await third.call('POST', '/api/auth/two-factor/verify-backup-code', spare);
  expect(reused.json()).toMatchObject({ code: 'two_factor_code_wrong' });
  expect(
    recorder.actions
      .filter((action) => action.eventName.startsWith('two_factor.'))
      .map((action) => [action.eventName, action.outcome]),
  ).toEqual([
    ['two_factor.enable', 'success'],
    ['two_factor.verify', 'success'],
    ['two_factor.verify', 'failed'],
    ['two_factor.verify', 'success'],
    ['two_factor.verify', 'failed'],
    ['two_factor.verify_backup_code', 'success'],
    ['two_factor.verify_backup_code', 'failed'],
  ]);
});

test('wrong codes are counted although their request fails: five end the attempt', async () => {
  server.clock.set(new Date());
  const { email, caller } = await newPerson();
  const enabled = await caller.call('POST', '/api/auth/two-factor/enable', { password: adminPassword });
  const secret = new URL(enabled.json<{ totpURI: string }>().totpURI).searchParams.get('secret') ?? '';
  await caller.call('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret) });
  const half = callerWith(server.app, cookiesOf(await postSignIn(server.app, email, adminPassword)));
  const codes: string[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const reply = await half.call('POST', '/api/auth/two-factor/verify-totp', { code: '000000' });
    codes.push(reply.json<{ code: string }>().code);
  }
  expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'two_factor_code_wrong'));
  expect(codes[5]).toBe('two_factor_expired');
});

test('without its record no change is made: neither by a route nor by the sign-in library', async () => {
  const before = await rowsOf('select count(*) as count from user_session');
  recorder.fail = true;
  const route = await ada.call('POST', '/companies', { name: 'Unrecorded', slug: 'unrecorded' });
  const flow = await postSignIn(server.app, 'ada@provider.test', adminPassword);
  expect([route.statusCode, flow.statusCode]).toEqual([500, 500]);
  recorder.fail = false;
  expect(await rowsOf('select count(*) as count from user_session')).toEqual(before);
  expect(await rowsOf(`select 1 from company where slug = 'unrecorded'`)).toEqual([]);
});

test('each sign-in leaves one record that names the user, or the address that was claimed', async () => {
  recorder.actions.length = 0;
  await postSignIn(server.app, 'ada@provider.test', wrong);
  await postSignIn(server.app, 'ada@provider.test', adminPassword);
  await postSignIn(server.app, 'spook@nowhere.test', wrong);
  await server.app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email: 7 } });
  expect(
    recorder.actions.map(({ eventName, outcome, actor, companyId: about }) => [
      eventName,
      outcome,
      actor.kind,
      actor.name,
      about,
    ]),
  ).toEqual([
    ['session.sign_in', 'failed', 'anonymous', 'ada@provider.test', companyId],
    ['session.sign_in', 'success', 'user', 'Ada Admin', companyId],
    ['session.sign_in', 'failed', 'anonymous', 'spook@nowhere.test', null],
    ['session.sign_in', 'failed', 'anonymous', '', null],
  ]);
});

/** RFC 6238 with SHA-1, 6 digits, 30 seconds. */
function totp(base32: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(base32.replaceAll('=', ''), (letter) =>
    alphabet.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

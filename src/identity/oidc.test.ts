import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  adminPassword,
  callerWith,
  completeSetup,
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
import { openBrowser, type TestBrowser, type Visit } from '../../test/support/oidc-browser.ts';
import { openIssuer, type Issuer } from '../../test/support/oidc-issuer.ts';
import { minuteMs } from '../kernel/index.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** One issuer for the provider's staff, one that belongs to the customer Acme. */
let staffIssuer: Issuer;
let acmeIssuer: Issuer;
let server: TestServer;
let recorder: RecordedActions;
let ada: Caller;
let provider: string;
let acme: string;
let bravo: string;

const client = (id: string) => ({
  clientId: `tocsin-${id}`,
  clientSecret: `a secret of ${id} that is long enough`,
  redirectUri: `${publicUrl}/api/auth/oidc/${id}/callback`,
});

const entry = (id: string, issuer: string, more: Partial<IdentityProvider>): IdentityProvider => ({
  id,
  name: `${id} SSO`,
  issuer,
  clientId: client(id).clientId,
  clientSecret: client(id).clientSecret,
  scopes: ['openid', 'email', 'profile', 'groups'],
  who: 'provider',
  domains: [],
  trustEmail: false,
  createUsers: false,
  role: null,
  roles: null,
  requiredAmr: [],
  required: false,
  breakGlass: null,
  ...more,
});

beforeAll(async () => {
  staffIssuer = await openIssuer(() => ['staff', 'strict', 'grouped', 'open'].map(client));
  acmeIssuer = await openIssuer(() => ['acme', 'bravo', 'nobody'].map(client));
  const down = 'http://127.0.0.1:9';
  server = await openTestServer(() => {
    recorder = memoryRecorder();
    return {
      recorder,
      deps: {
        identityProviders: [
          entry('staff', staffIssuer.url, {}),
          entry('strict', staffIssuer.url, { requiredAmr: ['mfa'] }),
          entry('grouped', staffIssuer.url, {
            domains: ['provider.test'],
            createUsers: true,
            roles: {
              claim: 'groups',
              map: [
                { value: 'soc-leads', role: 'lead' },
                { value: 'soc', role: 'analyst' },
              ],
              required: true,
            },
          }),
          entry('open', staffIssuer.url, {
            domains: ['provider.test'],
            createUsers: true,
            role: 'auditor',
            trustEmail: true,
          }),
          entry('acme', acmeIssuer.url, { who: 'acme', domains: ['acme.test', 'acme.example'] }),
          // Bravo buys from the same issuer as Acme.
          entry('bravo', acmeIssuer.url, { who: 'bravo', domains: ['bravo.test'] }),
          entry('down', down, {}),
          // As good as the same to whoever compares addresses, but not the issuer's own name.
          entry('slash', `${staffIssuer.url}/`, {}),
          entry('nobody', acmeIssuer.url, { who: 'gone', domains: ['gone.test'] }),
        ],
      },
    };
  });
  await completeSetup(server);
  ada = await signIn(server);
  provider = (await ada.call('GET', '/session')).json<{ companyId: string }>().companyId;
  acme = (await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme' })).json<{ id: string }>().id;
  bravo = (await ada.call('POST', '/companies', { name: 'Bravo', slug: 'bravo' })).json<{ id: string }>().id;
});
afterAll(async () => {
  await server.stop();
  await staffIssuer.stop();
  await acmeIssuer.stop();
});
beforeEach(() => {
  server.clock.set(new Date(Math.max(Date.now(), server.clock.now().getTime()) + 2 * minuteMs));
  for (const issuer of [staffIssuer, acmeIssuer]) {
    for (const lie of Object.keys(issuer.lies)) issuer.lies[lie as keyof typeof issuer.lies] = null;
  }
  recorder.actions.length = 0;
});

let count = 0;
/** An account of its own, in a company, with a password. */
async function account(companyId: string, role: string, domain: string) {
  count += 1;
  const email = `person${count}@${domain}`;
  const caller = await joinCompany(server, ada, { companyId, email, role, name: `Person ${count}` });
  server.clock.advance(minuteMs);
  recorder.actions.length = 0;
  return { email, caller, sub: `sub-${count}` };
}

/** Lets a person sign in at an issuer who is known there under `sub`. */
function atIssuer(issuer: Issuer, sub: string, person: object): void {
  issuer.user = sub;
  issuer.people.set(sub, person);
}

const newBrowser = (): TestBrowser => openBrowser(server.app, publicUrl);
const start = (id: string, more = ''): string => `/api/auth/oidc/${id}/start?redirect=%2Fincidents${more}`;

async function sessionIn(browser: TestBrowser): Promise<Record<string, unknown> | null> {
  const reply = await callerWith(server.app, browser.cookies()).call('GET', '/session');
  return reply.statusCode === 200 ? reply.json() : null;
}

/** The problem code that a sign-in ended with; nobody may be signed in then. */
async function problemOf(visit: Visit, browser: TestBrowser): Promise<string | null> {
  expect(await sessionIn(browser)).toBeNull();
  const url = new URL(visit.place, publicUrl);
  expect(url.pathname).toBe('/sign-in');
  return url.searchParams.get('problem');
}

async function problemAt(id: string): Promise<string | null> {
  const browser = newBrowser();
  return problemOf(await browser.open(start(id)), browser);
}

const isCallback = (url: URL): boolean => url.pathname.endsWith('/callback');

test('SGN-12: an invited account is found by its verified address, linked, and found by the link from then on', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email: email.toUpperCase(), email_verified: true, name: 'Pia' });
  const browser = newBrowser();
  const visit = await browser.open(start('staff'));
  expect([visit.status, visit.place]).toEqual([302, '/incidents']);
  expect(await sessionIn(browser)).toMatchObject({
    user: { email },
    signIn: { password: true, identityProviders: ['staff SSO'] },
  });
  // The address changes there, even to one that is nobody's: the link counts.
  atIssuer(staffIssuer, sub, { email: 'other@elsewhere.test', email_verified: false });
  const second = newBrowser();
  expect((await second.open(start('staff'))).place).toBe('/incidents');
  expect(await sessionIn(second)).toMatchObject({ user: { email } });
  expect(
    recorder.actions.map(({ eventName, outcome, actor, companyId }) => [
      eventName,
      outcome,
      actor.name,
      companyId,
    ]),
  ).toEqual([
    ['identity_link.create', 'success', `Person ${count}`, provider],
    ['session.sign_in', 'success', `Person ${count}`, provider],
    ['session.sign_in', 'success', `Person ${count}`, provider],
  ]);
  expect(recorder.actions.at(-1)?.parameters).toEqual({ way: 'oidc', identityProvider: 'staff' });
});

test('SGN-9: the question carries state, nonce and a PKCE challenge, and no secret', async () => {
  const visit = await newBrowser().open(start('staff'), (url) => url.origin === staffIssuer.url);
  const query = new URL(visit.place).searchParams;
  expect(Object.fromEntries(query)).toEqual({
    client_id: 'tocsin-staff',
    response_type: 'code',
    redirect_uri: `${publicUrl}/api/auth/oidc/staff/callback`,
    scope: 'openid email profile groups',
    state: expect.stringMatching(/^[\w-]{43}$/) as string,
    nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    code_challenge_method: 'S256',
  });
});

test('signing in anew is asked for, and the proof is as old as the sign-in there', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const asked = await newBrowser().open(start('staff', '&again=1'), (url) => url.origin === staffIssuer.url);
  expect(new URL(asked.place).searchParams.get('prompt')).toBe('login');
  const browser = newBrowser();
  await browser.open(start('staff', '&again=1'));
  const fresh = await sessionIn(browser);
  staffIssuer.lies.idToken = (payload) => ({ ...payload, auth_time: (payload.iat ?? 0) - 3_600 });
  const stale = newBrowser();
  await stale.open(start('staff'));
  expect([fresh, await sessionIn(stale)]).toMatchObject([
    { signIn: { proved: true } },
    { signIn: { proved: false } },
  ]);
});

test.each([
  ['an address of another origin', 'https%3A%2F%2Fevil.test'],
  ['a scheme-relative address', '%2F%2Fevil.test'],
  ['one with a backslash', '%2F%5Cevil.test'],
  ['one with a tab', '%2F%09%2Fevil.test'],
])('after signing in nobody is sent to %s', async (_name, redirect) => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const visit = await newBrowser().open(`/api/auth/oidc/staff/start?redirect=${redirect}`);
  expect(visit.place).toBe('/');
});

test('SGN-8: an answer with another state, in another browser, or for another provider is refused', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const browser = newBrowser();
  const { place } = await browser.open(start('staff'), isCallback);
  const wrongState = new URL(place);
  wrongState.searchParams.set('state', 'A'.repeat(43));
  const none = new URL(place);
  none.searchParams.delete('state');
  const otherProvider = new URL(place.replace('/oidc/staff/', '/oidc/strict/'));
  for (const url of [wrongState, none]) {
    expect(await problemOf(await browser.open(url.href), browser)).toBe('oidc_state_invalid');
  }
  const thief = newBrowser();
  expect(await problemOf(await thief.open(place), thief)).toBe('oidc_state_invalid');
  expect(await problemOf(await browser.open(otherProvider.href), browser)).toBe('oidc_state_invalid');
});

test('SGN-8: an answer that comes after ten minutes is refused', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const browser = newBrowser();
  const { place } = await browser.open(start('staff'), isCallback);
  server.clock.advance(10 * minuteMs);
  expect(await problemOf(await browser.open(place), browser)).toBe('oidc_state_invalid');
});

test('SGN-8: an answer counts once, and so does a code', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const browser = newBrowser();
  const { place } = await browser.open(start('staff'), isCallback);
  expect((await browser.open(place)).place).toBe('/incidents');
  const state = browser.cookies();
  expect(state).toContain('tocsin.oidc=');
  const code = new URL(place).searchParams.get('code') ?? '';
  const replay = await browser.open(place);
  expect(new URL(replay.place, publicUrl).searchParams.get('problem')).toBe('oidc_state_invalid');

  // The same code in an answer to a new question of ours.
  const second = newBrowser();
  const fresh = new URL((await second.open(start('staff'), isCallback)).place);
  fresh.searchParams.set('code', code);
  expect(await problemOf(await second.open(fresh.href), second)).toBe('oidc_code_refused');
});

test('two sign-ins that are begun in one browser do not disturb each other', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  const browser = newBrowser();
  const first = await browser.open(start('staff'), isCallback);
  const second = await browser.open(start('staff'), isCallback);
  expect((await browser.open(first.place)).place).toBe('/incidents');
  expect((await browser.open(second.place)).place).toBe('/incidents');
});

test.each<[string, (payload: JWTPayload) => object]>([
  ['with another nonce', (payload) => ({ ...payload, nonce: 'another' })],
  ['without a nonce', (payload) => ({ ...payload, nonce: undefined })],
  ['for another client', (payload) => ({ ...payload, aud: 'tocsin-strict' })],
  ['of another issuer', (payload) => ({ ...payload, iss: 'http://127.0.0.1:1' })],
  ['that has expired', (payload) => ({ ...payload, iat: 1_000_000, exp: 1_000_600 })],
  ['without an expiry', (payload) => ({ ...payload, exp: undefined })],
  ['without a subject', (payload) => ({ ...payload, sub: undefined })],
])('SGN-9: an ID token %s is refused', async (_name, lie) => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  staffIssuer.lies.idToken = lie as (payload: JWTPayload) => JWTPayload;
  expect(await problemAt('staff')).toBe('oidc_token_invalid');
});

test.each(['nobody', 'stranger', 'client secret'] as const)(
  'SGN-9: an ID token signed by %s is refused',
  async (signedBy) => {
    const { email, sub } = await account(provider, 'analyst', 'provider.test');
    atIssuer(staffIssuer, sub, { email, email_verified: true });
    staffIssuer.lies.signedBy = signedBy;
    expect(await problemAt('staff')).toBe('oidc_token_invalid');
  },
);

test('SGN-9: `alg: none` is refused also when the discovery document offers it', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  staffIssuer.lies.discovery = (document) => ({
    ...document,
    id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'],
  });
  await ada.call('POST', '/identity-providers/staff/check');
  for (const signedBy of ['nobody', 'client secret'] as const) {
    staffIssuer.lies.signedBy = signedBy;
    expect(await problemAt('staff')).toBe('oidc_token_invalid');
  }
  staffIssuer.lies.discovery = null;
  await ada.call('POST', '/identity-providers/staff/check');
});

test('SGN-9: what the userinfo endpoint says of somebody else is refused', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  const boss = await account(provider, 'admin', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  staffIssuer.lies.userinfo = (claims) => ({ ...claims, sub: 'somebody-else', email: boss.email });
  expect(await problemAt('staff')).toBe('oidc_token_invalid');
});

test('SGN-12: an address that is not verified leads to no account', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  for (const email_verified of [false, undefined]) {
    atIssuer(staffIssuer, sub, { email, email_verified });
    expect(await problemAt('staff')).toBe('oidc_email_unverified');
  }
  atIssuer(staffIssuer, sub, {});
  expect(await problemAt('staff')).toBe('oidc_email_missing');
  // Where the settings trust the addresses of this one:
  atIssuer(staffIssuer, sub, { email });
  expect((await newBrowser().open(start('open'))).place).toBe('/incidents');
});

test('SGN-12: that an address is verified must be said where the address is said', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email: 'own@elsewhere.test', email_verified: true });
  staffIssuer.lies.idToken = (payload) => ({ ...payload, email });
  expect(await problemAt('staff')).toBe('oidc_email_unverified');
});

test('SGN-11: an identity provider of a customer reaches neither staff nor another customer', async () => {
  const boss = await account(provider, 'admin', 'acme.example');
  const other = await account(bravo, 'owner', 'acme.test');
  for (const victim of [boss, other]) {
    atIssuer(acmeIssuer, victim.sub, { email: victim.email, email_verified: true });
    expect(await problemAt('acme')).toBe('oidc_user_unknown');
  }
  atIssuer(acmeIssuer, 'x', { email: 'ada@provider.test', email_verified: true });
  expect(await problemAt('acme')).toBe('oidc_email_foreign');
});

test('SGN-11: nor does an invitation of another company, and the answer is that for an unknown address', async () => {
  await ada.call('POST', '/users/invitations', { companyId: bravo, email: 'new@acme.test', role: 'owner' });
  atIssuer(acmeIssuer, 'new', { email: 'new@acme.test', email_verified: true });
  expect(await problemAt('acme')).toBe('oidc_user_unknown');
  atIssuer(acmeIssuer, 'never', { email: 'never@acme.test', email_verified: true });
  expect(await problemAt('acme')).toBe('oidc_user_unknown');
});

test('SGN-11: a link counts for its own company only, also where two companies have one issuer', async () => {
  const { email, sub } = await account(bravo, 'owner', 'bravo.test');
  atIssuer(acmeIssuer, sub, { email, email_verified: true });
  const browser = newBrowser();
  expect((await browser.open(start('bravo'))).place).toBe('/incidents');
  expect(await sessionIn(browser)).toMatchObject({ companyId: bravo });
  expect(await problemAt('acme')).toBe('oidc_user_unknown');
});

test('SGN-12: an account that is linked is not linked to another person, until an administrator unlinks it', async () => {
  const { email, sub } = await account(acme, 'member', 'acme.test');
  atIssuer(acmeIssuer, sub, { email, email_verified: true });
  expect((await newBrowser().open(start('acme'))).place).toBe('/incidents');
  atIssuer(acmeIssuer, `${sub}-new`, { email, email_verified: true });
  expect(await problemAt('acme')).toBe('oidc_subject_changed');
  const { items } = (await ada.call('GET', `/users?q=${email}`)).json<{ items: { id: string }[] }>();
  const id = items[0]?.id ?? '';
  const ways = (await ada.call('GET', `/users/${id}/sign-in`)).json<{
    identityLinks: { id: string; name: string; issuer: string }[];
  }>();
  expect(ways.identityLinks).toMatchObject([{ name: 'acme SSO', issuer: acmeIssuer.url }]);
  const link = ways.identityLinks[0]?.id ?? '';
  expect((await ada.call('DELETE', `/users/${id}/identity-links/${link}`)).statusCode).toBe(204);
  const browser = newBrowser();
  expect((await browser.open(start('acme'))).place).toBe('/incidents');
});

test('SGN-13: an invitation is accepted by signing in; it gives the role and is gone then', async () => {
  await ada.call('POST', '/users/invitations', { companyId: acme, email: 'iris@acme.test', role: 'viewer' });
  const token = /invitation\/(\S+)/.exec(server.mails.at(-1)?.text ?? '')?.[1] ?? '';
  const shown = await server.app.inject({ method: 'GET', url: `/api/v1/invitations/${token}` });
  expect(shown.json()).toMatchObject({
    identityProviders: [{ id: 'acme', name: 'acme SSO' }],
    password: true,
  });
  recorder.actions.length = 0;
  atIssuer(acmeIssuer, 'iris', { email: 'iris@acme.test', email_verified: true, name: 'Iris' });
  const browser = newBrowser();
  expect((await browser.open(start('acme'))).place).toBe('/incidents');
  expect(await sessionIn(browser)).toMatchObject({
    user: { name: 'Iris' },
    roles: ['viewer'],
    companyId: acme,
    signIn: { password: false },
  });
  expect(recorder.actions.map((action) => action.eventName)).toEqual([
    'invitation.accept',
    'identity_link.create',
    'session.sign_in',
  ]);
  const again = await server.app.inject({ method: 'GET', url: `/api/v1/invitations/${token}` });
  expect(again.statusCode).toBe(404);
  expect((await postSignIn(server.app, 'iris@acme.test', adminPassword)).statusCode).toBe(401);
});

test('somebody who came through an identity provider alone may set a password by mail, and keeps the link', async () => {
  await ada.call('POST', '/users/invitations', { companyId: acme, email: 'rita@acme.test', role: 'member' });
  atIssuer(acmeIssuer, 'rita', { email: 'rita@acme.test', email_verified: true });
  await newBrowser().open(start('acme'));
  await server.identity.jobs.get('identity-request-password-reset')?.({ email: 'rita@acme.test' });
  const token = /token=(\S+)/.exec(server.mails.at(-1)?.text ?? '')?.[1];
  const payload = { token, newPassword: adminPassword };
  const reset = await server.app.inject({ method: 'POST', url: '/api/auth/reset-password', payload });
  expect(reset.statusCode).toBe(200);
  expect((await postSignIn(server.app, 'rita@acme.test', adminPassword)).statusCode).toBe(200);
  const browser = newBrowser();
  await browser.open(start('acme'));
  expect(await sessionIn(browser)).toMatchObject({
    signIn: { password: true, identityProviders: ['acme SSO'] },
  });
});

test('SGN-13: whom nobody invited stays out, unless the settings make accounts', async () => {
  const person = { email: 'walter@provider.test', email_verified: true };
  atIssuer(staffIssuer, 'walter', person);
  expect(await problemAt('staff')).toBe('oidc_user_unknown');
  const browser = newBrowser();
  expect((await browser.open(start('open'))).place).toBe('/incidents');
  expect(await sessionIn(browser)).toMatchObject({ user: { name: 'walter' }, roles: ['auditor'] });
  atIssuer(staffIssuer, 'stranger', { email: 'walter@elsewhere.test', email_verified: true });
  expect(await problemAt('open')).toBe('oidc_email_foreign');
});

test('SGN-13: a role comes from a claim and is followed at each sign-in; without one nobody comes in', async () => {
  const person = { email: 'gus@provider.test', email_verified: true };
  const roleAfter = async (groups: readonly string[]): Promise<unknown> => {
    atIssuer(staffIssuer, 'gus', { ...person, groups });
    const browser = newBrowser();
    await browser.open(start('grouped'));
    return (await sessionIn(browser))?.['roles'];
  };
  expect(await roleAfter(['soc'])).toEqual(['analyst']);
  expect(await roleAfter(['soc', 'soc-leads'])).toEqual(['lead']);
  expect(recorder.actions.filter((action) => action.eventName === 'user.update')).toMatchObject([
    { actor: { name: 'gus' }, parameters: { role: 'lead', before: 'analyst', way: 'oidc' } },
  ]);
  atIssuer(staffIssuer, 'gus', { ...person, groups: ['canteen'] });
  expect(await problemAt('grouped')).toBe('oidc_role_missing');
});

test('SGN-13: the last administrator stays one, whatever the groups say', async () => {
  const admins = (await ada.call('GET', `/users?companyId=${provider}`)).json<{
    items: { id: string; role: string; email: string }[];
  }>();
  for (const one of admins.items.filter(
    (user) => user.role === 'admin' && user.email !== 'ada@provider.test',
  )) {
    await ada.call('PATCH', `/users/${one.id}`, { role: 'analyst' });
  }
  atIssuer(staffIssuer, 'ada', { email: 'ada@provider.test', email_verified: true, groups: ['soc'] });
  const browser = newBrowser();
  await browser.open(start('grouped'));
  expect(await sessionIn(browser)).toMatchObject({ roles: ['admin'] });
});

test('a second factor at the identity provider can be required', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  expect(await problemAt('strict')).toBe('oidc_second_factor_missing');
  staffIssuer.lies.idToken = (payload) => ({ ...payload, amr: ['pwd', 'mfa'] });
  expect((await newBrowser().open(start('strict'))).place).toBe('/incidents');
});

test('a disabled user does not come in, by link or by address', async () => {
  const { email, sub } = await account(acme, 'member', 'acme.test');
  const { items } = (await ada.call('GET', `/users?q=${email}`)).json<{ items: { id: string }[] }>();
  atIssuer(acmeIssuer, sub, { email, email_verified: true });
  await ada.call('PATCH', `/users/${items[0]?.id ?? ''}`, { disabled: true });
  expect(await problemAt('acme')).toBe('account_disabled');
  await ada.call('PATCH', `/users/${items[0]?.id ?? ''}`, { disabled: false });
  expect((await newBrowser().open(start('acme'))).place).toBe('/incidents');
  await ada.call('PATCH', `/users/${items[0]?.id ?? ''}`, { disabled: true });
  expect(await problemAt('acme')).toBe('account_disabled');
});

test('an identity provider that is away, broken or unknown ends on a page that says so', async () => {
  expect(await problemAt('down')).toBe('oidc_unavailable');
  expect(await problemAt('does-not-exist')).toBe('oidc_unknown');
  atIssuer(acmeIssuer, 'x', { email: 'x@gone.test', email_verified: true });
  acmeIssuer.lies.status = 503;
  expect(await problemAt('nobody')).toBe('oidc_unavailable');
  acmeIssuer.lies.status = null;
  const browser = newBrowser();
  const { place } = await browser.open(start('acme'), isCallback);
  acmeIssuer.lies.status = 502;
  expect(await problemOf(await browser.open(place), browser)).toBe('oidc_unavailable');
});

test('one address begins sixty sign-ins a minute and no more', async () => {
  const problems: (string | null)[] = [];
  for (let attempt = 1; attempt <= 61; attempt += 1) {
    const reply = await server.app.inject({ url: '/api/auth/oidc/nothing/start' });
    problems.push(new URL(String(reply.headers.location), publicUrl).searchParams.get('problem'));
  }
  expect(new Set(problems.slice(0, 60))).toEqual(new Set(['oidc_unknown']));
  expect(problems[60]).toBe('too_many_requests');
});

test('SGN-16: each refusal leaves one record that names the way, the code and whose identity provider it was', async () => {
  atIssuer(acmeIssuer, 'y', { email: 'y@acme.test', email_verified: true });
  await problemAt('acme');
  await problemAt('down');
  const browser = newBrowser();
  await browser.open('/api/auth/oidc/acme/callback?code=x&state=y');
  expect(
    recorder.actions.map(({ eventName, outcome, errorCode, actor, companyId, parameters }) => [
      eventName,
      outcome,
      errorCode,
      actor.name,
      companyId,
      parameters['identityProvider'],
    ]),
  ).toEqual([
    ['session.sign_in', 'denied', 'oidc_user_unknown', 'y@acme.test', acme, 'acme'],
    ['session.sign_in', 'failed', 'oidc_unavailable', '', provider, 'down'],
    ['session.sign_in', 'failed', 'oidc_state_invalid', '', acme, 'acme'],
  ]);
});

test('a company that is not there signs nobody in', async () => {
  atIssuer(acmeIssuer, 'z', { email: 'z@gone.test', email_verified: true });
  expect(await problemAt('nobody')).toBe('oidc_company_closed');
});

test('SGN-10: a discovery document that names another issuer is refused', async () => {
  staffIssuer.lies.discovery = (document) => ({ ...document, issuer: 'https://accounts.example' });
  const checked = await ada.call('POST', '/identity-providers/staff/check');
  expect(checked.json()).toMatchObject({ ok: false, code: 'oidc_issuer_wrong' });
  expect(await problemAt('staff')).toBe('oidc_issuer_wrong');
  staffIssuer.lies.discovery = null;
  expect((await ada.call('POST', '/identity-providers/staff/check')).json()).toEqual({
    ok: true,
    code: null,
    message: null,
  });
});

test('SGN-10: an issuer that the settings spell otherwise than it does is refused', async () => {
  expect(await problemAt('slash')).toBe('oidc_issuer_wrong');
});

test('SGN-10: a discovery document that leads elsewhere is not followed', async () => {
  const { email, sub } = await account(provider, 'analyst', 'provider.test');
  atIssuer(staffIssuer, sub, { email, email_verified: true });
  for (const endpoint of ['token_endpoint', 'jwks_uri']) {
    staffIssuer.lies.discovery = (document) => ({ ...document, [endpoint]: 'http://192.0.2.1/x' });
    await ada.call('POST', '/identity-providers/staff/check');
    expect(await problemAt('staff')).toBe('oidc_issuer_wrong');
  }
  staffIssuer.lies.discovery = null;
  await ada.call('POST', '/identity-providers/staff/check');
});

test('the sign-in page learns the provider’s own, and those of a company by the domain of an address', async () => {
  const ways = async (query: string): Promise<string[]> => {
    const reply = await server.app.inject({ method: 'GET', url: `/api/v1/sign-in/ways${query}` });
    const { identityProviders } = reply.json<{ identityProviders: { id: string }[] }>();
    return identityProviders.map((one) => one.id);
  };
  const own = ['staff', 'strict', 'grouped', 'open', 'down', 'slash'];
  expect(await ways('')).toEqual(own);
  expect(await ways('?domain=Acme.test')).toEqual([
    'staff',
    'strict',
    'grouped',
    'open',
    'acme',
    'down',
    'slash',
  ]);
  expect(await ways('?domain=test')).toEqual(own);
});

test('only who may change settings sees the identity providers', async () => {
  const { caller } = await account(acme, 'owner', 'acme.test');
  expect((await caller.call('GET', '/identity-providers')).statusCode).toBe(403);
  expect((await ada.call('GET', '/identity-providers')).json()).toMatchObject({
    items: [
      {
        id: 'staff',
        issuer: staffIssuer.url,
        redirectUri: `${publicUrl}/api/auth/oidc/staff/callback`,
        logoutUri: `${publicUrl}/api/auth/oidc/staff/logout`,
        missing: [],
      },
      ...Array.from({ length: 8 }, () => ({})),
    ],
  });
  const text = (await ada.call('GET', '/identity-providers')).body;
  expect(text).toContain('"missing":["company"]');
  expect(text).not.toContain('secret');
});

import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  callerWith,
  completeSetup,
  joinCompany,
  memoryRecorder,
  openTestServer,
  signIn,
  type Caller,
  type RecordedActions,
  type TestServer,
} from '../../test/support/identity.ts';
import { openBrowser, type TestBrowser } from '../../test/support/oidc-browser.ts';
import { openIssuer, type Issuer } from '../../test/support/oidc-issuer.ts';
import { minuteMs } from '../kernel/index.ts';

/** Tocsin listens here, so that the issuer reaches it by itself. */
let url = '';
let issuer: Issuer;
let server: TestServer;
let recorder: RecordedActions;
let ada: Caller;
let companyId: string;
let count = 0;

beforeAll(async () => {
  issuer = await openIssuer(() => [
    {
      clientId: 'tocsin',
      clientSecret: 'a secret that is long enough',
      redirectUri: `${url}/api/auth/oidc/staff/callback`,
      logoutUri: `${url}/api/auth/oidc/staff/logout`,
    },
  ]);
  server = await openTestServer(() => {
    recorder = memoryRecorder();
    const staff = {
      id: 'staff',
      name: 'Staff SSO',
      issuer: issuer.url,
      clientId: 'tocsin',
      clientSecret: 'a secret that is long enough',
      scopes: ['openid', 'email'],
      who: 'provider',
      domains: [],
      trustEmail: false,
      createUsers: false,
      role: null,
      roles: null,
      requiredAmr: [],
      required: false,
      breakGlass: null,
    } as const;
    return {
      recorder,
      deps: {
        publicUrl: () => url,
        trustedOrigins: ['http://tocsin.test'],
        identityProviders: [staff],
      },
    };
  });
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
  await completeSetup(server);
  ada = await signIn(server);
  companyId = (await ada.call('GET', '/session')).json<{ companyId: string }>().companyId;
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
});
beforeEach(() => server.clock.set(new Date()));

interface SignedIn {
  readonly browser: TestBrowser;
  readonly sub: string;
  readonly sid: string;
}

/** Somebody who has signed in through the issuer. */
async function somebody(): Promise<SignedIn> {
  count += 1;
  const sub = `sub-${count}`;
  const email = `person${count}@provider.test`;
  await joinCompany(server, ada, { companyId, email, role: 'analyst', name: `Person ${count}` });
  issuer.user = sub;
  issuer.people.set(sub, { email, email_verified: true });
  let sid = '';
  issuer.lies.idToken = (payload) => {
    sid = String(payload['sid']);
    return payload;
  };
  const browser = openBrowser(server.app, url);
  expect((await browser.open('/api/auth/oidc/staff/start')).place).toBe('/');
  recorder.actions.length = 0;
  return { browser, sub, sid };
}

const isIn = async ({ browser }: SignedIn): Promise<boolean> =>
  (await callerWith(server.app, browser.cookies()).call('GET', '/session')).statusCode === 200;

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

const claimsFor = (more: object): JWTPayload => ({
  iss: issuer.url,
  aud: 'tocsin',
  iat: seconds(new Date()),
  exp: seconds(new Date()) + 120,
  jti: 'once',
  events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  ...more,
});

const send = (token: string, id = 'staff') =>
  server.app.inject({
    method: 'POST',
    url: `/api/auth/oidc/${id}/logout`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ logout_token: token }).toString(),
  });

test('SGN-15: whoever signs out at the identity provider is signed out here', async () => {
  const person = await somebody();
  expect(await isIn(person)).toBe(true);
  const page = await person.browser.open(`${issuer.url}/session/end`);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await person.browser.submit(`${issuer.url}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(await isIn(person)).toBe(false);
  expect(recorder.actions).toMatchObject([
    {
      eventName: 'session.end_by_provider',
      outcome: 'success',
      actor: { kind: 'system' },
      companyId,
      parameters: { identityProvider: 'staff' },
    },
  ]);
});

test('SGN-15: a session is named, or all of a user are; others stay', async () => {
  const first = await somebody();
  const second = await somebody();
  const bySid = await send(await issuer.sign(claimsFor({ sid: first.sid }), 'logout+jwt'));
  expect(bySid.statusCode).toBe(200);
  expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
  expect((await send(await issuer.sign(claimsFor({ sub: second.sub })))).statusCode).toBe(200);
  expect(await isIn(second)).toBe(false);
  expect((await ada.call('GET', '/session')).statusCode).toBe(200);
});

test('SGN-15: a replayed token ends no session that began later', async () => {
  const person = await somebody();
  const token = await issuer.sign(claimsFor({ sub: person.sub, iat: seconds(new Date()) - 60 }));
  expect((await send(token)).statusCode).toBe(200);
  expect(await isIn(person)).toBe(true);
});

test.each<[string, (person: SignedIn) => Promise<string>]>([
  ['signed by somebody else', ({ sid }) => issuer.forge(claimsFor({ sid }))],
  ['of another issuer', ({ sid }) => issuer.sign(claimsFor({ sid, iss: 'http://127.0.0.1:1' }))],
  ['for another client', ({ sid }) => issuer.sign(claimsFor({ sid, aud: 'another' }))],
  ['that is old', ({ sid }) => issuer.sign(claimsFor({ sid, iat: seconds(new Date()) - 400 }))],
  ['that has expired', ({ sid }) => issuer.sign(claimsFor({ sid, exp: seconds(new Date()) - 60 }))],
  ['that names nobody', () => issuer.sign(claimsFor({}))],
  ['that is an ID token', ({ sid }) => issuer.sign(claimsFor({ sid, events: undefined, nonce: 'x' }))],
  ['with a nonce', ({ sid }) => issuer.sign(claimsFor({ sid, nonce: 'x' }))],
  ['without an identifier', ({ sid }) => issuer.sign(claimsFor({ sid, jti: undefined }))],
  ['that is no token', () => Promise.resolve('not.a.token')],
])('SGN-15: a logout token %s ends nothing', async (_name, make) => {
  server.clock.advance(2 * minuteMs);
  const person = await somebody();
  const refused = await send(await make(person));
  expect(refused.json()).toMatchObject({ status: 400, code: 'oidc_logout_invalid' });
  expect(await isIn(person)).toBe(true);
  expect(recorder.actions).toMatchObject([
    { eventName: 'session.end_by_provider', outcome: 'failed', errorCode: 'oidc_logout_invalid' },
  ]);
});

test('a logout for an identity provider that there is not, and one without a token, are refused', async () => {
  expect((await send('x', 'nobody')).json()).toMatchObject({ status: 404, code: 'oidc_unknown' });
  const empty = await server.app.inject({
    method: 'POST',
    url: '/api/auth/oidc/staff/logout',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'a=b',
  });
  expect(empty.json()).toMatchObject({ status: 400, code: 'invalid_request' });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthenticator } from '../../test/support/authenticator.ts';
import {
  adminPassword,
  callerWith,
  completeSetup,
  joinCompany,
  openTestServer,
  postSignIn,
  publicUrl,
  signIn,
  type Caller,
  type TestServer,
} from '../../test/support/identity.ts';
import { openBrowser } from '../../test/support/oidc-browser.ts';
import { openIssuer, type Issuer } from '../../test/support/oidc-issuer.ts';
import { minuteMs } from '../kernel/index.ts';
import type { IdentityProvider } from './identity-provider.ts';

const site = { origin: 'http://tocsin.localhost', rpId: 'tocsin.localhost' };
let issuer: Issuer;
let server: TestServer;
let ada: Caller;
let acme: string;
/** Settings can be changed while the server lives, as a restart would. */
const settings = { required: false };

const entry = (required: boolean): IdentityProvider => ({
  id: 'acme',
  name: 'Acme SSO',
  issuer: issuer.url,
  clientId: 'tocsin',
  clientSecret: null,
  scopes: ['openid', 'email'],
  who: 'acme',
  domains: ['acme.test'],
  trustEmail: false,
  createUsers: false,
  role: null,
  roles: null,
  requiredAmr: [],
  required,
  breakGlass: required ? 'olga@acme.test' : null,
});

beforeAll(async () => {
  issuer = await openIssuer(() => [
    { clientId: 'tocsin', clientSecret: null, redirectUri: `${site.origin}/api/auth/oidc/acme/callback` },
  ]);
  const providers: readonly IdentityProvider[] = [
    new Proxy(entry(true), {
      get: (target, key) =>
        key === 'required' ? settings.required : (target[key as keyof IdentityProvider] as unknown),
    }),
  ];
  server = await openTestServer(() => ({
    deps: { publicUrl: () => site.origin, trustedOrigins: [publicUrl], identityProviders: providers },
  }));
  await completeSetup(server);
  ada = await signIn(server);
  acme = (await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme' })).json<{ id: string }>().id;
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
});
beforeEach(() => {
  settings.required = false;
  server.clock.set(new Date(Math.max(Date.now(), server.clock.now().getTime()) + 2 * minuteMs));
});

const codeOf = (reply: { json(): unknown }): unknown => (reply.json() as { code?: string }).code;
const join = (name: string): Promise<Caller> =>
  joinCompany(server, ada, {
    companyId: acme,
    email: `${name.toLowerCase()}@acme.test`,
    role: 'owner',
    name,
  });

test('SGN-14: the console tells that the break-glass account is missing', async () => {
  settings.required = true;
  expect((await ada.call('GET', '/identity-providers')).json()).toMatchObject({
    items: [{ breakGlass: 'olga@acme.test', missing: ['break_glass_account'] }],
  });
});

test('SGN-14: where an identity provider is required, a password opens nothing; only who knows it is told', async () => {
  await join('Mia');
  settings.required = true;
  expect(codeOf(await postSignIn(server.app, 'mia@acme.test', 'not the password'))).toBe('sign_in_failed');
  const refused = await postSignIn(server.app, 'mia@acme.test', adminPassword);
  expect(refused.json()).toMatchObject({ status: 403, code: 'oidc_required' });
  expect(refused.cookies).toEqual([]);
  expect((await postSignIn(server.app, 'ada@provider.test', adminPassword)).statusCode).toBe(200);
});

test('SGN-14: nor does a code after the password, or a passkey; the break-glass account may use both', async () => {
  const olga = await join('Olga');
  const pia = await join('Pia');
  const devices = [];
  for (const person of [olga, pia]) {
    await person.call('POST', '/api/auth/proof', { password: adminPassword });
    const device = createAuthenticator(site);
    const options = (await person.call('POST', '/passkeys/options')).json<{
      challenge: string;
      user: { id: string };
    }>();
    const made = await person.call('POST', '/passkeys', { name: 'x', response: device.create(options) });
    expect(made.statusCode).toBe(201);
    devices.push(device);
  }
  settings.required = true;
  expect((await ada.call('GET', '/identity-providers')).json()).toMatchObject({ items: [{ missing: [] }] });
  const codes = [];
  for (const device of devices) {
    const options = (
      await server.app.inject({ method: 'POST', url: '/api/auth/passkey/options', payload: {} })
    ).json<{ challenge: string }>();
    const payload = { response: device.get(options) };
    codes.push(codeOf(await server.app.inject({ method: 'POST', url: '/api/auth/passkey/verify', payload })));
  }
  expect(codes).toEqual([undefined, 'oidc_required']);
  expect((await postSignIn(server.app, 'olga@acme.test', adminPassword)).statusCode).toBe(200);
});

test('SGN-14: sessions that a password opened end; an identity provider’s and API tokens go on', async () => {
  const uma = await join('Uma');
  const { token } = (
    await uma.call('POST', '/tokens', { name: 'script', permissions: ['event:read'] })
  ).json<{ token: string }>();
  issuer.user = 'uma';
  issuer.people.set('uma', { email: 'uma@acme.test', email_verified: true });
  const browser = openBrowser(server.app, site.origin);
  expect((await browser.open('/api/auth/oidc/acme/start')).place).toBe('/');
  settings.required = true;
  expect((await uma.call('GET', '/session')).statusCode).toBe(401);
  const inside = callerWith(server.app, browser.cookies());
  expect((await inside.call('GET', '/session')).json()).toMatchObject({
    user: { email: 'uma@acme.test' },
    signIn: { password: false, passkeyOrigin: null, requiredProvider: 'Acme SSO' },
  });
  expect(codeOf(await inside.call('POST', '/passkeys/options'))).toBe('oidc_required');
  const byToken = await server.app.inject({
    url: '/api/v1/session',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(byToken.statusCode).toBe(200);
  expect((await ada.call('GET', '/session')).statusCode).toBe(200);
});

test('SGN-14: no password is set: neither by an invitation nor by a reset', async () => {
  await join('Rob');
  await ada.call('POST', '/users/invitations', { companyId: acme, email: 'new@acme.test', role: 'member' });
  const token = /invitation\/(\S+)/.exec(server.mails.at(-1)?.text ?? '')?.[1] ?? '';
  settings.required = true;
  const url = `/api/v1/invitations/${token}`;
  expect((await server.app.inject({ url })).json()).toMatchObject({
    password: false,
    identityProviders: [{ id: 'acme' }],
  });
  const payload = { name: 'New', password: adminPassword };
  expect(codeOf(await server.app.inject({ method: 'POST', url, payload }))).toBe('oidc_required');
  const before = server.mails.length;
  const reset = server.identity.jobs.get('identity-request-password-reset');
  await reset?.({ email: 'rob@acme.test' });
  expect(server.mails.length).toBe(before);
});

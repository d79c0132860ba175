import { expect, test } from 'vitest';
import {
  mayUseOwnWays,
  readIdentityProviders,
  type IdentityProvider,
  type IdentityProviderSetting,
} from './identity-provider.ts';
import { mayAsk } from './oidc-fetch-service.ts';
import { readClaims } from './oidc-schema.ts';

const setting = (more: Partial<IdentityProviderSetting>): IdentityProviderSetting => ({
  id: 'staff',
  name: 'Staff SSO',
  issuer: 'https://id.example.net',
  clientId: 'tocsin',
  clientSecret: null,
  scopes: ['openid'],
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

test.each([
  ['provider', 'analyst', null],
  ['provider', 'owner', '"owner" is a role of the other side than provider'],
  ['acme', 'owner', null],
  ['acme', 'admin', '"admin" is a role of the other side than acme'],
  ['acme', 'boss', '"boss" is no role'],
])('SGN-11: an identity provider of %s that gives the role %s: %s', (who, role, message) => {
  const roles = { claim: 'groups', map: [{ value: 'x', role }], required: false };
  for (const [given, key] of [
    [setting({ who, role }), 'oidc.0.role'],
    [setting({ who, roles }), 'oidc.0.roles.map.0.role'],
  ] as const) {
    const read = readIdentityProviders([given]);
    expect(read.ok ? null : read.error).toEqual(message === null ? null : [{ key, message }]);
  }
});

const provider = (more: Partial<IdentityProvider>): IdentityProvider => ({
  ...setting({}),
  role: null,
  roles: null,
  ...more,
});
const acme = { slug: 'acme', kind: 'customer' } as const;

test.each([
  ['nothing is required', provider({ who: 'acme' }), acme, 'mia@acme.test', true],
  [
    'it is required',
    provider({ who: 'acme', required: true, breakGlass: 'o@acme.test' }),
    acme,
    'mia@acme.test',
    false,
  ],
  [
    'it is required of others',
    provider({ who: 'bravo', required: true, breakGlass: null }),
    acme,
    'mia@acme.test',
    true,
  ],
  [
    'the account is for need',
    provider({ who: 'acme', required: true, breakGlass: 'o@acme.test' }),
    acme,
    'o@acme.test',
    true,
  ],
  [
    'a customer has the name that the settings give the provider',
    provider({ who: 'provider', required: true, breakGlass: null }),
    { slug: 'provider', kind: 'customer' } as const,
    'x@acme.test',
    true,
  ],
])('SGN-14: a password may be used when %s', (_name, one, company, email, allowed) => {
  expect(mayUseOwnWays([one], { ...company, email })).toBe(allowed);
});

test.each([
  ['https://id.example.net', 'https://id.example.net/token', true],
  ['https://id.example.net', 'https://keys.example.org/jwks', true],
  ['https://id.example.net', 'http://id.example.net/token', false],
  ['https://id.example.net', 'https://127.0.0.1/token', false],
  ['https://id.example.net', 'https://169.254.169.254/latest', false],
  ['https://id.example.net', 'https://[::1]/token', false],
  ['https://id.example.net', 'https://localhost/token', false],
  ['https://10.0.0.5', 'https://10.0.0.5/token', true],
  ['https://10.0.0.5', 'https://10.0.0.6/token', false],
  ['http://127.0.0.1:9000', 'http://127.0.0.1:9001/token', true],
  ['http://127.0.0.1:9000', 'http://192.0.2.1/token', false],
  ['http://127.0.0.1:9000', 'https://id.example.net/token', false],
  ['https://id.example.net', 'file:///etc/passwd', false],
])('SGN-10: the issuer %s leads to %s: %s', (issuer, target, allowed) => {
  expect(mayAsk(new URL(issuer), new URL(target))).toBe(allowed);
});

const roleClaim = (claim: string) => ({ roles: { claim, map: [], required: false } });

test.each([
  ['a list', 'groups', { groups: ['a', 'b', 7] }, ['a', 'b']],
  ['one text', 'role', { role: 'a' }, ['a']],
  ['a path', 'realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
  ['a name with dots', 'https://x.example/roles', { 'https://x.example/roles': ['a'] }, ['a']],
  ['nothing', 'groups', {}, []],
  ['an object', 'groups', { groups: { a: 1 } }, []],
  ['what every object has', 'constructor.name', {}, []],
])('SGN-13: roles are read from %s', (_name, claim, claims, values) => {
  expect(readClaims(roleClaim(claim), { sub: 's', ...claims }, null).roleValues).toEqual(values);
});

test.each([
  ['in the token', { email: 'A@x.test', email_verified: true }, null, 'a@x.test', true],
  ['as a text', { email: 'a@x.test', email_verified: 'true' }, null, 'a@x.test', true],
  ['as a text that denies it', { email: 'a@x.test', email_verified: 'false' }, null, 'a@x.test', false],
  ['as a number', { email: 'a@x.test', email_verified: 1 }, null, 'a@x.test', false],
  ['elsewhere', {}, { sub: 's', email: 'b@x.test', email_verified: true }, 'b@x.test', true],
  [
    'elsewhere, for another address',
    { email: 'a@x.test' },
    { sub: 's', email: 'b@x.test', email_verified: true },
    'a@x.test',
    false,
  ],
  ['of what is no address', { email: 'not an address', email_verified: true }, null, null, false],
])('SGN-12: that an address is verified is said %s', (_name, token, userinfo, email, verified) => {
  const claims = readClaims({ roles: null }, { sub: 's', ...token }, userinfo);
  expect([claims.email, claims.emailVerified]).toEqual([email, verified]);
});

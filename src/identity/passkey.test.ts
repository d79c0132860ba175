import { expect, test } from 'vitest';
import type { UserId } from '../kernel/index.ts';
import { isClone, passkeySite, userHandleOf } from './passkey.ts';
import { decidePasskeyRemoval, isFresh } from './sign-in-way.ts';

test.each([
  ['https://soc.example.net', { rpId: 'soc.example.net', origin: 'https://soc.example.net' }],
  ['https://soc.example.net:8443/', { rpId: 'soc.example.net', origin: 'https://soc.example.net:8443' }],
  ['http://localhost:8440', { rpId: 'localhost', origin: 'http://localhost:8440' }],
  ['http://127.0.0.1:8440', null],
  ['https://192.0.2.7', null],
  ['https://[2001:db8::1]', null],
  ['http://soc.example.net', null],
  ['', null],
])('SGN-1: at %s passkeys belong to %j', (publicUrl, site) => {
  expect(passkeySite(publicUrl)).toEqual(site);
});

test.each([
  [0, 0, false],
  [0, 1, false],
  [5, 6, false],
  [5, 5, true],
  [5, 4, true],
  [5, 0, true],
])('SGN-4: after %i signatures one with the counter %i is a clone: %s', (stored, given, clone) => {
  expect(isClone(stored, given)).toBe(clone);
});

test('a user handle is the 16 bytes of the id', () => {
  expect(userHandleOf('019a0000-0000-7000-8000-0000000000ff' as UserId)).toBe('AZoAAAAAcACAAAAAAAAA_w');
});

test.each([
  [9 * 60_000 + 59_999, true],
  [10 * 60_000, false],
])('SGN-6: a proof counts for ten minutes: after %i ms %s', (age, fresh) => {
  const now = new Date('2030-01-01T12:00:00Z');
  expect(isFresh(new Date(now.getTime() - age), now)).toBe(fresh);
});

test.each([
  ['a password is left', { password: true, passkeys: 1, identityLinks: 0 }, false, true, null],
  ['another passkey is left', { password: false, passkeys: 2, identityLinks: 0 }, false, true, null],
  ['an identity provider is left', { password: false, passkeys: 1, identityLinks: 1 }, false, true, null],
  ['nothing is left', { password: false, passkeys: 1, identityLinks: 0 }, false, true, 'last_way_in'],
  ['it is suspended anyway', { password: false, passkeys: 0, identityLinks: 0 }, true, true, null],
  [
    'the password may not be used',
    { password: true, passkeys: 2, identityLinks: 0 },
    false,
    false,
    'last_way_in',
  ],
] as const)('SGN-7: a passkey is removed when %s', (_name, ways, suspended, ownWays, code) => {
  const decision = decidePasskeyRemoval(ways, { suspended }, ownWays);
  expect(decision.ok ? null : decision.error.code).toBe(code);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlap, parseAddress, parseAddresses, parseFingerprint } from './source.ts';

test.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['192.0.2.0/24', '192.0.2.0/24'],
  ['2001:DB8::1', '2001:db8::1/128'],
  [' 10.0.0.0/8 ', '10.0.0.0/8'],
])('%s is stored as %s', (text, stored) => {
  expect(parseAddress(text)).toEqual({ ok: true, value: stored });
});

test.each([
  '',
  'host.example',
  '192.0.2.0/33',
  '192.0.2.0/',
  '1.2.3.4/8/9',
  '::/129',
  '10.0.0.0/-1',
  '10.0.0.0/1e1',
])('"%s" is refused as an address', (text) => {
  expect(parseAddress(text)).toMatchObject({ ok: false, error: { code: 'address_malformed' } });
});

test('any text is an address or an error, never a throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseAddress(text)));
});

test('addresses are stored once each and sorted', () => {
  expect(parseAddresses(['10.0.0.2', '10.0.0.1', '10.0.0.2/32'])).toEqual({
    ok: true,
    value: ['10.0.0.1/32', '10.0.0.2/32'],
  });
});

test.each([
  ['10.0.0.0/8', '10.1.2.3/32', true],
  ['10.1.2.3/32', '10.0.0.0/8', true],
  ['10.0.0.0/8', '11.0.0.0/8', false],
  ['0.0.0.0/0', '::/0', false],
  ['2001:db8::/32', '2001:db8:1::/48', true],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(overlap(a, b)).toBe(expected);
});

test('a fingerprint may be written with colons', () => {
  expect(parseFingerprint('AB:'.repeat(31) + 'AB')).toEqual({ ok: true, value: 'ab'.repeat(32) });
  expect(parseFingerprint('abc')).toMatchObject({ ok: false, error: { code: 'fingerprint_malformed' } });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, addressText, parseNetwork, readableAddress } from './address.ts';

const text = (bytes: Uint8Array | null | undefined) =>
  bytes === null || bytes === undefined ? null : addressText(bytes);

describe('an address', () => {
  it.each([
    ['192.0.2.1', '0:0:0:0:0:ffff:c000:201'],
    ['2001:db8::7', '2001:db8:0:0:0:0:0:7'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['::ffff:192.0.2.1', '0:0:0:0:0:ffff:c000:201'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ])('%s is 16 bytes', (written, expected) => {
    expect(text(addressBytes(written))).toBe(expected);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    '1:2:3',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    'host',
    '1.2.3.4:80',
  ])('is not %j', (written) => {
    expect(addressBytes(written)).toBeNull();
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (written) => {
        const bytes = addressBytes(written);
        expect(bytes).not.toBeNull();
        expect(text(addressBytes(text(bytes) ?? ''))).toBe(text(bytes));
      }),
    );
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::7', '2001:db8::7'],
    ['::', null],
  ])('stored as %s is shown as %s', (stored, shown) => {
    expect(readableAddress(stored)).toBe(shown);
  });
});

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', '0:0:0:0:0:ffff:a00:0', '0:0:0:0:0:ffff:aff:ffff'],
    ['10.1.2.3/8', '0:0:0:0:0:ffff:a00:0', '0:0:0:0:0:ffff:aff:ffff'],
    ['192.0.2.7', '0:0:0:0:0:ffff:c000:207', '0:0:0:0:0:ffff:c000:207'],
    ['0.0.0.0/0', '0:0:0:0:0:ffff:0:0', '0:0:0:0:0:ffff:ffff:ffff'],
    ['2001:db8::/33', '2001:db8:0:0:0:0:0:0', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s reaches from its first to its last address', (written, first, last) => {
    const range = parseNetwork(written);
    expect([text(range?.first), text(range?.last)]).toEqual([first, last]);
  });

  it.each(['10.0.0.0/33', '2001:db8::/129', '10.0.0.0/', '10.0.0.0/-1', '10/8', '/8'])(
    'is not %s',
    (written) => {
      expect(parseNetwork(written)).toBeNull();
    },
  );
});

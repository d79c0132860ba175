import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNetwork, plainAddress, type Network } from './network.ts';
import { createSourceDirectory, tokenHash, type SyslogSender } from './source-directory.ts';
import { attributionOf } from './testing/attribution.ts';

function network(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const cert = 'ab'.repeat(32);
const [byToken, byCert, wide, narrow, fallback] = [1, 2, 3, 4, 5].map(attributionOf);
const nothing = { tokenHashes: [], certFingerprints: [], networks: [] };
const directory = createSourceDirectory({
  sources: [
    { ...nothing, attribution: attributionOf(1), tokenHashes: [tokenHash('s3cret')] },
    { ...nothing, attribution: attributionOf(2), certFingerprints: [cert] },
    { ...nothing, attribution: attributionOf(3), networks: ['192.0.2.0/24', '2001:db8::/32'].map(network) },
    { ...nothing, attribution: attributionOf(4), networks: ['192.0.2.128/25', '2001:db8:1::5'].map(network) },
    {
      ...nothing,
      attribution: attributionOf(6),
      networks: [network('192.0.2.0/24')],
      tokenHashes: [tokenHash('s3cret')],
    },
  ],
  defaults: new Map([[514, attributionOf(5)]]),
});

const sender: SyslogSender = {
  peerAddress: '198.51.100.1',
  port: 514,
  clientCertFingerprint: null,
  structuredDataToken: null,
};

test.each([
  {
    name: 'token before all else',
    from: { structuredDataToken: 's3cret', clientCertFingerprint: cert, peerAddress: '192.0.2.1' },
    by: 'token',
    whose: byToken,
  },
  {
    name: 'certificate before address',
    from: { clientCertFingerprint: cert, peerAddress: '192.0.2.1' },
    by: 'certificate',
    whose: byCert,
  },
  {
    name: 'certificate when the token is nobody’s',
    from: { structuredDataToken: 'wrong', clientCertFingerprint: cert },
    by: 'certificate',
    whose: byCert,
  },
  { name: 'network', from: { peerAddress: '192.0.2.127' }, by: 'address', whose: wide },
  { name: 'the narrowest network', from: { peerAddress: '192.0.2.128' }, by: 'address', whose: narrow },
  {
    name: 'network of a mapped address',
    from: { peerAddress: '::ffff:192.0.2.1' },
    by: 'address',
    whose: wide,
  },
  { name: 'IPv6 network', from: { peerAddress: '2001:db8:ffff::1' }, by: 'address', whose: wide },
  {
    name: 'single IPv6 address',
    from: { peerAddress: '2001:0db8:0001:0:0:0:0:5' },
    by: 'address',
    whose: narrow,
  },
])('a sender is known by $name', ({ from, by, whose }) => {
  const answer = { kind: 'source', by, attribution: whose };
  expect(directory.bySyslog({ ...sender, ...from })).toEqual(answer);
  expect(directory.bySyslog({ ...sender, ...from })).toEqual(answer);
});

test('a sender that nobody claims belongs to the listener’s default, or to nobody', () => {
  expect(directory.bySyslog(sender)).toEqual({ kind: 'default', attribution: fallback });
  expect(directory.bySyslog({ ...sender, port: 6514 })).toEqual({ kind: 'unknown' });
  expect(directory.bySyslog({ ...sender, port: 6514, peerAddress: 'no address' })).toEqual({
    kind: 'unknown',
  });
});

test.each([
  '',
  '1.2.3',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/-1',
  '1.2.3.4/8/8',
  '::1/129',
  ':::/1',
  'example.com',
  '1.2.3.256',
])('"%s" is no network', (text) => {
  expect(parseNetwork(text)).toMatchObject({ ok: false, error: { code: 'network_malformed' } });
});

test('an address lies in every network cut from it, however it is spelled', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 32 }), (address, length) => {
      const one = createSourceDirectory({
        sources: [{ ...nothing, attribution: attributionOf(1), networks: [network(`${address}/${length}`)] }],
        defaults: new Map(),
      });
      expect(one.bySyslog({ ...sender, peerAddress: address.toUpperCase() })).toMatchObject({
        kind: 'source',
      });
    }),
  );
});

test.each([
  { given: '::ffff:192.0.2.1', plain: '192.0.2.1' },
  { given: 'fe80::1%eth0', plain: 'fe80::1' },
  { given: '2001:db8::1', plain: '2001:db8::1' },
])('the address $given is recorded as $plain', ({ given, plain }) => {
  expect(plainAddress(given)).toBe(plain);
});

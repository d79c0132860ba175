import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReturnAddresses, parseReturnPattern } from './return-address.ts';

const id = '01954f1a-8735-7b04-8a31-837926566912';
const addresses = createReturnAddresses('bounce+*@mail.northwind.example', 'the key of this house');

test('a return address tells whose mail came back and which attempt, in a form that mail servers leave alone', () => {
  const address = addresses.addressOf(id, 3);
  expect(address).toMatch(/^bounce\+[a-z2-7]{26}\.3\.[a-z2-7]{16}@mail\.northwind\.example$/);
  expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  expect(addresses.tokensIn(`To: <${address}>`)).toEqual([{ kind: 'ours', id, attempt: 3 }]);
  expect(addresses.tokensIn(`To: <${address.toUpperCase()}>`)).toEqual([{ kind: 'ours', id, attempt: 3 }]);
  expect(addresses.tokensIn(addresses.tokenOf(id, 3))).toEqual([{ kind: 'ours', id, attempt: 3 }]);
});

test('nobody else makes one: another key, id, attempt or MAC is forged', () => {
  const token = addresses.tokenOf(id, 1);
  const [name = '', , mac = ''] = token.split('.');
  const other = createReturnAddresses('bounce+*@mail.northwind.example', 'another key').tokenOf(id, 1);
  const changedMac = `${mac.startsWith('a') ? 'b' : 'a'}${mac.slice(1)}`;
  const changedName = `${name.startsWith('a') ? 'b' : 'a'}${name.slice(1)}`;
  for (const forged of [
    other,
    `${name}.2.${mac}`,
    `${name}.1.${changedMac}`,
    `${changedName}.1.${mac}`,
    `${name}.01.${mac}`,
  ])
    expect(addresses.tokensIn(`bounce+${forged}@mail.northwind.example`)).toEqual([{ kind: 'forged' }]);
});

test('what has not the form of a token is none', () => {
  const token = addresses.tokenOf(id, 1);
  expect(addresses.tokensIn('soc@northwind.example')).toEqual([]);
  expect(addresses.tokensIn(`x${token}`)).toEqual([]);
  expect(addresses.tokensIn(`${token}x`)).toEqual([]);
  expect(addresses.tokensIn(`${token} ${token}`)).toHaveLength(1);
});

test('every id and attempt comes back from its token', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 9_999 }), (one, attempt) => {
      expect(addresses.tokensIn(addresses.addressOf(one, attempt))).toEqual([
        { kind: 'ours', id: one, attempt },
      ]);
    }),
  );
});

test.each([
  ['bounce+*@mail.example.net', true],
  ['*@bounces.example.net', true],
  ['bounce-*@mail.example.net', true],
  ['bounce@mail.example.net', false],
  ['bounce+**@mail.example.net', false],
  ['a-name-that-is-much-too-long+*@mail.example.net', false],
  ['*', false],
  ['<bounce+*@mail.example.net>', false],
  ['bounce+*@mail.example.net\r\nX: y', false],
])('the pattern %j is good: %s', (pattern, good) => {
  expect(parseReturnPattern(pattern).ok).toBe(good);
});

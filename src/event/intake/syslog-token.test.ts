import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findToken, tokenMark } from './syslog-token.ts';

const header = '<34>1 2026-01-02T03:04:05.000Z web01 sshd 411 ID47';
const ours = '[tocsin@32473 token="s3cret"]';

const find = (message: string): { readonly token: string; readonly message: string } | null => {
  const found = findToken(Buffer.from(message));
  return found === null ? null : { token: found.token, message: found.message.toString() };
};

test.each([
  { name: 'alone', message: `${header} ${ours} hello`, token: 's3cret', stored: `${header} - hello` },
  { name: 'without text behind', message: `${header} ${ours}`, token: 's3cret', stored: `${header} -` },
  {
    name: 'behind another element',
    message: `${header} [a@1 x="y"]${ours} hello`,
    token: 's3cret',
    stored: `${header} [a@1 x="y"] hello`,
  },
  {
    name: 'before another element',
    message: `${header} ${ours}[a@1 x="y"] hello`,
    token: 's3cret',
    stored: `${header} [a@1 x="y"] hello`,
  },
  {
    name: 'with another parameter',
    message: `${header} [tocsin@32473 site="a" token="s3cret" b="c"] x`,
    token: 's3cret',
    stored: `${header} [tocsin@32473 site="a" b="c"] x`,
  },
  {
    name: 'twice',
    message: `${header} ${ours}[tocsin@32473 token="other"] x`,
    token: 's3cret',
    stored: `${header} - x`,
  },
  {
    name: 'with escapes',
    message: `${header} [tocsin@32473 token="a\\"b\\\\c\\]d"] x`,
    token: 'a"b\\c]d',
    stored: `${header} - x`,
  },
  { name: 'empty', message: `${header} [tocsin@32473 token=""] x`, token: '', stored: `${header} - x` },
])('a token $name is found and taken out', ({ message, token, stored }) => {
  expect(find(message)).toEqual({ token, message: stored });
});

test.each([
  { name: 'in the text', message: `${header} - ${ours} hello` },
  { name: 'in the text behind other structured data', message: `${header} [a@1 x="y"] ${ours}` },
  { name: 'inside another value', message: `${header} [a@1 x="[tocsin@32473 token=\\"s3cret\\"\\]"] hello` },
  { name: 'in a message of RFC 3164', message: `<34>Jan  2 03:04:05 web01 sshd[411]: ${ours}` },
  { name: 'of another enterprise', message: `${header} [tocsin@99999 token="s3cret"] hello` },
  { name: 'in structured data that does not end', message: `${header} [tocsin@32473 token="s3cret" hello` },
  { name: 'in a value that does not end', message: `${header} [tocsin@32473 token="s3cret` },
  { name: 'without quotes', message: `${header} [tocsin@32473 token=s3cret] hello` },
])('what looks like a token $name is content', ({ message }) => {
  expect(find(message)).toBeNull();
});

test('any bytes are answered, and a token found is nowhere in what is stored', () => {
  const bits = fc.constantFrom('[', ']', '"', '\\', ' ', '=', 'token', 'tocsin@32473', ours, 'a');
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 20 }), (parts) => {
      const found = findToken(Buffer.from(`${header} ${parts.join('')}`));
      expect(found === null || found.message.length < header.length + 1 + parts.join('').length).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void findToken(Buffer.from(bytes))));
});

test('the first look finds every message that holds a token', () => {
  expect(Buffer.from(`${header} ${ours}`).includes(tokenMark)).toBe(true);
});

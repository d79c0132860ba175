import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameMessages, retell, unframeMessages } from './recording.ts';
import { recordingPath } from './replay.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const now = new Date('2026-03-04T05:06:07.000Z');

test('a retold recording ends now, keeps its gaps and carries the token', () => {
  const recording = [
    '<86>1 2026-01-01T00:00:00.500000+00:00 h sshd 1 - [tocsin@32473 token="TOKEN"] Failed password',
    '<86>1 2026-01-01T02:00:02.000000+02:00 h sshd 1 - [tocsin@32473 token="TOKEN"] Accepted password',
    '',
  ].join('\n');
  expect(retell(recording, 'tcs_1', now)).toEqual([
    '<86>1 2026-03-04T05:06:05.500Z h sshd 1 - [tocsin@32473 token="tcs_1"] Failed password',
    '<86>1 2026-03-04T05:06:07.000Z h sshd 1 - [tocsin@32473 token="tcs_1"] Accepted password',
  ]);
});

test('a recording with a line that has no time is refused', () => {
  expect(() => retell('<86>sshd: no time', 'x', now)).toThrow('a line without a time');
});

test('the kept recording tells of eight failures and then a success from one address', () => {
  const messages = retell(readFileSync(join(root, recordingPath), 'utf8'), 'tcs_1', now);
  const results = messages.flatMap(
    (message) => /(Failed|Accepted) password for deploy from ([\d.]+)/.exec(message)?.slice(1, 3) ?? [],
  );
  expect(results).toEqual(
    [...Array<string[]>(8).fill(['Failed', '127.0.0.66']), ['Accepted', '127.0.0.66']].flat(),
  );
  expect(messages.every((message) => message.includes(' [tocsin@32473 token="tcs_1"] '))).toBe(true);
});

test('messages survive framing, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme-composite' }), { maxLength: 10 }), (messages) => {
      expect(unframeMessages(frameMessages(messages))).toEqual(messages);
    }),
  );
});

test('a stream that ends inside a message gives the whole ones before it', () => {
  expect(unframeMessages(Buffer.from('3 abc5 de'))).toEqual(['abc']);
  expect(unframeMessages(Buffer.from('x'))).toEqual([]);
  expect(unframeMessages(Buffer.from('-1 x 3 abc'))).toEqual([]);
});

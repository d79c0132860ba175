import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { expect, test } from 'vitest';
import { createSyslogFramer, type FramingRemark } from './syslog-framing.ts';

const maxMessageBytes = 100;

interface Message {
  readonly text: string;
  readonly remark: FramingRemark;
}

/** Frames a stream that arrives cut at the given offsets. */
function frame(stream: Buffer, cuts: readonly number[] = []): readonly Message[] {
  const messages: Message[] = [];
  const framer = createSyslogFramer(maxMessageBytes, (bytes, start, end, remark) => {
    messages.push({ text: bytes.toString('latin1', start, end), remark });
  });
  const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  for (let index = 1; index < edges.length; index += 1) {
    framer.push(Buffer.from(stream.subarray(edges[index - 1], edges[index])));
  }
  framer.finish();
  return messages;
}

const long = 'x'.repeat(150);

test.each<{ name: string; stream: string; messages: readonly (string | Message)[] }>([
  { name: 'lines', stream: '<13>one\n<13>two\n', messages: ['<13>one', '<13>two'] },
  { name: 'counted messages', stream: '7 <13>one7 <13>two', messages: ['<13>one', '<13>two'] },
  {
    name: 'both kinds in one stream',
    stream: '7 <13>one<13>two\n9 <13>three',
    messages: ['<13>one', '<13>two', '<13>three'],
  },
  { name: 'a line feed inside a counted message', stream: '9 <13>a\nb\nc', messages: ['<13>a\nb\nc'] },
  {
    name: 'CR, NUL and empty lines',
    stream: '\r\n<13>one\r\n\0\n8 <13>two\n\n<13>three\0\0\n',
    messages: ['<13>one', '<13>two', '<13>three'],
  },
  { name: 'lines without PRI', stream: 'plain text\n12 monkeys\n', messages: ['plain text', '12 monkeys'] },
  {
    name: 'lines that start with a date',
    stream: '2026-01-02 <x>\n20260102 <x>\n',
    messages: ['2026-01-02 <x>', '20260102 <x>'],
  },
  {
    name: 'a number too large for a count',
    stream: '16777217 <13>x\n999999999 <13>y\n',
    messages: ['16777217 <13>x', '999999999 <13>y'],
  },
  { name: 'a number with a leading zero', stream: '07 <13>one\n', messages: ['07 <13>one'] },
  {
    name: 'a line that is too long',
    stream: `<13>${long}\n<13>next\n`,
    messages: [{ text: `<13>${'x'.repeat(96)}`, remark: 'too_long' }, '<13>next'],
  },
  {
    name: 'a counted message that is too long',
    stream: `154 <13>${long}7 <13>two`,
    messages: [{ text: `<13>${'x'.repeat(96)}`, remark: 'too_long' }, '<13>two'],
  },
  {
    name: 'a line without its end',
    stream: '<13>one\n<13>tw',
    messages: ['<13>one', { text: '<13>tw', remark: 'incomplete' }],
  },
  {
    name: 'a counted message cut short',
    stream: '20 <13>one',
    messages: [{ text: '<13>one', remark: 'incomplete' }],
  },
  { name: 'a count and nothing else', stream: '20 ', messages: [{ text: '20 ', remark: 'incomplete' }] },
  { name: 'nothing', stream: '', messages: [] },
])('$name are framed the same in one chunk and byte by byte', ({ stream, messages }) => {
  const wanted = messages.map((message) =>
    typeof message === 'string' ? { text: message, remark: null } : message,
  );
  const bytes = Buffer.from(stream, 'latin1');
  expect(frame(bytes)).toEqual(wanted);
  expect(
    frame(
      bytes,
      Array.from(bytes, (_, index) => index),
    ),
  ).toEqual(wanted);
});

const content = fc.string({
  unit: fc.constantFrom('a', '<', '>', ' ', '1', '7', '\n', '\r', '\0'),
  maxLength: 130,
});
const piece = fc.oneof(
  content,
  content.map((text) => `${text}\n`),
  content.map((text) => `${text.length + 4} <13>${text}`),
  fc.constantFrom('7 ', '12', '99999999', '16777216 <', '\n', '\r\n'),
);

test('framing does not depend on where the chunks end', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 40 }), (pieces, cuts) => {
      const stream = Buffer.from(pieces.join(''), 'latin1');
      expect(frame(stream, cuts)).toEqual(frame(stream));
    }),
    fuzz(2_000),
  );
});

test('counted messages come back as they were sent, whatever they hold', () => {
  const body = fc
    .uint8Array({ maxLength: 90 })
    .map((bytes) => `<13>${Buffer.from(bytes).toString('latin1')}.`);
  fc.assert(
    fc.property(fc.array(body), fc.array(fc.nat(), { maxLength: 20 }), (bodies, cuts) => {
      const stream = Buffer.from(bodies.map((text) => `${text.length} ${text}`).join(''), 'latin1');
      expect(frame(stream, cuts).map(({ text }) => text)).toEqual(bodies);
    }),
  );
});

test('no byte is lost: what the framer drops is line ends, trailers and what lies beyond the bound', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 90 })),
      (lines) => {
        const stream = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(frame(stream).map(({ text }) => text)).toEqual(lines);
      },
    ),
  );
});

import { describe, expect, test } from 'vitest';
import { parseRecord } from '../parse/parse.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { splitJsonBody } from './json-split.ts';
import { createSyslogFramer, type FramingRemark } from './syslog-framing.ts';

const maxRecordBytes = 1_048_576;

/** The records of a body as text, long ones as their length, with the problem of each. */
function split(body: Buffer): readonly (readonly [string | number, string | null])[] {
  const { problems, spans } = splitJsonBody(body, maxRecordBytes);
  return spans.map(({ end, start }) => {
    const problem = problems.find(({ at }) => at === start)?.code ?? null;
    return [end - start > 200 ? end - start : body.toString('utf8', start, end), problem];
  });
}

describe('a batch with one hostile record between good ones', () => {
  const good = ['{"n":1}', '{"n":2}'] as const;
  const between = (middle: Buffer | string): Buffer =>
    Buffer.concat([Buffer.from(`${good[0]}\n`), Buffer.from(middle), Buffer.from(`\n${good[1]}\n`)]);

  test.each([
    ['that is cut off', '{"a":', 'not_json'],
    ['that is no object', '[1,2]', 'not_an_object'],
    ['of invalid UTF-8', Buffer.from([0xff, 0xfe, 0x80]), 'not_json'],
    ['of NUL', '\u0000\u0000', 'not_json'],
    ['with a quote too many', '{"a":"b""}', 'not_json'],
    ['with a brace too many', '{"a":1}}', 'not_json'],
  ])('%s keeps them', (_name, middle, problem) => {
    const found = split(between(middle));
    expect(found[0]).toEqual([good[0], null]);
    expect(found.at(-1)).toEqual([good[1], null]);
    expect(found.slice(1, -1).some(([, code]) => code === problem)).toBe(true);
  });

  test('of invalid UTF-8 inside a text is a record, and its bytes are replaced when they are read', () => {
    const middle = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xc0, 0x22, 0x7d]);
    const found = split(between(middle));
    expect(found).toHaveLength(3);
    expect(parseRecord(receivedRecord('json', middle.toString('utf8')))).toMatchObject({ kind: 'parsed' });
  });

  test('of 50 MB in one line keeps them, in bounded time', () => {
    const long = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.alloc(50 * 1024 * 1024, 0x78),
      Buffer.from('"}'),
    ]);
    const startedAt = performance.now();
    const found = split(between(long));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(found[0]).toEqual([good[0], null]);
    expect(found.at(-1)).toEqual([good[1], null]);
    expect(found.slice(1, -1).map(([, problem]) => problem)).toContain('too_long');
  });

  test('that is 10,000 deep keeps them, and is kept with a reason', () => {
    for (const [open, close] of [
      ['{"a":', '}'],
      ['[', ']'],
    ] as const) {
      const deep = `{"deep":${open.repeat(10_000)}1${close.repeat(10_000)}}`;
      const found = split(between(deep));
      expect(found[0]).toEqual([good[0], null]);
      expect(found.at(-1)).toEqual([good[1], null]);
      expect(parseRecord(receivedRecord('json', deep))).toMatchObject({
        kind: 'unparsed',
        reason: 'unknown_shape',
      });
    }
  });
});

describe('a syslog stream', () => {
  function frame(chunks: Iterable<Buffer>): readonly (readonly [string | number, FramingRemark])[] {
    const told: (readonly [string | number, FramingRemark])[] = [];
    const framer = createSyslogFramer(maxRecordBytes, (bytes, start, end, remark) => {
      told.push([end - start > 200 ? end - start : bytes.toString('utf8', start, end), remark]);
    });
    for (const chunk of chunks) framer.push(chunk);
    framer.finish();
    return told;
  }

  test('with a line of 50 MB cuts that line and keeps the ones around it', () => {
    const chunk = Buffer.alloc(64 * 1024, 0x78);
    function* chunks(): Generator<Buffer> {
      yield Buffer.from('<13>before\n<13>');
      for (let sent = 0; sent < 50 * 1024 * 1024; sent += chunk.length) yield chunk;
      yield Buffer.from('\n<13>after\n');
    }
    const told = frame(chunks());
    expect(told[0]).toEqual(['<13>before', null]);
    expect(told[1]).toEqual([maxRecordBytes, 'too_long']);
    expect(told.at(-1)).toEqual(['<13>after', null]);
    expect(told).toHaveLength(3);
  });

  test('with bytes that are no UTF-8 keeps its lines', () => {
    const told = frame([Buffer.from([0xff, 0xfe, 0x80, 0x0a]), Buffer.from('<13>after\n')]);
    expect(told).toHaveLength(2);
    expect(told.at(-1)).toEqual(['<13>after', null]);
  });
});

import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, it } from 'vitest';
import { recordFormats, type RecordFormat } from '../event.ts';
import { receivedAt, receivedRecord } from '../testing/received-record.ts';
import { maxAheadMs, maxBehindMs } from './event-time.ts';
import { maxDepth, maxRecordLength, parseRecord, parserNames } from './parse.ts';

describe('a record that nobody can parse', () => {
  it.each<[string, RecordFormat, string]>([
    ['empty', 'json', ''],
    ['empty', 'syslog', ' \r\n'],
    ['empty', 'json', '\uFEFF'],
    ['not_json', 'json', '{"a":'],
    ['not_json', 'json', '<34>Nov 23 11:00:00 h p: x'],
    ['not_an_object', 'json', '[1,2]'],
    ['not_an_object', 'json', '"text"'],
    ['not_an_object', 'json', 'null'],
    ['unknown_shape', 'json', '{}'],
    ['unknown_shape', 'json', `${'{"a":'.repeat(maxDepth + 1)}1${'}'.repeat(maxDepth + 1)}`],
    ['unknown_shape', 'json', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['too_long', 'json', `{"a":"${'x'.repeat(maxRecordLength)}"}`],
    ['too_long', 'syslog', 'x'.repeat(maxRecordLength + 1)],
  ])('has the reason %s (%s)', (reason, format, raw) => {
    expect(parseRecord(receivedRecord(format, raw))).toEqual({ kind: 'unparsed', reason, time: receivedAt });
  });

  it.each([Number.NaN, -1, Infinity, 1e18])('has the reason bad_time when it was received at %d', (at) => {
    expect(parseRecord(receivedRecord('syslog', 'text', at))).toEqual({
      kind: 'unparsed',
      reason: 'bad_time',
      time: 0,
    });
  });
});

const samples = globSync('src/event/testdata/*').flatMap((file) => readFileSync(file, 'utf8').split('\n'));

/** Random text, JSON, and real lines with a piece torn out or put in. */
const hostile = fc.oneof(
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc.json(),
  fc
    .tuple(fc.constantFrom(...samples), fc.nat(400), fc.nat(40), fc.string({ maxLength: 20 }))
    .map(([line, at, cut, put]) => line.slice(0, at) + put + line.slice(at + cut)),
);

describe('any text', () => {
  it('is parsed or given a reason, with a time that can be stored and an event that serialises', () => {
    fc.assert(
      fc.property(fc.constantFrom(...recordFormats), hostile, (format, raw) => {
        const event = parseRecord(receivedRecord(format, raw));
        const time = event.kind === 'parsed' ? event.ocsf.time : event.time;
        expect(Number.isSafeInteger(time)).toBe(true);
        expect(time).toBeLessThanOrEqual(receivedAt + maxAheadMs);
        expect(time).toBeGreaterThanOrEqual(receivedAt - maxBehindMs);
        if (event.kind === 'unparsed') return;
        expect(parserNames).toContain(event.parser);
        expect(event.ocsf.type_uid).toBe(event.ocsf.class_uid * 100 + event.ocsf.activity_id);
        expect(JSON.parse(JSON.stringify(event.ocsf))).toEqual(event.ocsf);
        expect(typeof event.ocsf['message']).toBe('string');
      }),
      fuzz(3_000),
    );
  });

  it('gives the same event when it is read a second time', () => {
    for (const raw of samples) {
      for (const format of recordFormats) {
        expect(parseRecord(receivedRecord(format, raw))).toEqual(parseRecord(receivedRecord(format, raw)));
      }
    }
  });

  it.each([
    ['blanks', ' '.repeat(16_000)],
    ['" from "', ' from '.repeat(2_600)],
    ['" port "', ' port '.repeat(2_600)],
    ['" ; "', ' ; '.repeat(5_000)],
    ['quotes', `'"`.repeat(8_000)],
    ['brackets', '['.repeat(16_000)],
  ])('made of many %s takes no more than linear time', (_name, filling) => {
    const programs = [
      'sshd[1]: Failed password for ',
      'sshd: Connection closed by user ',
      'sudo: x : ',
      'usermod: add ',
      'su: (to ',
      '',
    ];
    const started = performance.now();
    for (const program of programs)
      parseRecord(receivedRecord('syslog', `<38>Nov 23 11:59:58 h ${program}${filling}`));
    parseRecord(receivedRecord('syslog', `<38>1 2026-11-23T11:59:58Z h p 1 - [a ${filling}`));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

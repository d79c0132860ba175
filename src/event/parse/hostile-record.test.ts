import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../event.ts';
import { findCorpus } from '../testing/corpus.ts';
import { receivedAt, receivedRecord } from '../testing/received-record.ts';
import { readZip } from '../testing/zip.ts';
import { maxAheadMs, maxBehindMs } from './event-time.ts';
import { parseRecord, parserNames } from './parse.ts';
import { parseSyslog } from './syslog-header.ts';
import { readStructuredData } from './structured-data.ts';

const corpus = findCorpus();

/** Records of Windows and CloudTrail as they were recorded, some of each kind of event. */
const recorded: readonly JsonObject[] =
  corpus.kind === 'absent' ? [] : [...windowsRecords(corpus.dir), ...trailRecords(corpus.dir)];

function windowsRecords(dir: string): readonly JsonObject[] {
  const [smallest] = globSync('windows-ndjson/*.zip', { cwd: dir })
    .map((name) => join(dir, name))
    .sort((a, b) => readFileSync(a).length - readFileSync(b).length);
  const lines = readZip(smallest ?? '').flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
  const byKind = new Map<string, JsonObject>();
  for (const line of lines) {
    const record = JSON.parse(line) as JsonObject;
    byKind.set(JSON.stringify([record['Channel'], record['EventID']]), record);
  }
  return [...byKind.values()];
}

function trailRecords(dir: string): readonly JsonObject[] {
  return globSync('cloudtrail/stratus/**/*.json', { cwd: dir })
    .sort()
    .slice(0, 12)
    .flatMap((name) => {
      const value = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Json;
      const records = Array.isArray(value)
        ? value
        : (((value as JsonObject)['Records'] as Json[] | undefined) ?? [value]);
      return (records as JsonObject[]).slice(0, 2);
    });
}

/** Values where others were expected. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    -0,
    1e308,
    -1,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '%%1833',
    '::',
    '{}',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('9'.repeat(400), 'x'.repeat(70_000), '2026-99-99T99:99:99Z', '0x', '-1:0:0').map(String),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.integer({ min: 1, max: 60 }).map((depth) => nested(depth)),
);

const nested = (depth: number): Json => {
  let value: Json = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

/** A record with some of its members changed, anywhere in it, taken away, or put under a name that means something here. */
const names = ['__proto__', 'constructor', 'toString', 'EventID', 'Channel', 'userIdentity', 'Event', ''];
const hostile = fc
  .tuple(
    fc.constantFrom(...(recorded.length === 0 ? [{}] : recorded)),
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom('set', 'drop', 'name'), odd, fc.constantFrom(...names)), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([record, edits]) => {
    const copy = structuredClone(record) as Record<string, Json>;
    for (const [at, what, value, name] of edits) {
      const places = placesOf(copy);
      const place = places[at % places.length];
      if (place === undefined) break;
      if (what === 'drop') Reflect.deleteProperty(place.holder, place.key);
      else put(place.holder, what === 'set' ? place.key : name, value);
    }
    return JSON.stringify(copy);
  });

const put = (holder: object, key: string, value: Json): void =>
  void Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

function placesOf(value: Json): readonly { readonly holder: object; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { holder: value, key },
    ...placesOf(inner).slice(0, 40),
  ]);
}

describe.skipIf(corpus.kind === 'absent')('records of Windows and CloudTrail with odd members', () => {
  it('are parsed or given a reason, and can be stored', () => {
    expect(recorded.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(hostile, fc.constantFrom('json', 'syslog'), (raw, format) => {
        const startedAt = performance.now();
        const event = parseRecord(receivedRecord(format === 'json' ? 'json' : 'syslog', raw));
        const time = event.kind === 'parsed' ? event.ocsf.time : event.time;
        expect(Number.isSafeInteger(time)).toBe(true);
        expect(time).toBeLessThanOrEqual(receivedAt + maxAheadMs);
        expect(time).toBeGreaterThanOrEqual(receivedAt - maxBehindMs);
        expect(performance.now() - startedAt).toBeLessThan(2_000);
        if (event.kind === 'unparsed') return;
        expect(parserNames).toContain(event.parser);
        expect(JSON.parse(JSON.stringify(event.ocsf))).toEqual(event.ocsf);
        expect(typeof event.ocsf['message']).toBe('string');
      }),
      fuzz(4_000),
    );
    // Nothing that a record is called reaches what all objects share.
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['EventID']).toBeUndefined();
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    ...['<34>', '<191>', '<999>', '1 ', '- ', '2026-11-23T11:59:58.123456+02:00 ', 'Nov 23 11:59:58 '],
    ...['[a@1 b="c\\]"]', '[a', 'b="', '\\"', ']', '"', ' ', '%ASA-6-1: ', '*', ': ', 'sshd[1]: ', '\uFEFF'],
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const headerText = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));

describe('a syslog message made of pieces of headers', () => {
  it('is read without losing what it says', () => {
    fc.assert(
      fc.property(headerText, (text) => {
        const read = parseSyslog(text, receivedAt);
        expect(['rfc5424', 'rfc3164', 'bare']).toContain(read.dialect);
        expect(text).toContain(read.message);
        expect(read.pid === null || Number.isSafeInteger(read.pid)).toBe(true);
        expect(Number.isNaN(read.at) || Number.isFinite(read.at)).toBe(true);
        if (read.facility !== null) expect(read.facility).toBeLessThanOrEqual(23);
        if (read.severity !== null) expect(read.severity).toBeLessThanOrEqual(7);
      }),
      fuzz(5_000),
    );
  });

  it('has structured data that ends where it ends, or none', () => {
    fc.assert(
      fc.property(headerText, fc.nat(40), (text, start) => {
        const read = readStructuredData(text, start);
        if (read === null) return;
        expect(read.end).toBeGreaterThan(start);
        expect(read.end).toBeLessThanOrEqual(text.length);
        expect(read.end === text.length || text[read.end] === ' ').toBe(true);
        if (read.elements !== null) expect(() => JSON.stringify(read.elements)).not.toThrow();
      }),
      fuzz(5_000),
    );
  });

  it.each([
    ['parameters', `[a ${'b="c" '.repeat(200_000)}]`],
    ['elements', '[a b="c"]'.repeat(100_000)],
    ['escapes', `[a b="${'\\'.repeat(1_000_000)}"]`],
    ['quotes that do not close', '[a b="'.repeat(150_000)],
    ['blanks', ' '.repeat(1_000_000)],
  ])('with many %s takes no more than linear time', (_name, filling) => {
    const startedAt = performance.now();
    parseSyslog(`<34>1 2026-11-23T11:59:58Z h p 1 - ${filling} text`, receivedAt);
    parseSyslog(`<34>Nov 23 11:59:58 h ${filling}`, receivedAt);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

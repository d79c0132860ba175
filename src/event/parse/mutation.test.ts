import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../kernel/index.ts';
import { unparsedReasons, type RawRecord, type RecordFormat } from '../event.ts';
import { parseRecord } from './parse.ts';

const folder = join(import.meta.dirname, '..', 'testdata');
const at = new Date('2026-11-23T12:00:00Z');
const ids = {
  ...{ id: newId<'event'>(at), companyId: newId<'company'>(at), sourceId: newId<'source'>(at) },
  ...{ projectId: null, receivedAt: at.getTime(), peer: '192.0.2.1' },
};

interface Sample {
  readonly format: RecordFormat;
  readonly raw: string;
}

/** Every record of the samples: one of each kind that a parser knows. */
const samples: readonly Sample[] = readdirSync(folder)
  .filter((file) => /\.(?:syslog|ndjson)$/.test(file))
  .sort()
  .flatMap((file) => {
    const format = file.endsWith('.ndjson') ? ('json' as const) : ('syslog' as const);
    return readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((raw) => raw !== '')
      .map((raw) => ({ format, raw }));
  });

/** What senders, networks and attackers do to a record. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('put' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '"',
        '\\',
        '\0',
        '\t',
        ' ',
        '=',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '%',
        '<999>',
        '\ud800',
        '__proto__',
      ),
      fc.integer({ min: 1, max: 4_000 }).map((length) => '('.repeat(length)),
      fc.constantFrom('null', '-1', '1e400', '99999999999999999999', 'true', '[]', '{}', '""'),
    ),
  }),
  fc.record({
    kind: fc.constant('take' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('twice' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function changed(raw: string, how: Change): string {
  const at = Math.floor(how.at * raw.length);
  switch (how.kind) {
    case 'cut':
      return raw.slice(0, at);
    case 'put':
      return raw.slice(0, at) + how.text + raw.slice(at);
    case 'take':
      return raw.slice(0, at) + raw.slice(at + how.length);
    case 'twice':
      return raw + raw.slice(at);
  }
}

/** Values in a JSON record are replaced by others of any type. */
function replaced(raw: string, place: number, value: unknown): string {
  const paths: [object, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      paths.push([node, key]);
      walk(child);
    }
  };
  const record: unknown = JSON.parse(raw);
  walk(record);
  const [holder, key] = paths[place % Math.max(1, paths.length)] ?? [{}, ''];
  Reflect.set(holder, key, value);
  return JSON.stringify(record);
}

/** Whatever comes of it: an event whose form can be stored, or a reason. Longest that one record may take: */
const patienceMs = 1_000;

function judge(raw: string, format: RecordFormat): void {
  const record: RawRecord = { ...ids, format, raw };
  const started = performance.now();
  const parsed = parseRecord(record);
  expect(performance.now() - started).toBeLessThan(patienceMs);
  if (parsed.kind === 'unparsed') {
    expect(unparsedReasons).toContain(parsed.reason);
    return;
  }
  expect(Number.isSafeInteger(parsed.ocsf.time)).toBe(true);
  expect(JSON.parse(JSON.stringify(parsed.record))).toEqual(parsed.record);
  expect(() => JSON.stringify(parsed.ocsf)).not.toThrow();
}

const sample = fc.constantFrom(...samples);

describe('a record that was changed on its way', () => {
  test('there are samples of every form', () => {
    expect(samples.length).toBeGreaterThan(100);
  });

  test('becomes an event or a reason, in time', () => {
    fc.assert(
      fc.property(sample, fc.array(change, { minLength: 1, maxLength: 4 }), ({ format, raw }, changes) => {
        judge(changes.reduce(changed, raw), format);
      }),
      { numRuns: 6_000 },
    );
  }, 120_000);

  test('also when its values are of other types', () => {
    const json = fc.constantFrom(...samples.filter(({ format }) => format === 'json'));
    fc.assert(
      fc.property(json, fc.nat({ max: 2_000 }), fc.jsonValue({ maxDepth: 3 }), ({ raw }, place, value) => {
        judge(replaced(raw, place, value), 'json');
      }),
      { numRuns: 6_000 },
    );
  }, 120_000);

  test('also when it is taken for the other form', () => {
    for (const { format, raw } of samples) judge(raw, format === 'json' ? 'syslog' : 'json');
  });

  test.each([
    ['blanks', ' '],
    ['quotes', '"'],
    ['brackets', '['],
    ['equals signs', 'a='],
    ['escapes', '\\"'],
    ['pairs', 'a=b '],
    ['quoted pairs', 'a="b" '],
    ['commas', 'a,'],
    ['percent signs', '%41'],
  ])(
    'a megabyte of %s behind each kind of beginning is read in time',
    (_what, filler) => {
      const long = filler.repeat(Math.ceil(1_000_000 / filler.length));
      for (const { format, raw } of samples) {
        const start = raw.slice(0, Math.min(60, raw.length - 1));
        judge(start + long, format);
      }
    },
    300_000,
  );
});

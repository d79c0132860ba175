import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { readRows } from '../../platform/clickhouse/index.ts';
import type { Json, JsonObject, LogSource, ParsedEvent } from '../event-types.ts';
import { fold } from '../sigma/fold.ts';
import { createPlainMatcher } from '../sigma/matcher-plain.ts';
import { parseNetwork } from '../sigma/network.ts';
import { containing, endingWith, parsePattern, startingWith, withDashes } from '../sigma/pattern.ts';
import {
  compareOperators,
  referenceModes,
  type RuleNode,
  type SigmaRule,
  type ValueTest,
} from '../sigma/rule.ts';
import { eventOf, ruleOf } from '../sigma/testing/judge.ts';
import { createDefinitions } from './definitions.ts';
import { ruleSql } from './rule-sql.ts';
import { sqlTexts } from './sql-text.ts';
import { foldSql } from './test-sql.ts';
import { hitsOf, storeEvents } from './testing/stored-events.ts';

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

const seed = 20_261_128;
const logSource: LogSource = { product: 'windows', category: null, service: null };

/** Any event is for a rule of this one. */
const anything: LogSource = { product: null, category: null, service: null };

const event = (record: JsonObject): ParsedEvent => eventOf(record, logSource);
const rule = (id: string, tree: RuleNode, source = logSource): SigmaRule => ruleOf(id, tree, source);

/** The SQL of each rule holds for the events for which the matcher says so; at most the share `left` it cannot judge. */
async function agree(
  events: readonly ParsedEvent[],
  rules: readonly SigmaRule[],
  left = 0.3,
): Promise<number> {
  await clickhouse.handle.client().command({ query: 'TRUNCATE TABLE security_event' });
  await storeEvents(clickhouse.handle, events);
  const plain = createPlainMatcher(rules);
  const wanted = events.map((each) => new Set(plain(each).map((match) => match.rule.id)));
  const found = await hitsOf(clickhouse.handle.client(), rules);
  const counts = { agreed: 0, unreadable: 0 };
  const wrong = rules.flatMap(({ id, tree }, index) =>
    events.flatMap(({ record }, number) => {
      const hits = found[index];
      const [sql, matcher] = [hits?.holds.has(number) === true, wanted[number]?.has(id) === true];
      if (hits?.unreadable.has(number) === true) counts.unreadable += 1;
      else if (sql !== matcher) return [{ tree, record, sql, matcher }];
      else if (matcher) counts.agreed += 1;
      return [];
    }),
  );
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(counts.unreadable / (events.length * rules.length)).toBeLessThan(left);
  return counts.agreed;
}

const texts = [
  '',
  'a',
  'A',
  'ab',
  'xaby',
  'straße',
  'STRASSE',
  'Σ',
  'ς',
  'σ',
  'ΑΣ',
  'ας',
  '\u212a',
  'k',
  '\u017f',
  's',
  'İ',
  'i\u0307',
  'ı',
  'ǅ',
  "it's",
  "''",
  '\\',
  'back\\slash',
  'C:\\a\\b.exe',
  'a\nb',
  'a\tb',
  '\0',
  'a\0b',
  '\u007f',
  '%',
  '_',
  'a_b',
  'a*b',
  'a?b',
  '-x',
  '/x',
  '\u2013x',
  '\u2015x',
  '😀',
  'a😀b',
  'é',
  'e\u0301',
  '{x0:String}',
  "'); DROP TABLE security_event; --",
  '/* c */',
  '$1',
  '\\1',
  '(a|b)',
  '[a]',
  '^a$',
  '10.0.0.1',
  '010.0.0.1',
  '10.0.0.256',
  '10.1.2.3',
  '::ffff:10.0.0.1',
  '::FFFF:0a00:0001',
  'fe80::1%eth0',
  'fe80::1',
  '::1',
  '::',
  '1::',
  '1:2:3:4:5:6:7::',
  '1:2:3:4:5:6:7::8',
  '1::2::3',
  ':1',
  '1:',
  '::10.0.0.1',
  '10.0.0.1:80',
  '10.0.0.1%1',
  '12345::',
  '1',
  '1.0',
  ' 1 ',
  '\u00a01',
  '+1',
  '0x1F',
  '0X1f',
  '-0x1',
  '1e3',
  '1E3',
  '0b101',
  '0o17',
  '0x1ffffffffffffffffffff',
  '1e999',
  '-5',
  '.5',
  '5.',
  '.',
  'NaN',
  'Infinity',
  'inf',
  '9007199254740993',
  '0.1',
  '1_0',
  '1 0',
] as const;

const textArbitrary = fc.constantFrom<string>(...texts);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: textArbitrary },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, true, false, 0, 1, 31, 1000, -5, 0.5, 1e21) },
  {
    weight: 1,
    arbitrary: fc.array(fc.oneof(textArbitrary, fc.constantFrom<Json>(null, 1, {}, [])), { maxLength: 3 }),
  },
  { weight: 1, arbitrary: fc.record({ c: textArbitrary, d: textArbitrary }, { requiredKeys: [] }) },
);
const members = { a: value, b: value, 'a.c': textArbitrary };
const record = fc.oneof(
  { weight: 9, arbitrary: fc.record(members, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...members, 'a b': value }, { requiredKeys: [] }) },
);
const recordsOf = (count: number): readonly JsonObject[] => fc.sample(record, { seed, numRuns: count });
const field = fc.constantFrom('a', 'b', 'ab', 'a.c', 'b.c', 'none', null);
const named = fc.constantFrom('a', 'b', 'ab', 'a.c', 'b.c', 'none');

const pattern = textArbitrary.chain((text) =>
  fc.constantFrom(
    parsePattern(text),
    containing(parsePattern(text)),
    startingWith(parsePattern(text)),
    endingWith(parsePattern(text)),
    withDashes(parsePattern(text)),
    parsePattern(`${text}?`),
    parsePattern(`?*${text}`),
    parsePattern(`${text}*${text}`),
    parsePattern('*'),
  ),
);
const regexSources = [
  'a',
  '^a',
  'b$',
  'a.b',
  '^a.b$',
  '^$',
  '(?i)STRASSE',
  'σ',
  's',
  'k',
  '[^a]',
  '^.$',
  '\\\\',
  "'",
  '\\d+',
  '(a|b)+',
  '\\x00',
  '(?s).b',
  '^[0-9.]{7,}$',
  '\\bab\\b',
];
const regex = fc.record({
  source: fc.constantFrom(...regexSources),
  ignoreCase: fc.boolean(),
  multiline: fc.boolean(),
  dotAll: fc.boolean(),
});
const network = fc
  .constantFrom(
    '10.0.0.0/8',
    '10.0.0.1',
    '0.0.0.0/0',
    '::/0',
    '::1/128',
    'fe80::/10',
    '::ffff:10.0.0.0/104',
    '10.0.0.1/31',
    '1::/16',
  )
  .map((text) => parseNetwork(text))
  .filter((parsed) => parsed !== null);

const valueTest: fc.Arbitrary<{ readonly field: string | null; readonly test: ValueTest }> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      field,
      test: fc.record({ kind: fc.constant('pattern' as const), pattern, cased: fc.boolean() }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ field, test: fc.record({ kind: fc.constant('regex' as const), regex }) }),
  },
  fc.record({ field: named, test: fc.record({ kind: fc.constant('cidr' as const), network }) }),
  fc.record({
    field: named,
    test: fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom(...compareOperators),
      value: fc.constantFrom(0, 1, 31, 1000, -5, 0.5, 0.1, 9_007_199_254_740_992),
    }),
  }),
  fc.record({ field: named, test: fc.constant<ValueTest>({ kind: 'null' }) }),
  fc.record({
    field: named,
    test: fc.record({ kind: fc.constant('exists' as const), expected: fc.boolean() }),
  }),
  fc.record({
    field: named,
    test: fc.record({
      kind: fc.constant('field-reference' as const),
      other: named,
      mode: fc.constantFrom(...referenceModes),
      cased: fc.boolean(),
    }),
  }),
);
const leaf: fc.Arbitrary<RuleNode> = valueTest.map(({ field: name, test: asked }) => ({
  kind: 'test',
  field: name,
  test: asked,
}));
const { node } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('node').map((inner): RuleNode => ({ kind: 'not', node: inner })),
    fc.array(tie('node'), { maxLength: 3 }).map((nodes): RuleNode => ({ kind: 'and', nodes })),
    fc.array(tie('node'), { maxLength: 3 }).map((nodes): RuleNode => ({ kind: 'or', nodes })),
  ),
}));

/** ClickHouse takes some 20 ms to analyse a rule. */
const manyRules = { timeout: 240_000 };

describe('a rule as SQL', () => {
  test(
    'holds for the events for which the matcher holds, whatever is asked of whatever text',
    manyRules,
    async () => {
      const records = [...texts.map((text): JsonObject => ({ a: text })), ...recordsOf(150)];
      const rules = fc.sample(leaf, { seed, numRuns: 300 }).map((tree, index) => rule(`r${index}`, tree));
      expect(rules.every((each) => ruleSql(each, createDefinitions()).exact)).toBe(true);
      expect(await agree(records.map(event), rules)).toBeGreaterThan(3_000);
    },
  );

  test('joins tests as the tree does', manyRules, async () => {
    const records = recordsOf(200);
    const rules = fc.sample(node, { seed, numRuns: 200 }).map((tree, index) => rule(`r${index}`, tree));
    expect(await agree(records.map(event), rules)).toBeGreaterThan(5_000);
  });

  test('reads a field under the names that it has in the source that the event counts as', async () => {
    const channels = ['Security', 'security', 'System', 'Microsoft-Windows-Sysmon/Operational'];
    const records = channels.flatMap((Channel) =>
      [4688, 1, 13, 0, 'x'].flatMap((EventID): JsonObject[] => [
        { Channel, EventID, NewProcessName: 'a' },
        { Channel, EventID, Image: 'b', NewProcessName: 'a' },
        { Channel, EventID, Image: null, NewProcessName: 'a' },
        { Channel, EventID },
      ]),
    );
    const source: LogSource = { product: 'windows', category: 'process_creation', service: null };
    const image = (asked: ValueTest, from = source): SigmaRule =>
      rule(JSON.stringify([asked, from]), { kind: 'test', field: 'Image', test: asked }, from);
    const is = (text: string): ValueTest => ({ kind: 'pattern', pattern: parsePattern(text), cased: false });
    const asked: readonly ValueTest[] = [
      is('a'),
      is('b'),
      { kind: 'null' },
      { kind: 'exists', expected: true },
    ];
    const rules = asked.flatMap((each) => [image(each), image(each, logSource)]);
    expect(await agree(records.map(event), rules)).toBeGreaterThan(60);
  });

  test('lets more through, never less, where SQL has nothing that means the same', () => {
    const hour: RuleNode = {
      kind: 'test',
      field: 'a',
      test: { kind: 'time-part', part: 'hour', operator: 'gt', value: 11 },
    };
    const b: RuleNode = { kind: 'test', field: 'b', test: { kind: 'exists', expected: true } };
    const conditionOf = (tree: RuleNode): readonly [string, boolean] => {
      const { condition, exact } = ruleSql({ logSource: anything, tree }, createDefinitions());
      return [condition, exact];
    };
    const [exists] = conditionOf(b);
    expect(conditionOf({ kind: 'and', nodes: [hour, b] })).toEqual([exists, false]);
    expect(conditionOf({ kind: 'or', nodes: [hour, b] })).toEqual(['1', false]);
    expect(conditionOf({ kind: 'not', node: hour })).toEqual(['1', false]);
    expect(conditionOf({ kind: 'not', node: { kind: 'or', nodes: [hour, b] } })).toEqual([
      `NOT ${exists}`,
      false,
    ]);
  });
});

test('ClickHouse folds every character as the matcher does', async () => {
  const different: string[] = [];
  const letters = [0x0, 0x10000, 0x16000, 0x1d000, 0x1e000].flatMap((from) =>
    Array.from({ length: from === 0 ? 0xd800 : 0x1000 }, (_, at) => String.fromCodePoint(from + at)),
  );
  for (let from = 0; from < letters.length; from += 8_192) {
    const part = letters.slice(from, from + 8_192);
    const [row] = await readRows(clickhouse.handle.client(), {
      sql: `SELECT arrayMap(text -> ${foldSql('text')}, ${sqlTexts(part)}) AS folded`,
      parse: (found) => z.object({ folded: z.array(z.string()) }).parse(found),
    });
    part.forEach((char, index) => {
      if (row?.folded[index] !== fold(char)) different.push(`U+${(char.codePointAt(0) ?? 0).toString(16)}`);
    });
  }
  expect(different).toEqual([]);
});

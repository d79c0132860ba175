import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../event-types.ts';
import { parsePattern } from './pattern.ts';
import { createMatcher } from './matcher.ts';
import { createPlainMatcher } from './matcher-plain.ts';
import { compareOperators, type RuleNode, type ValueTest } from './rule.ts';
import { eventOf, ruleOf } from './testing/judge.ts';

const letter = fc.constantFrom('a', 'b', 'B', '-', '/', '1', '\u00e9', '\u{1f600}', '\u03a3');
const value = fc.oneof(
  fc.string({ unit: letter, maxLength: 6 }),
  fc.integer({ min: 0, max: 12 }),
  fc.boolean(),
  fc.constant(null),
);
const record: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('F', 'G', 'H', 'a.b', 'a', 'New Value', 'constructor'),
  fc.oneof(
    value,
    fc.array(value, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('b', 'c'), value),
  ) as fc.Arbitrary<Json>,
);
const field = fc.constantFrom('F', 'G', 'H', 'a.b', 'NewValue', 'constructor');

const pattern = fc
  .string({ unit: fc.oneof(letter, fc.constantFrom('*', '?', '\\')), maxLength: 6 })
  .map(parsePattern);
const valueTest: fc.Arbitrary<ValueTest> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pattern' as const), pattern, cased: fc.boolean() }),
  },
  fc.constantFrom('a+b', '^b', '[0-9]$', 'ab|B').map((source) => ({
    kind: 'regex' as const,
    regex: { source, ignoreCase: false, multiline: false, dotAll: false },
  })),
  fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom(...compareOperators),
    value: fc.integer({ min: 0, max: 12 }),
  }),
  fc.constant({ kind: 'null' as const }),
  fc.record({ kind: fc.constant('exists' as const), expected: fc.boolean() }),
  fc.record({
    kind: fc.constant('field-reference' as const),
    other: field,
    mode: fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
    cased: fc.boolean(),
  }),
);
const isKeyword = (test: ValueTest): boolean => test.kind === 'pattern' || test.kind === 'regex';
const leaf: fc.Arbitrary<RuleNode> = fc
  .tuple(fc.option(field, { freq: 4 }), valueTest)
  .map(([name, test]) => ({ kind: 'test', field: name === null && !isKeyword(test) ? 'F' : name, test }));
const { node } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes): RuleNode => ({ kind: 'and', nodes })),
    fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes): RuleNode => ({ kind: 'or', nodes })),
    tie('node').map((inner): RuleNode => ({ kind: 'not', node: inner })),
  ),
}));

describe('the indexed matcher', () => {
  test('it gives what the plain one gives, with the same explanation', () => {
    let hits = 0;
    fc.assert(
      fc.property(
        fc.array(node, { minLength: 1, maxLength: 12 }),
        fc.array(record, { minLength: 1, maxLength: 8 }),
        (nodes, records) => {
          const rules = nodes.map((tree, index) => ruleOf(String(index), tree));
          const indexed = createMatcher(rules);
          const plain = createPlainMatcher(rules);
          for (const each of records) {
            const found = indexed(eventOf(each));
            hits += found.length;
            expect(found).toEqual(plain(eventOf(each)));
          }
        },
      ),
      { numRuns: 3_000 },
    );
    expect(hits).toBeGreaterThan(1_000);
  });

  test('it gives the same before and after the index is rebuilt from what was seen', () => {
    const contains = (name: string, text: string): RuleNode => ({
      kind: 'test',
      field: name,
      test: { kind: 'pattern', pattern: parsePattern(`*${text}*`), cased: false },
    });
    const rules = [
      ruleOf('common and rare', {
        kind: 'and',
        nodes: [contains('F', 'a-very-common-text'), contains('G', 'rare')],
      }),
      ruleOf('common', contains('F', 'common')),
    ];
    const indexed = createMatcher(rules);
    const plain = createPlainMatcher(rules);
    for (let index = 0; index < 3_000; index += 1) {
      const event = eventOf({ F: 'it is a-very-common-text', G: index % 7 === 0 ? 'rare' : 'x' });
      expect(indexed(event)).toEqual(plain(event));
    }
  });

  test('matches come in the order of the rules', () => {
    const same: RuleNode = { kind: 'test', field: 'F', test: { kind: 'exists', expected: true } };
    const rules = ['c', 'a', 'b'].map((id) => ruleOf(id, same));
    expect(createMatcher(rules)(eventOf({ F: 1 })).map((match) => match.rule.id)).toEqual(['c', 'a', 'b']);
  });

  test('hostile records are judged in time', () => {
    const nodes: RuleNode[] = ['*a*a*a*a*b', '?a?a?a?a?b*', '*-e*-e*-e*'].map((text) => ({
      kind: 'test',
      field: 'F',
      test: { kind: 'pattern', pattern: parsePattern(text), cased: false },
    }));
    const rules = nodes.map((tree, index) => ruleOf(String(index), tree));
    const matcher = createMatcher(rules);
    const start = performance.now();
    matcher(eventOf({ F: 'a'.repeat(1_000_000) }));
    matcher(eventOf({ F: '-e'.repeat(500_000) }));
    matcher(eventOf({ F: Array.from({ length: 100_000 }, () => 'aaaa') }));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

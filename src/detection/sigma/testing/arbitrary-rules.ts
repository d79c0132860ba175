import fc from 'fast-check';
import type { Json, JsonObject } from '../../event-types.ts';
import { parsePattern } from '../pattern.ts';
import { compareOperators, type RuleNode, type ValueTest } from '../rule.ts';

const letter = fc.constantFrom('a', 'b', 'B', '-', '/', '1', '\u00e9', '\u{1f600}', '\u03a3');
const value = fc.oneof(
  fc.string({ unit: letter, maxLength: 6 }),
  fc.integer({ min: 0, max: 12 }),
  fc.boolean(),
  fc.constant(null),
);
/** Records with fields that the rules ask, nested ones and ones with spaces among them. */
export const arbitraryRecord: fc.Arbitrary<JsonObject> = fc.dictionary(
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
/** Trees of every kind of test. */
export const { node: arbitraryTree } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes): RuleNode => ({ kind: 'and', nodes })),
    fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes): RuleNode => ({ kind: 'or', nodes })),
    tie('node').map((inner): RuleNode => ({ kind: 'not', node: inner })),
  ),
}));

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../event-types.ts';
import { noAliases } from './field.ts';
import { blame, kindReading, kindVerdict } from './kind-verdict.ts';
import { createMatcher } from './matcher.ts';
import { arbitraryRecord, arbitraryTree } from './testing/arbitrary-rules.ts';
import { eventOf, ruleOf, ruleWith } from './testing/judge.ts';
import type { RuleNode } from './rule.ts';

/** The names of all members, however deep. */
function namesIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

test('what is false of a kind matches none of its records, what is true matches all', () => {
  const seen = { true: 0, false: 0, null: 0 };
  fc.assert(
    fc.property(
      arbitraryTree,
      fc.array(arbitraryRecord, { minLength: 1, maxLength: 4 }),
      // One field stands for the members that all records of a kind share.
      fc.option(fc.constantFrom<Json>('ab', 1)),
      (tree, records, shared) => {
        const own = records.map(({ F: _, ...record }): JsonObject =>
          shared === null ? record : { ...record, F: shared },
        );
        const members: JsonObject = shared === null ? {} : { F: shared };
        const reading = kindReading({ members, names: new Set(own.flatMap(namesIn)) });
        const verdict = kindVerdict(tree, reading, noAliases);
        seen[`${verdict}`] += 1;
        const matcher = createMatcher([ruleOf('x', tree)]);
        const hits = own.filter((record) => matcher(eventOf(record)).length > 0).length;
        if (verdict !== null) expect(hits).toBe(verdict ? own.length : 0);
        expect(blame(tree, reading, noAliases).length > 0).toBe(verdict === false);
      },
    ),
    { numRuns: 5_000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});

const treeOf = (detection: string): RuleNode => {
  const [rule] = ruleWith(detection).rules;
  if (rule === undefined) throw new Error('refused');
  return rule.tree;
};
const security = (eventId: Json, ...names: readonly string[]) =>
  kindReading({
    members: { Channel: 'Security', EventID: eventId },
    names: new Set(['Channel', 'EventID', ...names]),
  });

test.each([
  ['another event id', 's: { EventID: 4768, Status: "0x0" }\ncondition: s', false, ['EventID']],
  ['one of its event ids', 's: { EventID: [4768, 4624], User: x }\ncondition: s', null, []],
  ['an event id written as text', 's: { EventID: "4624" }\ncondition: s', true, []],
  ['a field that none has', 's: { EventID: 4624, Status: "0x0" }\ncondition: s', false, ['Status']],
  ['one of two fields', 's: { Status: "0x0" }\nt: { User: x }\ncondition: s or t', null, []],
  [
    'either of two that none has',
    's: [{ Status: a }, { Other: b }]\ncondition: s',
    false,
    ['Status', 'Other'],
  ],
  ['a missing field under not', 's: { User: x }\nf: { Status: a }\ncondition: s and not f', null, []],
  ['a field that must be null', 's: { User: x, Status: null }\ncondition: s', null, []],
  [
    'a field that must not be null',
    's: { User: x }\nf: { Status: null }\ncondition: s and not f',
    false,
    ['Status'],
  ],
  ['a field that must not exist', 's: { User: x, Status|exists: false }\ncondition: s', null, []],
  ['a field that must exist', 's: { User: x, Status|exists: true }\ncondition: s', false, ['Status']],
  ['a keyword', 's: [abc]\ncondition: s', null, []],
  ['a field that another names', 's: { User|fieldref: Status }\ncondition: s', false, ['Status']],
  [
    'an event id that it must not be',
    's: { User: x }\nf: { EventID: 4624 }\ncondition: s and not f',
    false,
    ['EventID'],
  ],
] as const)('%s', (_name, detection, verdict, fields) => {
  const kind = security(4624, 'User');
  const tree = treeOf(detection);
  expect(kindVerdict(tree, kind, noAliases)).toBe(verdict);
  expect(blame(tree, kind, noAliases).map(({ field }) => field)).toEqual(fields);
});

test('a path is found through any names that it may be cut into; names without their spaces count too', () => {
  const has = (names: readonly string[], field: string): boolean =>
    kindReading({ members: {}, names: new Set(names) }).hasField(field, noAliases);
  expect(has(['request', 'name'], 'request.name')).toBe(true);
  expect(has(['request.name'], 'request.name')).toBe(true);
  expect(has(['a.b', 'c'], 'a.b.c')).toBe(true);
  expect(has(['request'], 'request.name')).toBe(false);
  expect(has(['name'], 'request.name')).toBe(false);
  expect(has(['New Value'], 'NewValue')).toBe(true);
  // What a list of names cannot tell is taken to be there.
  expect(has([], ':x')).toBe(true);
  expect(has([], 'n'.repeat(201))).toBe(true);
  expect(has([], 'a.'.repeat(20))).toBe(true);
  expect(has([], 'constructor')).toBe(false);
});

test('another name of a field counts where the log source has it', () => {
  const kind = security(4688, 'NewProcessName');
  const tree = treeOf('s: { Image: x }\ncondition: s');
  expect(kindVerdict(tree, kind, new Map([['Image', ['NewProcessName']]]))).toBe(null);
  expect(kindVerdict(tree, kind, noAliases)).toBe(false);
});

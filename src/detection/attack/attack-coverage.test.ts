import { expect, test } from 'vitest';
import { tacticsOnly, type AttackCatalogue } from './attack-catalogue.ts';
import { coverageOf, isAbout, type CoveringRule } from './attack-coverage.ts';

const rule = (id: string, tags: readonly string[], more: Partial<CoveringRule> = {}): CoveringRule => ({
  ...{ id, state: 'active', readable: true, logSources: [], matches: 0 },
  tags: tags.map((tag) => `attack.${tag}`),
  ...more,
});
const techniqueOf = (rules: readonly CoveringRule[], id: string, catalogue: AttackCatalogue = tacticsOnly) =>
  coverageOf(catalogue, rules).techniques.find((technique) => technique.id === id);

const known: AttackCatalogue = {
  ...tacticsOnly,
  version: '19.0',
  techniques: new Map([
    ['T1059', { id: 'T1059', title: 'One', tactics: ['execution'], platforms: ['Windows'] }],
    ['T1059.001', { id: 'T1059.001', title: 'One a', tactics: ['execution'], platforms: ['Windows'] }],
    ['T1110', { id: 'T1110', title: 'Two', tactics: ['credential-access'], platforms: ['Linux'] }],
  ]),
};

test('rules count by where they stand, each once for a technique and its sub-techniques', () => {
  const rules = [
    rule('a', ['t1059', 't1059.001'], { matches: 5 }),
    rule('b', ['t1059.001'], { matches: 2 }),
    rule('c', ['t1059'], { state: 'draft' }),
    rule('d', ['t1059.003'], { state: 'disabled' }),
    rule('e', ['t1059'], { readable: false }),
  ];
  expect(techniqueOf(rules, 'T1059')).toMatchObject({
    parent: null,
    own: { inForce: 1, drafts: 1, disabled: 0, matches: 5 },
    all: { inForce: 2, drafts: 1, disabled: 1, matches: 7 },
  });
  expect(techniqueOf(rules, 'T1059.001')).toMatchObject({
    parent: 'T1059',
    own: { inForce: 2, drafts: 0, disabled: 0, matches: 7 },
  });
});

test('a technique that only its sub-techniques name is there, and a rule without one is counted as untagged', () => {
  const rules = [rule('a', ['t1110.003']), rule('b', ['execution']), rule('c', [], { state: 'draft' })];
  expect(techniqueOf(rules, 'T1110')).toMatchObject({ own: { inForce: 0 }, all: { inForce: 1 } });
  const { byTactic, untagged } = coverageOf(tacticsOnly, rules);
  expect([untagged, byTactic.get('execution')?.inForce]).toEqual([1, 1]);
});

test('a retired id counts for what stands in its place', () => {
  const rules = [rule('a', ['t1086']), rule('b', ['t1059.001'])];
  expect(techniqueOf(rules, 'T1059.001')?.own.inForce).toBe(2);
  expect(techniqueOf(rules, 'T1086')).toBeUndefined();
});

test('without a file a technique stands in the tactics that most of its rules mean', () => {
  const rules = [
    rule('a', ['execution', 't1059.001']),
    rule('b', ['execution', 't1059']),
    rule('c', ['execution', 'persistence', 'privilege-escalation', 't1059', 't1547']),
    rule('d', ['t1110']),
  ];
  expect(techniqueOf(rules, 'T1059')?.tactics).toEqual(['execution']);
  expect(techniqueOf(rules, 'T1059.001')?.tactics).toEqual(['execution']);
  expect(techniqueOf(rules, 'T1547')?.tactics).toEqual(['execution', 'persistence', 'privilege-escalation']);
  expect(techniqueOf(rules, 'T1110')?.tactics).toEqual([]);
});

test('with a file its tactics hold, and what no rule covers is there', () => {
  const rules = [rule('a', ['persistence', 't1059'])];
  expect(techniqueOf(rules, 'T1059', known)).toMatchObject({ title: 'One', tactics: ['execution'] });
  expect(techniqueOf(rules, 'T1110', known)).toMatchObject({ title: 'Two', all: { inForce: 0 } });
  const shown = coverageOf(known, rules, (id) => id !== 'T1110').techniques.map(({ id }) => id);
  expect(shown).toEqual(['T1059', 'T1059.001']);
});

test.each([
  ['T1059', null, true],
  ['T1059.001', null, true],
  ['T1086', null, true],
  ['T1059.003', null, false],
  [null, 'execution', true],
  ['T1059', 'impact', false],
  [null, null, true],
])('a rule is about %s and %s: %s', (technique, tactic, expected) => {
  const { tags } = rule('a', ['execution', 't1059.001']);
  expect(isAbout(tacticsOnly, tags, { technique, tactic })).toBe(expected);
});

import { expect, test } from 'vitest';
import { readAttackTag } from './attack-tag.ts';

test.each([
  ['attack.t1059', 'T1059'],
  ['attack.t1059.001', 'T1059.001'],
  ['ATTACK.T1059.001 ', 'T1059.001'],
])('%s is the technique %s', (tag, id) => {
  expect(readAttackTag(tag)).toEqual({ kind: 'technique', id });
});

test.each([
  ['attack.lateral-movement', 'lateral-movement'],
  ['attack.lateral_movement', 'lateral-movement'],
  ['attack.defense_evasion', 'defense-evasion'],
  ['attack.Defense-Evasion', 'defense-evasion'],
  ['attack.stealth', 'stealth'],
  ['attack.defense-impairment', 'defense-impairment'],
  ['attack.c2', 'command-and-control'],
])('%s is the tactic %s', (tag, name) => {
  expect(readAttackTag(tag)).toEqual({ kind: 'tactic', name });
});

test.each([
  'cve.2021-44228',
  'attack.g0007',
  'attack.s0002',
  'attack.ds0005',
  'attack.t1',
  'attack.t1059.1',
  'attack.t1059.001.x',
  'attack.',
  'attack.no-such-tactic',
  't1059',
  `attack.${'x'.repeat(10_000)}`,
  '',
])('%s is neither', (tag) => {
  expect(readAttackTag(tag)).toBeNull();
});

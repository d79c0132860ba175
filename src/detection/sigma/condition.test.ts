import { describe, expect, test } from 'vitest';
import { judge, refusalOf } from './testing/judge.ts';

const selections = `a: { A: 1 }
b: { B: 1 }
sel_one: { S1: 1 }
sel_two: { S2: 1 }
_hidden: { H: 1 }
`;

const holds = (condition: string, ...fields: readonly string[]): boolean =>
  judge(`${selections}condition: ${condition}`, Object.fromEntries(fields.map((field) => [field, 1]))) !==
  null;

describe('conditions', () => {
  test.each<readonly [string, readonly string[], boolean]>([
    ['a and b', ['A', 'B'], true],
    ['a and b', ['A'], false],
    ['a or b', ['B'], true],
    ['not a', ['B'], true],
    ['not a', ['A'], false],
    ['not not a', ['A'], true],
    ['a or b and sel_one', ['A'], true],
    ['(a or b) and sel_one', ['A'], false],
    ['not a and b', ['B'], true],
    ['not (a and b)', ['A'], true],
    ['not a or b', ['A', 'B'], true],
    ['1 of sel_*', ['S2'], true],
    ['all of sel_*', ['S2'], false],
    ['all of sel_*', ['S1', 'S2'], true],
    ['any of sel_*', ['S1'], true],
    ['1 of *_one', ['S1'], true],
    ['1 of s*_o*e', ['S1'], true],
    ['1 of s*_o*e', ['S2'], false],
    ['1 of them', ['H'], false],
    ['all of them', ['A', 'B', 'S1', 'S2'], true],
    ['1 of _hid*', ['H'], true],
    ['_hidden', ['H'], true],
    ['a and not 1 of sel_*', ['A'], true],
    ['a and not 1 of sel_*', ['A', 'S1'], false],
    ['not 1 of sel_* and a', ['A'], true],
    ['a AND NOT b', ['A'], true],
  ])('%s with %j is %s', (condition, fields, matches) => {
    expect(holds(condition, ...fields)).toBe(matches);
  });

  test('a list of conditions is joined by or', () => {
    expect(holds('[a, b]', 'B')).toBe(true);
    expect(holds('[a, b]', 'S1')).toBe(false);
  });

  test('maps are joined by and, lists of maps by or', () => {
    const detection = 'a:\n  - { A: 1, B: 1 }\n  - C: 1\ncondition: a';
    expect(judge(detection, { A: 1 })).toBeNull();
    expect(judge(detection, { A: 1, B: 1 })).not.toBeNull();
    expect(judge(detection, { C: 1 })).not.toBeNull();
  });

  test('a search identifier may be called as a word of the language', () => {
    expect(judge('all: { A: 1 }\ncondition: all', { A: 1 })).not.toBeNull();
  });
});

describe('conditions that are refused', () => {
  test.each([
    ['a and', 'condition_syntax'],
    ['a b', 'condition_syntax'],
    ['(a', 'condition_syntax'],
    ['a)', 'condition_syntax'],
    ['2 of sel_*', 'condition_syntax'],
    ['1 of', 'condition_syntax'],
    ["''", 'condition_syntax'],
    ['and', 'condition_syntax'],
    ['nobody', 'condition_unknown_identifier'],
    ['1 of nobody*', 'condition_unknown_identifier'],
    ["'a | count() > 5'", 'condition_aggregation'],
    ['7', 'condition_syntax'],
    [`${'('.repeat(100)}a${')'.repeat(100)}`, 'condition_syntax'],
    [`${'not '.repeat(5_000)}a`, 'condition_syntax'],
    ['[]', 'condition_missing'],
  ])('%s', (condition, code) => {
    expect(refusalOf(`${selections}condition: ${condition}`)).toBe(code);
  });

  test('a detection without a condition', () => {
    expect(refusalOf('a: { A: 1 }')).toBe('condition_missing');
  });
});

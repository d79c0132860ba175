import { expect, test } from 'vitest';
import type { AttackCoverage, AttackTechnique } from '../../api/types.ts';
import { columnsOf, fillOf, summaryOf } from './attack-columns.ts';

const counts = (inForce: number, drafts = 0, disabled = 0) => ({ inForce, drafts, disabled, matches: 0 });
const technique = (id: string, tactics: string[], all: AttackTechnique['all']): AttackTechnique => ({
  ...{ id, title: null, tactics, own: all, all },
  parent: id.includes('.') ? id.slice(0, 5) : null,
});
const tactic = (name: string) => ({ name, title: name.toUpperCase(), counts: counts(0) });
const coverage: AttackCoverage = {
  attack: { version: null, problem: null, notice: '' },
  tactics: [tactic('a'), tactic('b')],
  techniques: [
    technique('T0001', ['a', 'b'], counts(1)),
    technique('T0001.001', ['a'], counts(1)),
    technique('T0001.002', ['a', 'b'], counts(0)),
    technique('T0002', ['a'], counts(7)),
    technique('T0003', [], counts(0, 1)),
    technique('T0004', ['b'], counts(0)),
  ],
  unknown: [],
  untagged: 0,
  products: [],
};
const shown = (view: 'all' | 'covered' | 'gaps') =>
  columnsOf(coverage, view, 'none').map(({ cells, covered, title, total }) => [
    `${title} ${covered}/${total}`,
    ...cells.map(({ subs, technique: { id } }) => [id, ...subs.map((each) => each.id)].join(' ')),
  ]);

test('techniques stand in each of their tactics, best covered first, and without one apart', () => {
  expect(shown('all')).toEqual([
    ['A 2/2', 'T0002', 'T0001 T0001.001 T0001.002'],
    ['B 1/2', 'T0001 T0001.002', 'T0004'],
    ['none 0/1', 'T0003'],
  ]);
});

test('gaps and what is covered can be looked at alone', () => {
  expect(shown('covered')).toEqual([['A 2/2', 'T0002', 'T0001 T0001.001'], ['B 1/2', 'T0001'], ['none 0/1']]);
  expect(shown('gaps')).toEqual([
    ['A 2/2', 'T0001 T0001.002'],
    ['B 1/2', 'T0004', 'T0001 T0001.002'],
    ['none 0/1', 'T0003'],
  ]);
  expect(summaryOf(coverage)).toEqual({ covered: 2, idle: 1, gaps: 1 });
});

test.each([
  [counts(0), 'gap'],
  [counts(0, 1), 'idle'],
  [counts(0, 0, 1), 'idle'],
  [counts(1), 'few'],
  [counts(2), 'some'],
  [counts(4), 'some'],
  [counts(5), 'many'],
  [counts(10), 'most'],
])('%j is filled as %s', (all, fill) => {
  expect(fillOf(all)).toBe(fill);
});

import { expect, test } from 'vitest';
import type { RuleDetail } from '../../api/types.ts';
import { beginningOf, marksOfCheck } from './rule-draft.ts';
import { waysOf } from './three-way.ts';

const saved = (yaml: string, base: string | null) => ({
  id: 'a',
  version: 3,
  title: 'A',
  hasTests: false,
  refused: null,
  at: '2026-11-23T12:00:00.000Z',
  by: 'Ada',
  reason: 'why',
  yaml,
  tests: null,
  base: base === null ? null : { hash: 'h', yaml: base },
});
const detail = (over: Pick<RuleDetail, 'newest' | 'shipped'>): RuleDetail =>
  ({ yaml: 'in force', tests: 'tests: []', ...over }) as RuleDetail;
const shipped = { hash: 's', yaml: 'shipped', tests: null };

test('writing begins at the newest version, else at what is shipped', () => {
  expect(beginningOf(detail({ newest: saved('own', null), shipped }))).toEqual({
    yaml: 'own',
    tests: '',
    after: 3,
  });
  expect(beginningOf(detail({ newest: null, shipped }))).toEqual({
    yaml: 'in force',
    tests: 'tests: []',
    after: 0,
  });
});

test('the three texts of an overlay, two at a time', () => {
  const names = { base: 'B', shipped: 'S', own: 'O' };
  const texts = (newest: RuleDetail['newest'], now: RuleDetail['shipped']) =>
    waysOf(detail({ newest, shipped: now }), names).map(({ before, after, name }) => [
      name,
      before.text,
      after.text,
    ]);
  expect(texts(saved('own', 'base'), shipped)).toEqual([
    ['upgrade', 'base', 'shipped'],
    ['own', 'base', 'own'],
    ['now', 'own', 'shipped'],
  ]);
  expect(texts(saved('own', null), shipped)).toEqual([['now', 'own', 'shipped']]);
  expect(texts(null, shipped)).toEqual([]);
  expect(texts(saved('own', 'base'), null)).toEqual([]);
});

test('mistakes and hints become marks at their lines', () => {
  const refused = [{ line: 4, code: 'condition_syntax' as const, reason: 'No.' }];
  const warnings = [{ line: 7, code: 'x', reason: 'Hm.' }];
  expect(marksOfCheck({ id: null, title: '', refused, warnings, tests: null })).toEqual([
    { line: 4, severity: 'error', message: 'No.' },
    { line: 7, severity: 'warning', message: 'Hm.' },
  ]);
});

import { expect, test } from 'vitest';
import { toRows, type ExplainedLine } from './explained-rows.ts';

const line = (depth: number, kind: ExplainedLine['kind'], name: string | null = null): ExplainedLine => ({
  ...{ depth, kind, name, holds: true, item: null },
});

test('a search identifier and how its parts are joined stand in one row', () => {
  const rows = toRows([
    line(0, 'and'),
    line(1, 'selection', 'image'),
    line(2, 'and'),
    line(3, 'item'),
    line(3, 'or'),
    line(4, 'item'),
    line(1, 'not'),
    line(2, 'selection', 'filter'),
    line(3, 'item'),
  ]);
  expect(rows.map(({ depth, join, name }) => [depth, join, name])).toEqual([
    [0, 'and', null],
    [1, 'and', 'image'],
    [2, null, null],
    [2, 'or', null],
    [3, null, null],
    [1, 'not', null],
    [2, null, 'filter'],
    [3, null, null],
  ]);
});

test('nothing makes no rows', () => {
  expect(toRows([])).toEqual([]);
});

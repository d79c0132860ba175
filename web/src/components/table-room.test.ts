import { expect, test } from 'vitest';
import { columnsFor, leastWidth } from './table-room.ts';

const columns = [
  { id: 'number', width: 100 },
  { id: 'title', width: 200 },
  { id: 'company', width: 150, drop: 1 },
  { id: 'assignee', width: 150, drop: 2 },
  { id: 'rule', width: 150, optional: true },
] as const;

const shown = (chosen: Record<string, boolean>, width: number): string[] =>
  columnsFor(columns, chosen, width).map(({ id }) => id);

test.each([
  ['all fit', 1_000, ['number', 'title', 'company', 'assignee']],
  ['exactly', 636, ['number', 'title', 'company', 'assignee']],
  ['the least important leaves first', 635, ['number', 'title', 'company']],
  ['then the next', 485, ['number', 'title']],
  ['what never leaves stays, and is scrolled to', 50, ['number', 'title']],
])('%s', (_name, width, ids) => {
  expect(shown({}, width)).toEqual(ids);
});

test('a choice wins over the room', () => {
  expect(shown({ assignee: true }, 300)).toEqual(['number', 'title', 'assignee']);
  expect(shown({ title: false }, 1_000)).toEqual(['number', 'company', 'assignee']);
  expect(shown({ rule: true }, 1_000)).toEqual(['number', 'title', 'company', 'assignee', 'rule']);
});

test('the least width is that of the columns and the space beside them', () => {
  expect(leastWidth(columns.slice(0, 2))).toBe(336);
});

import { describe, expect, test } from 'vitest';
import type { Histogram } from '../../api/types.ts';
import { bucketText, chartParts } from './histogram-chart.ts';
import { moveCursor, selectedBuckets } from './histogram-cursor.ts';

const bucket = (minute: number, parts: readonly (readonly [string, number])[]) => ({
  at: `2026-11-23T10:0${minute}:00.000Z`,
  count: parts.reduce((sum, [, count]) => sum + count, 0),
  parts: parts.map(([value, count]) => ({ value, count })),
});
const histogramOf = (
  split: Histogram['split'],
  buckets: readonly ReturnType<typeof bucket>[],
): Histogram => ({
  from: '2026-11-23T10:00:00.000Z',
  to: '2026-11-23T10:02:00.000Z',
  bucketMs: 60_000,
  split,
  buckets: [...buckets],
  total: buckets.reduce((sum, one) => sum + one.count, 0),
});
const words = {
  time: (at: number) => new Date(at).toISOString().slice(11, 16),
  count: String,
  part: (value: string) => (value === '' ? 'other' : value),
};

describe('the bars of events over time', () => {
  test('are one layer without a split', () => {
    const parts = chartParts({ ...histogramOf(null, []), total: 0 }, false);
    expect(parts).toMatchObject([{ value: '', total: 0, counts: [] }]);
  });

  test('have the severities from the least to the worst', () => {
    const data = histogramOf('severity', [
      bucket(0, [
        ['high', 1],
        ['low', 2],
      ]),
      bucket(1, [['informational', 4]]),
    ]);
    const parts = chartParts(data, false);
    expect(parts.map(({ value, counts }) => [value, counts])).toEqual([
      ['informational', [0, 4]],
      ['low', [2, 0]],
      ['high', [1, 0]],
    ]);
    expect(bucketText(data, parts, 0, words)).toBe('10:00 – 10:01\n3\nlow: 2\nhigh: 1');
    expect(bucketText(data, parts, 9, words)).toBe('');
  });

  test('have the five most frequent classes, and the rest together', () => {
    const classes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => [name, 10 - index] as const);
    const parts = chartParts(histogramOf('class', [bucket(0, classes)]), true);
    expect(parts.map(({ value, total }) => [value, total])).toEqual([
      ['a', 10],
      ['b', 9],
      ['c', 8],
      ['d', 7],
      ['e', 6],
      ['', 9],
    ]);
  });
});

describe('the cursor on the bars', () => {
  test.each([
    [null, 'ArrowLeft', false, { at: 9, anchor: 9 }],
    [{ at: 9, anchor: 9 }, 'ArrowLeft', false, { at: 8, anchor: 8 }],
    [{ at: 9, anchor: 9 }, 'ArrowRight', false, { at: 9, anchor: 9 }],
    [{ at: 5, anchor: 5 }, 'ArrowLeft', true, { at: 4, anchor: 5 }],
    [{ at: 4, anchor: 5 }, 'Home', true, { at: 0, anchor: 5 }],
    [{ at: 4, anchor: 5 }, 'End', false, { at: 9, anchor: 9 }],
    [{ at: 4, anchor: 5 }, 'PageDown', false, { at: 9, anchor: 9 }],
    [{ at: 4, anchor: 5 }, 'Escape', false, null],
    [null, 'Escape', false, undefined],
    [null, 'x', false, undefined],
  ] as const)('%j after %s (selecting: %s) is %j', (cursor, key, isSelecting, expected) => {
    expect(moveCursor(cursor, key, isSelecting, 10)).toEqual(expected);
  });

  test('selects from the first to the last', () => {
    expect(selectedBuckets({ at: 2, anchor: 5 })).toEqual([2, 5]);
    expect(moveCursor(null, 'ArrowLeft', false, 0)).toBeUndefined();
  });
});

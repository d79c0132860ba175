import { expect, test } from 'vitest';
import { barsOf } from './try-days.ts';

test('a bar for each day that was looked through, also without a match', () => {
  const days = [
    { day: '2026-11-21', matches: 3 },
    { day: '2026-11-23', matches: 1 },
  ];
  expect(barsOf({ from: '2026-11-20T12:00:00.000Z', to: '2026-11-23T12:00:00.001Z', days })).toEqual([
    { at: '2026-11-20', count: 0 },
    { at: '2026-11-21', count: 3 },
    { at: '2026-11-22', count: 0 },
    { at: '2026-11-23', count: 1 },
  ]);
  expect(barsOf({ from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z', days })).toEqual([
    { at: '2026-11-23', count: 1 },
  ]);
});

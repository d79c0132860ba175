import { expect, test } from 'vitest';
import { fillHours } from './fill-hours.ts';

const now = new Date('2026-03-01T12:34:56Z');

test('there are 24 hours, the present one last, and hours without a count are there with none', () => {
  const filled = fillHours(
    [
      { at: '2026-03-01T12:00:00.000Z', count: 5 },
      { at: '2026-02-28T13:00:00.000Z', count: 2 },
      { at: '2026-02-27T00:00:00.000Z', count: 9 },
    ],
    now,
  );
  expect(filled).toHaveLength(24);
  expect(filled[0]).toEqual({ at: '2026-02-28T13:00:00.000Z', count: 2 });
  expect(filled[1]).toEqual({ at: '2026-02-28T14:00:00.000Z', count: 0 });
  expect(filled[23]).toEqual({ at: '2026-03-01T12:00:00.000Z', count: 5 });
  expect(filled.reduce((sum, { count }) => sum + count, 0)).toBe(7);
});

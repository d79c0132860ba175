import { expect, test } from 'vitest';
import { shareOf } from './hunt-share.ts';

test.each([
  ['2026-11-30T00:00:00Z', 0],
  ['2026-11-25T00:00:00Z', 50],
  ['2026-11-20T00:00:00Z', 100],
])('a hunt over ten days that has come back to %s has done %i %%', (doneFrom, share) => {
  expect(shareOf({ from: '2026-11-20T00:00:00Z', to: '2026-11-30T00:00:00Z', doneFrom })).toBe(share);
});

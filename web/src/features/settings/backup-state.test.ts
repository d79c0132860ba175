import { expect, test } from 'vitest';
import { backupState } from './backup-state.ts';

const now = new Date('2026-01-10T12:00:00Z');

test.for([
  [null, 48, 'none'],
  ['2026-01-10T11:59:00Z', 48, 'fresh'],
  ['2026-01-08T12:00:00Z', 48, 'fresh'],
  ['2026-01-08T11:59:59Z', 48, 'old'],
  ['2026-01-08T11:59:59Z', 72, 'fresh'],
  ['2026-01-10T12:05:00Z', 1, 'fresh'],
] as const)('a newest backup of %s with %d hours allowed is %s', ([at, hours, expected]) => {
  expect(backupState(at, hours, now)).toBe(expected);
});

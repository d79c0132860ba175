import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isQuotaMailDue, quotaLevel, removalCutoff } from './quota.ts';

test.each([
  [0, null, 'ok'],
  [10 ** 15, null, 'ok'],
  [79, 100, 'ok'],
  [80, 100, 'warn'],
  [99, 100, 'warn'],
  [100, 100, 'full'],
  [250, 100, 'full'],
] as const)('%d bytes of %s are %s', (bytes, quota, level) => {
  expect(quotaLevel(bytes, quota)).toBe(level);
});

const hour = 3_600_000;
const now = new Date('2026-03-10T12:00:00Z');
test.each([
  ['ok', 'warn', 'ok', null, true],
  ['ok', 'warn', 'warn', 30, true],
  ['ok', 'warn', 'warn', 2, false],
  ['ok', 'warn', 'full', 2, false],
  ['warn', 'full', 'warn', 2, true],
  ['warn', 'full', 'full', 2, false],
  ['warn', 'full', 'full', 24, true],
  ['ok', 'full', 'ok', null, true],
  ['warn', 'warn', 'ok', null, false],
  ['full', 'warn', 'full', 100, false],
  ['full', 'full', 'full', 100, false],
  ['full', 'ok', 'full', 100, false],
] as const)('from %s to %s, mailed of %s %s hours ago: mail %s', (before, level, mailed, hoursAgo, due) => {
  const at = hoursAgo === null ? null : new Date(now.getTime() - hoursAgo * hour);
  expect(isQuotaMailDue(before, level, { level: mailed, at }, now)).toBe(due);
});

const day = (text: string, bytes: number) => ({ day: new Date(`2026-03-${text}T00:00:00Z`), bytes });

test('whole days go, the oldest first, until 95 % of the quota are left', () => {
  const days = [day('01', 30), day('02', 30), day('03', 30), day('08', 40)];
  // 130 of 100: without the 1st 100, without the 2nd 70.
  expect(removalCutoff(days, 100, now)).toEqual(new Date('2026-03-03T00:00:00Z'));
});

test('nothing goes below the quota, and never what came in the last two days (KEEP-6)', () => {
  expect(removalCutoff([day('01', 99)], 100, now)).toBeNull();
  expect(removalCutoff([day('09', 500), day('10', 500)], 100, now)).toBeNull();
  expect(removalCutoff([day('01', 1), day('09', 500)], 100, now)).toEqual(new Date('2026-03-02T00:00:00Z'));
  expect(removalCutoff([], 100, now)).toBeNull();
});

test('what is removed is the least that helps, and leaves the last two days alone', () => {
  const bytes = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 500 }), (sizes, quota) => {
      const days = sizes.map((size, index) => day(`0${index + 1}`, size));
      const cutoff = removalCutoff(days, quota, now);
      if (cutoff === null) return;
      expect(cutoff.getTime()).toBeLessThanOrEqual(now.getTime() - 48 * hour);
      const before = days.filter((each) => each.day < cutoff);
      const rest = (from: number) => days.slice(from).reduce((sum, each) => sum + each.bytes, 0);
      // One day less would not have been enough.
      expect(rest(before.length - 1)).toBeGreaterThan(0.95 * quota);
    }),
  );
});

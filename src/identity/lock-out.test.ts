import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargeAttempt, lockAfter, type SignInAttempts } from './lock-out.ts';

const start = new Date('2026-03-01T12:00:00.000Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);

test.each([
  [1, 0],
  [4, 0],
  [5, 60_000],
  [6, 120_000],
  [7, 240_000],
  [10, 1_920_000],
  [11, 3_600_000],
  [5_000, 3_600_000],
])('after %i failures in a row an account is locked for %i ms', (failures, lockMs) => {
  expect(lockAfter(failures)).toBe(lockMs);
});

test('the fifth attempt is still tried, and locks unless it succeeds', () => {
  const before: SignInAttempts = { failures: 4, lastAt: start, lockedUntil: null };
  expect(chargeAttempt(before, after(1_000))).toEqual({
    kind: 'allowed',
    next: { failures: 5, lastAt: after(1_000), lockedUntil: after(61_000) },
  });
});

test('an attempt on a locked account is refused, and does not make the lock longer', () => {
  const locked: SignInAttempts = { failures: 5, lastAt: start, lockedUntil: after(60_000) };
  expect(chargeAttempt(locked, after(20_000))).toEqual({ kind: 'locked', retryAfterMs: 40_000 });
  expect(chargeAttempt(locked, after(60_000))).toMatchObject({ kind: 'allowed', next: { failures: 6 } });
});

test('a day without a failure is a new beginning', () => {
  const old: SignInAttempts = { failures: 40, lastAt: start, lockedUntil: after(3_600_000) };
  expect(chargeAttempt(old, after(86_400_001))).toMatchObject({ next: { failures: 1, lockedUntil: null } });
});

test('however attempts are spread over a day, no more than 34 of them are tried', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 2_000 }), (pauses) => {
      let state: SignInAttempts | null = null;
      let now = start;
      let tried = 0;
      for (const pause of pauses) {
        now = new Date(now.getTime() + pause);
        if (now.getTime() - start.getTime() >= 86_400_000) break;
        const decision = chargeAttempt(state, now);
        if (decision.kind === 'allowed') {
          tried += 1;
          state = decision.next;
        }
      }
      // 4 free, locks of 1, 2, 4 … 32 minutes (63 in all), then one an hour for the rest of the day.
      expect(tried).toBeLessThanOrEqual(4 + 7 + 23);
    }),
  );
});

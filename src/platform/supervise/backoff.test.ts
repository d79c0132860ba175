import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffDelayMs } from './backoff.ts';

const backoff = { initialMs: 100, maxMs: 1_000, healthyAfterMs: 60_000 };

describe('the wait before a restart', () => {
  test.each([
    { failures: 1, random: 0, delayMs: 50 },
    { failures: 1, random: 0.999999, delayMs: 100 },
    { failures: 2, random: 0.5, delayMs: 150 },
    { failures: 4, random: 0, delayMs: 400 },
    { failures: 5, random: 0, delayMs: 500 },
    { failures: 1_000_000, random: 0.5, delayMs: 750 },
  ])('is $delayMs ms after $failures failures with random $random', ({ failures, random, delayMs }) => {
    expect(backoffDelayMs(backoff, failures, () => random)).toBe(delayMs);
  });

  test('lies between half of the initial wait and the longest, whatever comes in', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 0.999999, noNaN: true }), (failures, random) => {
        const delay = backoffDelayMs(backoff, failures, () => random);
        expect(delay).toBeGreaterThanOrEqual(50);
        expect(delay).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});

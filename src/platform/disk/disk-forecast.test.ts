import { expect, test } from 'vitest';
import { addSample, forecastReach, type Sample } from './disk-forecast.ts';

const hour = 3_600_000;
const day = 24 * hour;
const gib = 2 ** 30;
/** 100 GiB at first, growing by so many GiB a day, once an hour. */
const growing = (gibADay: number, days: number): Sample[] =>
  Array.from({ length: days * 24 + 1 }, (_, index) => ({
    at: index * hour,
    bytes: 100 * gib + (index * gibADay * gib) / 24,
  }));

test('a steady growth reaches the limit when the line does', () => {
  // After 3 days: 130 GiB; 70 GiB more at 10 GiB a day are 7 days.
  expect(forecastReach(growing(10, 3), 200 * gib, 3 * day)).toBe(10 * day);
});

test('the teeth of a saw do not hide its slope', () => {
  const teeth = growing(10, 6).map((sample, index) => ({
    ...sample,
    bytes: sample.bytes + (index % 24) * (gib / 10),
  }));
  const reached = forecastReach(teeth, 200 * gib, 6 * day) ?? 0;
  // Without the teeth: day 10.
  expect(reached / day).toBeGreaterThan(9.5);
  expect(reached / day).toBeLessThan(10.5);
});

test.each([
  ['what shrinks', growing(-1, 3), 3 * day],
  ['what stands still', growing(0, 3), 3 * day],
  ['less than a day of samples', growing(10, 3).slice(0, 23), 22 * hour],
  ['a limit more than a year ahead', growing(0.1, 3), 3 * day],
  ['no samples', [], 0],
] as const)('%s has no forecast', (_name, samples, now) => {
  expect(forecastReach(samples, 200 * gib, now)).toBeNull();
});

test('what is over its limit has reached it now', () => {
  expect(forecastReach([{ at: 5, bytes: 300 }], 200, 7)).toBe(7);
});

test('samples are kept once an hour and for their time', () => {
  const rule = { everyMs: hour, keepMs: 2 * hour };
  let samples: readonly Sample[] = [];
  for (const at of [0, 0.5, 1, 1.9, 2, 3, 4].map((hours) => hours * hour)) {
    samples = addSample(samples, { at, bytes: at }, rule);
  }
  expect(samples.map(({ at }) => at / hour)).toEqual([2, 3, 4]);
});

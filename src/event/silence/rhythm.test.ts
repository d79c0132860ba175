import { describe, expect, test } from 'vitest';
import { isUnusuallySilent } from './rhythm.ts';

const hour = 3_600_000;
/** A Monday. */
const monday = Date.UTC(2026, 9, 5);
const at = (day: number, hours: number): number => monday + (day * 24 + hours) * hour;

/** Hours in which something came, of four weeks, up to and without a time. */
function hoursOf(isActive: (day: number, hours: number) => boolean, until: number, from = 0): number[] {
  const list: number[] = [];
  for (let day = from; day < 60; day += 1)
    for (let hours = 0; hours < 24; hours += 1)
      if (at(day, hours) < until && isActive(day, hours)) list.push(at(day, hours));
  return list;
}

const always = (): boolean => true;
const office = (day: number, hours: number): boolean => day % 7 < 5 && hours >= 8 && hours < 18;
const nightly = (_day: number, hours: number): boolean => hours === 2;

describe('a silence is unusual', () => {
  test.each<[string, Parameters<typeof hoursOf>[0], last: number, now: number, boolean]>([
    ['of a source that always sends, not after two hours', always, at(28, 0), at(28, 2.5), false],
    ['of a source that always sends, after three', always, at(28, 0), at(28, 3), true],
    ['of an office, not over night', office, at(29, 18), at(30, 8), false],
    ['of an office, not over the weekend', office, at(32, 18), at(35, 8), false],
    ['of an office, on a working day', office, at(30, 9), at(30, 16), true],
    ['of an office, on the Monday after', office, at(32, 18), at(35, 14), true],
    ['of a nightly job, not in the evening', nightly, at(28, 3), at(28, 23), false],
    ['of a nightly job, not after one night', nightly, at(28, 3), at(29, 12), false],
    ['of a nightly job, after three', nightly, at(28, 3), at(31, 12), true],
  ])('%s', (_name, isActive, last, now, expected) => {
    expect(isUnusuallySilent(hoursOf(isActive, last), now)).toBe(expected);
  });

  test('not of a source that is not known for long', () => {
    expect(isUnusuallySilent([], at(28, 0))).toBe(false);
    expect(isUnusuallySilent(hoursOf(always, at(28, 0), 22), at(40, 0))).toBe(false);
    expect(isUnusuallySilent([at(0, 1), at(9, 1), at(20, 1)], at(50, 0))).toBe(false);
  });

  test('not when pauses as long were there before', () => {
    const withPauses = (day: number, hours: number): boolean => !(day % 9 === 4 && hours >= 4 && hours < 12);
    expect(isUnusuallySilent(hoursOf(withPauses, at(28, 0)), at(28, 6))).toBe(false);
    expect(isUnusuallySilent(hoursOf(always, at(28, 0)), at(28, 6))).toBe(true);
  });

  test('of a source that has gone for months, still', () => {
    expect(isUnusuallySilent(hoursOf(always, at(28, 0)), at(300, 0))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { createFormatter, offsetLabel, splitDuration, zoneLabel } from './format.ts';

const en = createFormatter('en-GB', 'utc');
const ru = createFormatter('ru', 'utc');
const now = new Date('2026-03-01T12:00:00.000Z');

test.each([
  [0, 'UTC'],
  [60, 'UTC+1'],
  [-210, 'UTC−3:30'],
  [345, 'UTC+5:45'],
])('%i minutes east of Greenwich are %s', (minutes, label) => {
  expect(offsetLabel(minutes)).toBe(label);
});

describe('dates and numbers', () => {
  test('the year is written only when it is another one', () => {
    expect(en.dateTime('2026-02-03T04:05:00Z', now)).toBe('3 Feb, 04:05');
    expect(en.dateTime('2025-02-03T04:05:00Z', now)).toBe('3 Feb 2025, 04:05');
  });

  test('the exact form names milliseconds and the zone', () => {
    expect(en.exact('2026-02-03T04:05:06.007Z')).toContain('04:05:06.007');
    expect(en.exact('2026-02-03T04:05:06.007Z')).toContain('UTC');
  });

  test('rows of events have one width', () => {
    expect(en.stamp('2026-02-03T04:05:06.007Z')).toBe('2026-02-03 04:05:06.007');
  });

  test.each([
    ['2026-03-01T11:57:00Z', '3 minutes ago', '3 минуты назад'],
    ['2026-03-01T14:30:00Z', 'in 2 hours', 'через 2 часа'],
    ['2026-02-24T12:00:00Z', '5 days ago', '5 дней назад'],
    ['2025-03-02T12:00:00Z', '364 days ago', '364 дня назад'],
    ['2022-08-08T12:00:00Z', '3 years ago', '3 года назад'],
  ])('%s relative to noon', (iso, english, russian) => {
    expect(en.relative(iso, now)).toBe(english);
    expect(ru.relative(iso, now)).toBe(russian);
  });

  test.each([
    [0, [[0, 'second']]],
    [59_999, [[59, 'second']]],
    [61_000, [[1, 'minute']]],
    [3_600_000, [[1, 'hour']]],
    [
      5_400_000,
      [
        [1, 'hour'],
        [30, 'minute'],
      ],
    ],
    [
      90_000_000,
      [
        [1, 'day'],
        [1, 'hour'],
      ],
    ],
    [
      -5_400_000,
      [
        [1, 'hour'],
        [30, 'minute'],
      ],
    ],
  ])('%d ms splits into its two largest units', (ms, parts) => {
    expect(splitDuration(ms)).toEqual(parts);
  });

  test('bytes use decimal units', () => {
    expect(en.bytes(0)).toBe('0 byte');
    expect(en.bytes(3_400_000)).toBe('3.4 MB');
  });

  test('the zone is named', () => {
    expect(zoneLabel('utc')).toBe('UTC');
  });
});

import { describe, expect, test } from 'vitest';
import {
  absoluteRange,
  fromPickerText,
  parseTimeRange,
  relativeParts,
  relativePresets,
  resolveRange,
  toPickerText,
} from './time-range.ts';

const now = new Date('2026-03-01T12:00:00.000Z');

describe('time ranges in the URL', () => {
  test.each([
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ])('%s is relative', (text, ms) => {
    expect(parseTimeRange(text)).toEqual({ kind: 'relative', ms, text });
  });

  test('every preset is one that can be read', () => {
    for (const preset of relativePresets) expect(parseTimeRange(preset)?.kind).toBe('relative');
  });

  test('two instants are absolute and come out in UTC', () => {
    expect(parseTimeRange('2026-03-01T10:00:00+02:00~2026-03-01T09:00:00Z')).toEqual({
      kind: 'absolute',
      from: '2026-03-01T08:00:00.000Z',
      to: '2026-03-01T09:00:00.000Z',
    });
  });

  test.each([
    '',
    '0h',
    '24',
    'h',
    '24w',
    '-1h',
    '99999h',
    'a~b',
    '2026-03-01~',
    '2026-03-02T00:00:00Z~2026-03-01T00:00:00Z',
    '2026-03-01T00:00:00Z~2026-03-01T00:00:00Z',
    'a~b~c',
    '1h~2h',
  ])('%j is nothing', (text) => {
    expect(parseTimeRange(text)).toBeNull();
  });

  test('what is written is read back', () => {
    const from = new Date('2026-02-01T00:00:00Z');
    const to = new Date('2026-02-02T00:00:00Z');
    expect(parseTimeRange(absoluteRange(from, to))).toEqual({
      kind: 'absolute',
      from: from.toISOString(),
      to: to.toISOString(),
    });
  });

  test('a relative range ends now', () => {
    const range = parseTimeRange('1h');
    expect(range && resolveRange(range, now)).toEqual({
      from: '2026-03-01T11:00:00.000Z',
      to: '2026-03-01T12:00:00.000Z',
    });
  });

  test('the words of a relative range are its count and unit', () => {
    expect(relativeParts('30d')).toEqual({ count: 30, unit: 'd' });
    expect(relativeParts('2026-01-01T00:00:00Z~2026-01-02T00:00:00Z')).toBeNull();
  });

  test('picker text is read in the chosen zone and written back', () => {
    const at = fromPickerText('2026-03-01 08:30:00', 'utc');
    expect(at?.toISOString()).toBe('2026-03-01T08:30:00.000Z');
    expect(at && toPickerText(at, 'utc')).toBe('2026-03-01 08:30:00');
    expect(at && fromPickerText(toPickerText(at, 'local'), 'local')?.getTime()).toBe(at?.getTime());
    expect(fromPickerText('2026-03-01', 'utc')).toBeNull();
    expect(fromPickerText('2026-13-41 99:99:99', 'utc')).toBeNull();
  });
});

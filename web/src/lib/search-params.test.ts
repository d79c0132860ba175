import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSearch, readList, readOneOf, readText, readWords, writeSearch } from './search-params.ts';

const levels = ['low', 'medium', 'high'] as const;

describe('search part of the URL', () => {
  test('lists drop what is unknown and keep their own order', () => {
    expect(readList({ severity: 'high,nonsense,low,high' }, 'severity', levels)).toEqual(['low', 'high']);
    expect(readList({ severity: ['medium'] }, 'severity', levels)).toEqual(['medium']);
    expect(readList({ severity: 'nonsense' }, 'severity', levels)).toBeUndefined();
    expect(readList({}, 'severity', levels)).toBeUndefined();
  });

  test('one of a few values, or nothing', () => {
    expect(readOneOf({ view: 'low' }, 'view', levels)).toBe('low');
    expect(readOneOf({ view: 'LOW' }, 'view', levels)).toBeUndefined();
    expect(readOneOf({ view: { a: 1 } }, 'view', levels)).toBeUndefined();
  });

  test('text is cut to what a query may hold, empty text is absent', () => {
    expect(readText({ q: '' }, 'q')).toBeUndefined();
    expect(readText({ q: 42 }, 'q')).toBe('42');
    expect(readText({ q: 'x'.repeat(5_000) }, 'q')).toHaveLength(2_000);
    expect(readWords({ q: ' a, b,,a' }, 'q')).toEqual(['a', 'b']);
  });

  test('empty values are left out and lists are readable', () => {
    expect(
      writeSearch({
        severity: ['low', 'high'],
        q: undefined,
        range: '2026-01-01T00:00:00Z~2026-01-02T00:00:00Z',
      }),
    ).toBe('?severity=low,high&range=2026-01-01T00:00:00Z~2026-01-02T00:00:00Z');
    expect(writeSearch({})).toBe('');
  });

  test('any text survives the URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        expect(parseSearch(writeSearch({ q: text }))).toEqual({ q: text });
      }),
    );
  });
});

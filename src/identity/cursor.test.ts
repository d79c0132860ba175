import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, toPage } from './cursor.ts';

test('what a list gave out as a cursor is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (values) => {
      expect(decodeCursor(encodeCursor(values), values.length)).toEqual({ ok: true, value: values });
    }),
  );
});

test('any other text is refused, and breaks nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.json(), (text, json) => {
      for (const cursor of [text, Buffer.from(json).toString('base64url')]) {
        const read = decodeCursor(cursor, 2);
        if (read.ok) expect(read.value.every((part) => typeof part === 'string')).toBe(true);
        else expect(read.error.code).toBe('invalid_request');
      }
    }),
  );
});

test('a page has a cursor only when there is more', () => {
  const place = (row: string): readonly string[] => [row];
  expect(toPage(['a', 'b'], 2, place)).toEqual({ items: ['a', 'b'], nextCursor: null });
  expect(toPage(['a', 'b', 'c'], 2, place)).toEqual({ items: ['a', 'b'], nextCursor: encodeCursor(['b']) });
  expect(toPage([], 2, place)).toEqual({ items: [], nextCursor: null });
});

import { describe, expect, test } from 'vitest';
import { addTerm, hasOperator, typedPlace, writtenValue } from './query-text.ts';

describe('the search box of events', () => {
  test.each([
    ['sr', 2, 'sr', 0, 2],
    ['host:web AND us', 15, 'us', 13, 15],
    ['(sr', 3, 'sr', 1, 3],
    ['', 0, '', 0, 0],
    ['src_endpoint.i', 14, 'src_endpoint.i', 0, 14],
    ['us:root', 1, 'u', 0, 2],
    ['-us', 3, 'us', 1, 3],
    ['host:web ', 9, '', 9, 9],
    ['message:"a b" x', 15, 'x', 14, 15],
    ['user:a=b c', 10, 'c', 9, 10],
  ])('in %j at %d the field %j is being typed', (text, caret, prefix, from, to) => {
    expect(typedPlace(text, caret)).toEqual({ kind: 'field', field: '', prefix, from, to, quoted: false });
  });

  test.each([
    ['host:we', 7, 'host', 'we', 5, 7, false],
    ['host:', 5, 'host', '', 5, 5, false],
    ['host: we', 8, 'host', 'we', 6, 8, false],
    ['host!=we x', 7, 'host', 'w', 6, 8, false],
    ['count>=1', 8, 'count', '1', 7, 8, false],
    ['message:"a b', 12, 'message', 'a b', 8, 12, true],
    ['message:"a b" x', 11, 'message', 'a ', 8, 13, true],
    ['user:AND', 8, 'user', 'AND', 5, 8, false],
    [String.raw`user:a\(b`, 9, 'user', String.raw`a\(b`.slice(0, 4), 5, 9, false],
  ])('in %j at %d a value of %s is being typed', (text, caret, field, prefix, from, to, quoted) => {
    expect(typedPlace(text, caret)).toEqual({ kind: 'value', field, prefix, from, to, quoted });
  });

  test.each([
    ['"a b', 4],
    [String.raw`"a \" b`, 7],
  ])('in %j at %d neither', (text, caret) => {
    expect(typedPlace(text, caret)).toBeNull();
  });

  test('an operator that is there is seen', () => {
    expect([hasOperator('us:root', 2), hasOperator('us>=1', 2), hasOperator('us root', 2)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test.each([
    ['web-01', 'web-01'],
    ['*', '"*"'],
    ['', '""'],
    ['AND', 'AND'],
  ])('the value %j is written %s', (value, written) => {
    expect(writtenValue(value)).toBe(written);
  });

  test.each([
    ['', 'host', 'web-01', false, 'host:web-01'],
    ['a:b', 'host', 'web-01', true, 'a:b AND NOT host:web-01'],
    ['a:b OR c', 'host', 'web', false, '(a:b OR c) AND host:web'],
    ['"x OR y" a', 'host', 'web', false, '("x OR y" a) AND host:web'],
    ['', 'message', 'two words', false, 'message:"two words"'],
    ['', 'message', 'say "hi" \\ bye', false, String.raw`message:"say \"hi\" \\ bye"`],
  ])('to %j the term %s:%s is added', (query, field, value, negate, expected) => {
    expect(addTerm(query, field, value, negate)).toBe(expected);
  });
});

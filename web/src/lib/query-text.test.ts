import { describe, expect, test } from 'vitest';
import { addTerm, completeField, typedField } from './query-text.ts';

describe('the search box of events', () => {
  test.each([
    ['sr', 2, 'sr'],
    ['host:web AND us', 15, 'us'],
    ['(sr', 3, 'sr'],
    ['', 0, ''],
    ['src_endpoint.i', 14, 'src_endpoint.i'],
  ])('in %j at %d the field %j is being typed', (text, caret, prefix) => {
    expect(typedField(text, caret)?.prefix).toBe(prefix);
  });

  test.each([
    ['host:we', 7],
    ['message:"a b', 12],
    [String.raw`"a \" b`, 7],
  ])('in %j at %d no field is being typed', (text, caret) => {
    expect(typedField(text, caret)).toBeNull();
  });

  test('a chosen field takes the place of what was typed', () => {
    const typed = typedField('host:web AND us OR x', 15);
    expect(typed && completeField('host:web AND us OR x', typed, 'userName')).toEqual({
      text: 'host:web AND userName: OR x',
      caret: 22,
    });
  });

  test('a colon that is there is not doubled', () => {
    const typed = typedField('us:root', 2);
    expect(typed && completeField('us:root', typed, 'userName').text).toBe('userName:root');
  });

  test.each([
    ['', 'host', 'web-01', false, 'host:web-01'],
    ['a:b', 'host', 'web-01', true, 'a:b AND NOT host:web-01'],
    ['', 'message', 'two words', false, 'message:"two words"'],
    ['', 'message', 'say "hi" \\ bye', false, String.raw`message:"say \"hi\" \\ bye"`],
  ])('to %j the term %s:%s is added', (query, field, value, negate, expected) => {
    expect(addTerm(query, field, value, negate)).toBe(expected);
  });
});

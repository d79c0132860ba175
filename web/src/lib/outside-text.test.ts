import { describe, expect, test } from 'vitest';
import { followOutside } from './outside-text.ts';

describe('text typed beside the URL', () => {
  test('our own value coming back keeps what was typed since', () => {
    expect(followOutside({ text: 'abcd', outside: '', sent: 'abc' }, 'abc')).toEqual({
      text: 'abcd',
      outside: 'abc',
      sent: 'abc',
    });
  });

  test('a value from elsewhere wins', () => {
    expect(followOutside({ text: 'abcd', outside: 'abc', sent: 'abc' }, '')).toEqual({
      text: '',
      outside: '',
      sent: '',
    });
  });

  test('nothing new outside changes nothing', () => {
    const state = { text: 'x', outside: '', sent: '' };
    expect(followOutside(state, '')).toBe(state);
  });
});

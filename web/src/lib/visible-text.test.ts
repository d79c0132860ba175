import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test.each([
  ['plain text, Ромашка, النخيل, 日本', 'plain text, Ромашка, النخيل, 日本'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['\u202Efdp.exe', '\\u202Efdp.exe'],
  ['a\u200Bb\u0000c\u2066d\u2069', 'a\\u200Bb\\u0000c\\u2066d\\u2069'],
  ['\u001B[31mred', '\\u001B[31mred'],
  ['', ''],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

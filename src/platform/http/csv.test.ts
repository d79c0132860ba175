import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, true, null, new Date('2026-03-01T12:00:00.000Z')], 'a,1,true,,2026-03-01T12:00:00.000Z\r\n'],
  [['a,b', 'say "no"', 'two\nlines'], '"a,b","say ""no""","two\nlines"\r\n'],
  [['Ромашка', 'النخيل', ''], 'Ромашка,النخيل,\r\n'],
])('cells are written and quoted as RFC 4180 wants: %j', (values, line) => {
  expect(csvLine(values)).toBe(line);
});

test.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"\r\n`],
  ['+1', "'+1\r\n"],
  ['-2+3', "'-2+3\r\n"],
  ['@SUM(A1)', "'@SUM(A1)\r\n"],
  ['\t=1', "'\t=1\r\n"],
  ['\r=1', `"'\r=1"\r\n`],
])('text that a spreadsheet would run is made harmless: %j', (text, line) => {
  expect(csvLine([text])).toBe(line);
});

test('a negative number is a number', () => {
  expect(csvLine([-5])).toBe('-5\r\n');
});

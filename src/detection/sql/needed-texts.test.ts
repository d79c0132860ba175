import { describe, expect, test } from 'vitest';
import { loadRuleFiles } from '../sigma/load.ts';
import { neededTexts } from './needed-texts.ts';

const needed = (...selections: readonly string[]): string => {
  const { refused, rules } = loadRuleFiles(
    selections.map((selection, index) => ({
      file: `${index}.yml`,
      text: `title: r${index}\nid: r${index}\nlogsource: { product: test }\nlevel: low\ndetection:\n  sel: ${selection}\n  condition: sel\n`,
    })),
  );
  expect(refused).toEqual([]);
  return neededTexts(rules);
};
const untold =
  "position(raw, '\\\\u') > 0 OR lengthUTF8(raw) != length(raw) OR position(record, '\\\\u') > 0 OR " +
  'lengthUTF8(record) != length(record) OR record_form = 0';
const search = (...texts: readonly string[]): string => {
  const list = `[${texts.map((text) => `'${text}'`).join(', ')}]`;
  return `(multiSearchAnyCaseInsensitive(raw, ${list}) OR multiSearchAnyCaseInsensitive(record, ${list}))`;
};

describe('the texts that a record must hold', () => {
  test.each([
    ['a literal, folded', '{ a: RunInstances }', search('runinstances')],
    [
      'the longest part that JSON writes as it is',
      "{ a|endswith: '\\powershell.exe' }",
      search('powershell.exe'),
    ],
    ['each of several fields', '{ a: alpha, b: beta }', `(${search('alpha')} AND ${search('beta')})`],
    ['one of several values', '{ a: [alpha, beta] }', search('alpha', 'beta')],
    [
      'all of several values',
      '{ a|contains|all: [alpha, beta] }',
      `(${search('alpha')} AND ${search('beta')})`,
    ],
    ['what a regular expression requires', "{ a|re: 'mimikatz[0-9]+' }", search('mimikatz')],
    ['a keyword', '[mimikatz]', search('mimikatz')],
  ])('are %s', (_name, selection, condition) => {
    expect(needed(selection)).toBe(`(${untold} OR ${condition})`);
  });

  test.each([
    ['a number, which may be written otherwise', '{ a: 100 }'],
    ['what looks like one', "{ a: '1e+21' }"],
    ['what a number too large is read as', '{ a: Infinity }'],
    ['quotes, which JSON escapes', '{ a: \'"\\"\' }'],
    ['too short a text', '{ a: ab }'],
    ['letters beyond ASCII', '{ a: приказ }'],
    ['an address', '{ a|cidr: 10.0.0.0/8 }'],
    ['one value that could be anything', "{ a: [alpha, '*'] }"],
    ['absence', '{ a: null }'],
  ])('are none for %s', (_name, selection) => {
    expect(needed(selection)).toBe('1');
  });

  test('are none for what is excluded, and those of one of several rules', () => {
    const { rules } = loadRuleFiles([
      {
        file: 'x.yml',
        text: 'title: x\nid: x\nlogsource: { product: test }\nlevel: low\ndetection: { s: { a: alpha }, n: { b: beta }, condition: s and not n }\n',
      },
    ]);
    expect(neededTexts(rules)).toBe(`(${untold} OR ${search('alpha')})`);
    expect(needed('{ a: alpha }', '{ b: beta }')).toBe(
      `(${untold} OR (${[search('alpha'), search('beta')].join(' OR ')}))`,
    );
    expect(needed('{ a: alpha }', '{ b: null }')).toBe('1');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from './en/index.ts';
import { ru } from './ru/index.ts';

const source = join(import.meta.dirname, '..');
const pluralForm = /_(zero|one|two|few|many|other)$/;

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) flat.set(path, text);
  }
  return flat;
}

const english = flatten(en);
const russian = flatten(ru);
const stems = (flat: Map<string, string>): string[] =>
  [...new Set([...flat.keys()].map((key) => key.replace(pluralForm, '')))].sort();
const holes = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))].sort();

function usedKeys(): { readonly plain: Set<string>; readonly patterns: RegExp[] } {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes('.test.') && !file.startsWith('i18n'),
  );
  const plain = new Set<string>();
  const patterns: RegExp[] = [];
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8');
    for (const match of text.matchAll(/\bt\(\s*(?:'([^']+)'|`([^`]+)`)/g)) {
      if (match[1] !== undefined) plain.add(match[1]);
      else if (match[2] !== undefined)
        patterns.push(
          new RegExp(
            `^${match[2]
              .replace(/\$\{[^}]*\}/g, '\u0000')
              .replaceAll('.', '\\.')
              .replaceAll('\u0000', '[^.]+')}$`,
          ),
        );
    }
  }
  return { plain, patterns };
}

describe('dictionaries', () => {
  test('both languages have the same keys', () => {
    expect(stems(russian)).toEqual(stems(english));
  });

  test('every text keeps the same places for values', () => {
    const byStem = (flat: Map<string, string>): Record<string, string[]> =>
      Object.fromEntries(
        [...flat].filter(([key]) => !pluralForm.test(key)).map(([key, text]) => [key, holes(text)]),
      );
    expect(byStem(russian)).toEqual(byStem(english));
  });

  test('plurals have every form of their language', () => {
    const forms = (flat: Map<string, string>, wanted: readonly string[]): string[] =>
      [...flat.keys()]
        .filter((key) => pluralForm.test(key))
        .flatMap((key) =>
          wanted.map((form) => key.replace(pluralForm, `_${form}`)).filter((form) => !flat.has(form)),
        );
    expect(forms(english, ['one', 'other'])).toEqual([]);
    expect(forms(russian, ['one', 'few', 'many', 'other'])).toEqual([]);
  });

  test('no text is empty or ends in an exclamation mark', () => {
    const wrong = [...english, ...russian]
      .filter(([, text]) => text.trim() === '' || text.includes('!'))
      .map(([key]) => key);
    expect(wrong).toEqual([]);
  });

  test('Russian texts are Russian, except for names and codes', () => {
    const same = [...english]
      .filter(([key, text]) => russian.get(key) === text && /[a-z]{4}/.test(text))
      .map(([key]) => key);
    expect(same.sort()).toEqual([
      'events.queryExample',
      'incident.system',
      'language.en',
      'notice.messageId',
      'sources.kinds.syslog',
    ]);
  });

  test('every key that a component asks for exists', () => {
    const { plain } = usedKeys();
    const known = new Set(stems(english));
    expect([...plain].filter((key) => !known.has(key))).toEqual([]);
  });

  test('every pattern of keys that a component asks for fits at least one', () => {
    const known = stems(english);
    expect(
      usedKeys()
        .patterns.filter((pattern) => !known.some((key) => pattern.test(key)))
        .map(String),
    ).toEqual([]);
  });

  test('every key in the dictionary is used', () => {
    const { plain, patterns } = usedKeys();
    expect(
      stems(english).filter((key) => !plain.has(key) && !patterns.some((pattern) => pattern.test(key))),
    ).toEqual([]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadRuleTexts } from './rule-texts.ts';
import { readShippedRules } from './shipped-rules.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-rules-'));
  for (const name of ['own', 'others']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const rule = (id: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: { product: test }\ndetection: { s: { a: 1 }, condition: s }\n`;
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const ids = (set: { readonly rules: readonly { readonly id: string }[] }): readonly string[] =>
  set.rules.map(({ id }) => id);

test('rules of several folders are shipped rules; of two with one id the first file in order stays', () => {
  write('own/a.yml', rule('a'));
  write('others/b.yml', rule('b'));
  write('others/c.yml', `${rule('a')}---\n${rule('c')}`);
  const shipped = readShippedRules([join(folder, 'own'), join(folder, 'others')], null);
  const set = loadRuleTexts({ shipped: shipped.files, local: [], disabled: ['c'], cacheFile: null });
  expect(ids(set).toSorted()).toEqual(['a', 'b']);
  expect(set.refused.map(({ code }) => code)).toEqual(['duplicate_id']);
  expect(shipped.shownFile(join(folder, 'others', 'b.yml'))).toBe('b.yml');
  expect(shipped.find('b')?.yaml).toBe(rule('b'));
});

test('what was parsed is kept for the next start and for the threads that judge', () => {
  write('own/a.yml', rule('a'));
  const cacheFile = join(folder, 'cache', 'rules');
  const shipped = readShippedRules([join(folder, 'own')], cacheFile);
  const kept = readFileSync(cacheFile);
  const texts = {
    shipped: shipped.files,
    local: [{ file: 'local:l', text: rule('l') }],
    disabled: [],
    cacheFile,
  };
  expect(ids(loadRuleTexts(texts)).toSorted()).toEqual(['a', 'l']);
  expect(readFileSync(cacheFile).equals(kept)).toBe(true);
  writeFileSync(cacheFile, 'damaged');
  expect(ids(loadRuleTexts(texts)).toSorted()).toEqual(['a', 'l']);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadRuleFiles, type RuleSet } from './load.ts';
import { openRuleCache } from './rule-cache.ts';

let cacheFile: string;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cache-'));
  cacheFile = join(folder, 'deep', 'rules.cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rule = (title: string, value = '%who%') => ({
  file: `${title}.yml`,
  text: `title: ${title}\nlogsource: { product: test }\ndetection:\n  s: { user|expand: '${value}' }\n  condition: s\n`,
});
const placeholders = new Map([['who', ['ada']]]);

/** How often a parser was asked for these files, with what the cache holds. */
function asked(files: readonly { file: string; text: string }[], values = placeholders): number {
  let count = 0;
  const cache = openRuleCache(cacheFile, values);
  for (const { file, text } of files) {
    cache.parsed(file, text, () => {
      count += 1;
      return { loaded: [], refused: [] };
    });
  }
  return count;
}

test('rules from the cache are what the parser made: trees, regular expressions, refusals', () => {
  const files = [
    rule('one'),
    rule('two', '%unset%'),
    {
      file: 'three.yml',
      text: 'title: three\nlogsource: { product: test }\ndetection:\n  s: { a|re|i: "^x+y$", b|cidr: "10.0.0.0/8" }\n  condition: s\n',
    },
  ];
  const plain = loadRuleFiles(files, { placeholders });
  const written = loadRuleFiles(files, { placeholders, cacheFile });
  const read = loadRuleFiles(files, { placeholders, cacheFile });
  expect(asked(files)).toBe(0);
  const bare = (set: RuleSet): object => ({ ...set, sourceOf: null });
  expect(bare(written)).toEqual(bare(plain));
  expect(bare(read)).toEqual(bare(plain));
  expect(read.rules.map(read.sourceOf)).toEqual([files[0]?.text, files[2]?.text]);
  expect(read.refused.map(({ code }) => code)).toEqual(['placeholder_unset']);
});

test('a changed text, another name and other placeholders are parsed anew', () => {
  const one = rule('one');
  loadRuleFiles([one], { placeholders, cacheFile });
  expect(asked([one])).toBe(0);
  expect(asked([{ ...one, text: `${one.text}# changed\n` }])).toBe(1);
  expect(asked([{ ...one, file: 'other.yml' }])).toBe(1);
  expect(asked([one], new Map([['who', ['bob']]]))).toBe(1);
});

test('a damaged cache is an empty one and is written anew', async () => {
  const one = rule('one');
  loadRuleFiles([one], { placeholders, cacheFile });
  const good = await readFile(cacheFile);
  for (const bad of [Buffer.alloc(0), good.subarray(0, good.length / 2), Buffer.from('nonsense')]) {
    await writeFile(cacheFile, bad);
    expect(asked([one])).toBe(1);
    loadRuleFiles([one], { placeholders, cacheFile });
    expect(asked([one])).toBe(0);
  }
});

test('a cache that cannot be written costs nothing but time', async () => {
  const inTheWay = join(folder, 'file');
  await writeFile(inTheWay, '');
  const { rules } = loadRuleFiles([rule('one')], { placeholders, cacheFile: join(inTheWay, 'rules.cache') });
  expect(rules).toHaveLength(1);
});

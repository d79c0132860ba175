import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadRuleFiles, parseRuleFile, type RuleSet } from './load.ts';
import { openRuleCache, unpackFile, type RuleCacheOptions, type RuleFile } from './rule-cache.ts';

let cacheFile: string;
let folder: string;
let troubles: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cache-'));
  cacheFile = join(folder, 'deep', 'rules');
  troubles = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rule = (title: string, value = '%who%') => ({
  file: `${title}.yml`,
  text: `title: ${title}\nlogsource: { product: test }\ndetection:\n  s: { user|expand: '${value}' }\n  condition: s\n`,
});
const placeholders = new Map([['who', ['ada']]]);
const one = rule('one');
const two = rule('two');

const open = (options: RuleCacheOptions = {}) =>
  openRuleCache(cacheFile, { placeholders, onTrouble: ({ code }) => troubles.push(code), ...options });

/** Which of these files a parser is asked for, with what the cache holds. */
function asked(files: readonly RuleFile[], options: RuleCacheOptions = {}): readonly string[] {
  const names: string[] = [];
  const cache = open(options);
  for (const file of files) {
    cache.parsed(file, () => {
      names.push(file.file);
      return { loaded: [], refused: [] };
    });
  }
  return names;
}

const write = (files: readonly RuleFile[], options: RuleCacheOptions = {}): void => {
  const cache = open(options);
  for (const file of files) cache.parsed(file, () => parseRuleFile(file, placeholders));
  cache.keep(files);
};

test('rules from the cache are what the parser made: trees, regular expressions, refusals', () => {
  const files = [
    one,
    rule('two', '%unset%'),
    {
      file: 'three.yml',
      text: 'title: three\nlogsource: { product: test }\ndetection:\n  s: { a|re|i: "^x+y$", b|cidr: "10.0.0.0/8" }\n  condition: s\n',
    },
  ];
  const plain = loadRuleFiles(files, { placeholders });
  const written = loadRuleFiles(files, { placeholders, cacheFile });
  const read = loadRuleFiles(files, { placeholders, cacheFile });
  expect(asked(files)).toEqual([]);
  const bare = (set: RuleSet): object => ({ ...set, sourceOf: null });
  expect(bare(written)).toEqual(bare(plain));
  expect(bare(read)).toEqual(bare(plain));
  expect(read.rules.map(read.sourceOf)).toEqual([one.text, files[2]?.text]);
  expect(read.refused.map(({ code }) => code)).toEqual(['placeholder_unset']);
});

test('a changed text and another name are parsed anew, and nothing beside them', () => {
  write([one, two]);
  const changed = { ...one, text: `${one.text}# changed\n` };
  expect(asked([changed, two])).toEqual(['one.yml']);
  expect(asked([{ ...two, file: 'other.yml' }, one])).toEqual(['other.yml']);
});

test('other placeholders, and the parser of another release, are asked for everything', () => {
  write([one, two], { parserHash: 'release 1' });
  expect(asked([one, two], { parserHash: 'release 1' })).toEqual([]);
  expect(troubles).toEqual([]);
  expect(asked([one], { parserHash: 'release 2' })).toEqual(['one.yml']);
  expect(asked([one], { parserHash: 'release 1', placeholders: new Map([['who', ['bob']]]) })).toEqual([
    'one.yml',
  ]);
  expect(troubles).toEqual(['outdated', 'outdated']);
});

test('what is not kept any more is forgotten, and what others parsed is taken in', () => {
  const cache = open();
  cache.remember({ ...one, ...parseRuleFile(one, placeholders) });
  cache.remember({ ...two, ...parseRuleFile(two, placeholders) });
  cache.keep([one, two]);
  expect(asked([one, two])).toEqual([]);
  cache.keep([two]);
  expect(asked([one, two])).toEqual(['one.yml']);
});

test('threads are given what is known, in the order of the files', () => {
  const cache = open();
  cache.parsed(two, () => parseRuleFile(two, placeholders));
  const packed = structuredClone(cache.packed([one, two]));
  expect(unpackFile(packed, 0, one.file)).toBeNull();
  expect(unpackFile(packed, 1, two.file)?.loaded[0]?.title).toBe('two');
  expect(unpackFile(packed, 1, 'another.yml')).toBeNull();
  expect(unpackFile(packed, 2, two.file)).toBeNull();
  expect(unpackFile({ bytes: new SharedArrayBuffer(8), ends: [8] }, 0, 'x')).toBeNull();
});

test('it does not grow over its bound: what has no room is parsed again', () => {
  write([one, two], { mostBytes: 700 });
  expect(asked([one, two], { mostBytes: 700 })).toEqual(['two.yml']);
  expect(troubles).toEqual([]);
});

describe('a file that cannot be trusted is an empty cache, is told of, and is written anew', () => {
  const damage: readonly (readonly [string, string, () => void])[] = [
    ['empty', 'damaged', () => truncateSync(cacheFile, 0)],
    ['cut off', 'damaged', () => truncateSync(cacheFile, 100)],
    ['other bytes', 'damaged', () => writeFileSync(cacheFile, 'nonsense')],
    ['one bit', 'damaged', () => flipBit(readFileSync(cacheFile))],
    ['others may write it', 'foreign', () => chmodSync(cacheFile, 0o666)],
    ['a pipe', 'foreign', () => pipeInPlace()],
    ['a link', 'unreadable', () => linkInPlace()],
    ['a folder', 'foreign', () => folderInPlace()],
    ['huge', 'too_large', () => truncateSync(cacheFile, 1024 ** 3)],
  ];
  test.each(damage)('%s', (what, code, spoil) => {
    write([one]);
    spoil();
    expect(asked([one])).toEqual(['one.yml']);
    expect(troubles).toEqual([code]);
    if (what === 'a folder') return;
    write([one]);
    troubles = [];
    expect(asked([one])).toEqual([]);
    expect(troubles).toEqual([]);
  });

  const flipBit = (bytes: Buffer): void => {
    const at = bytes.length - 20;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(cacheFile, bytes);
  };
  const pipeInPlace = (): void => {
    execFileSync('sh', ['-c', 'rm "$1" && mkfifo "$1"', 'sh', cacheFile]);
  };
  const linkInPlace = (): void => {
    execFileSync('mv', [cacheFile, `${cacheFile}.other`]);
    symlinkSync(`${cacheFile}.other`, cacheFile);
  };
  const folderInPlace = (): void => {
    execFileSync('rm', [cacheFile]);
    mkdirSync(cacheFile);
  };
});

test('a cache that cannot be written costs nothing but time', () => {
  writeFileSync(join(folder, 'file'), '');
  cacheFile = join(folder, 'file', 'rules');
  const onCacheTrouble = ({ code }: { readonly code: string }): void => void troubles.push(code);
  const { rules } = loadRuleFiles([one], { placeholders, cacheFile, onCacheTrouble });
  expect(rules).toHaveLength(1);
  expect(troubles).toEqual(['unreadable', 'unwritable']);
});

test('drafts that a killed process left are removed after an hour', () => {
  mkdirSync(dirname(cacheFile));
  writeFileSync(`${cacheFile}.left.draft`, '');
  writeFileSync(`${cacheFile}.new.draft`, '');
  utimesSync(`${cacheFile}.left.draft`, 0, 0);
  write([one]);
  expect(readdirSync(dirname(cacheFile)).toSorted()).toEqual(['rules', 'rules.new.draft']);
});

/** Writes two sets in turn, many times, and reads what is there in between; fails when that is not one of them whole. */
const writer = `
  const [module, path] = process.argv.slice(1);
  const { openRuleCache } = await import(module);
  const file = (set, index) => ({ file: 'f' + index, text: set + ' '.repeat(index) });
  const parsed = { loaded: [], refused: [] };
  for (let turn = 0; turn < 60; turn += 1) {
    const set = ['a', 'b'][turn % 2];
    const files = Array.from({ length: 200 }, (_, index) => file(set, index));
    const cache = openRuleCache(path, { onTrouble: ({ code, reason }) => { throw new Error(code + reason); } });
    let missing = 0;
    for (const one of files) cache.parsed(one, () => { missing += 1; return parsed; });
    if (missing !== 0 && missing !== 200) throw new Error('a part of a set: ' + missing);
    cache.keep(files);
  }
`;

test('two processes that write at once leave one whole file, never a mixture', async () => {
  const module = new URL('./rule-cache.ts', import.meta.url).href;
  const children = [1, 2].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', writer, module, cacheFile], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0]);
  expect(readdirSync(dirname(cacheFile))).toEqual(['rules']);
}, 30_000);

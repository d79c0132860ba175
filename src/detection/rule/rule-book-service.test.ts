import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { systemScope } from '../../kernel/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { parseRuleFile, type ParsedRuleFile } from '../sigma/load.ts';
import { openRuleCache } from '../sigma/rule-cache.ts';
import { insertSaved } from './local-rule-store.ts';
import type { RuleBook } from './rule-book.ts';
import { openRuleBook } from './rule-book-service.ts';
import { saveStanding } from './rule-set-store.ts';
import { localFile, loadRuleTexts } from './rule-texts.ts';

const change = { at: new Date('2026-11-23T12:00:00Z'), by: { id: null, name: 'Ada' }, reason: 'a trial' };
const textOf = (id: string, title: string): string =>
  `title: ${title}\nid: ${id}\nlogsource: { product: test }\ndetection: { s: { a: 1 }, condition: s }\n`;

let folder: string;
let cacheFile: string;
let database: TestDatabase;
let said: string[];
const books: RuleBook[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-book-'));
  cacheFile = join(folder, 'rules');
  database = await openTestDatabase();
  said = [];
  await activate('one', 1, 'One');
  await activate('two', 1, 'Two');
});
afterEach(async () => {
  for (const book of books.splice(0)) book.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(database.db, systemScope('test'), work);

const activate = (id: string, version: number, title: string): Promise<void> =>
  asSystem(async (tx) => {
    await insertSaved(tx, {
      ...{ ruleId: id, version, yaml: textOf(id, title), tests: null, hasTests: false, refused: null },
      summary: {
        ...{ title, kind: 'rule', level: null, status: null, author: '', logSource: null, tags: [] },
        ...{ owner: null, expiresAt: null },
      },
      ...{ baseHash: null, baseYaml: null, saved: change },
    });
    await saveStanding(tx, id, 'activate', { kind: 'active', version }, change);
  });

async function open(): Promise<RuleBook> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  const live = { subscribe: () => () => undefined, stop: () => Promise.resolve() };
  const book = await openRuleBook({ folders: [], cacheFile, db: database.db, live, log });
  books.push(book);
  return book;
}

/** A rule's text with the parsed form of another title, so that it shows who was asked. */
function parsedElsewhere(id: string, title: string): ParsedRuleFile {
  const file = { file: localFile(id), text: textOf(id, title) };
  const parsed = parseRuleFile(file);
  return { ...parsed, loaded: parsed.loaded.map((each) => ({ ...each, title: `${title}, kept` })) };
}

const titles = ({ rules }: { readonly rules: readonly { readonly title: string }[] }): readonly string[] =>
  rules.map(({ title }) => title).toSorted();
const inThreads = async (book: RuleBook, version = book.version()): Promise<readonly string[]> => {
  const texts = await book.textsAt(version);
  if (texts === null) throw new Error('there is no such version');
  return titles(loadRuleTexts(texts));
};
const upToDate = (book: RuleBook): Promise<void> => asSystem((tx) => book.upToDate(tx));

test('local rules that were parsed before are taken over by the next start and by threads, and changed ones are read', async () => {
  const kept = openRuleCache(`${cacheFile}-local`);
  const files = [parsedElsewhere('one', 'One'), parsedElsewhere('two', 'Two')];
  for (const file of files) kept.remember(file);
  kept.keep(files);
  const book = await open();
  expect(titles(book.current())).toEqual(['One, kept', 'Two, kept']);
  expect(await inThreads(book)).toEqual(['One, kept', 'Two, kept']);
  const before = book.version();
  await activate('two', 2, 'Three');
  await upToDate(book);
  expect(titles(book.current())).toEqual(['One, kept', 'Three']);
  expect(await inThreads(book)).toEqual(['One, kept', 'Three']);
  // Versions of the past are judged by, too: what is not known any more is parsed.
  expect(await inThreads(book, before)).toEqual(['One, kept', 'Two']);
  const next = await open();
  expect(titles(next.current())).toEqual(['One, kept', 'Three']);
  expect(said).toEqual([]);
});

test('what an import has parsed is not parsed once more', async () => {
  const book = await open();
  book.remember([parsedElsewhere('two', 'Third')]);
  await activate('two', 2, 'Third');
  await upToDate(book);
  expect(titles(book.current())).toEqual(['One', 'Third, kept']);
});

test('a damaged file is told of and is written anew; without rules there is none', async () => {
  await open();
  const good = readFileSync(`${cacheFile}-local`);
  writeFileSync(`${cacheFile}-local`, 'damaged');
  const book = await open();
  expect(titles(book.current())).toEqual(['One', 'Two']);
  expect(said.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { code: 'damaged', file: `${cacheFile}-local` },
  ]);
  expect(readFileSync(`${cacheFile}-local`).equals(good)).toBe(true);
  expect(existsSync(cacheFile)).toBe(false);
});

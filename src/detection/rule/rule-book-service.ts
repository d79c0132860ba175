import { setTimeout as delay } from 'node:timers/promises';
import { systemScope } from '../../kernel/index.ts';
import type { LiveChanges } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import { parseRuleFile, type ParsedRuleFile, type RuleSet } from '../sigma/load.ts';
import { cacheReport } from './rule-cache-report.ts';
import { openRuleCache, type RuleCache } from '../sigma/rule-cache.ts';
import type { Standing } from './local-rule.ts';
import { textsOf } from './local-rule-store.ts';
import type { RuleBook, TriedChange } from './rule-book.ts';
import { currentSetVersion, currentStandings, standingsAt, type SetStandings } from './rule-set-store.ts';
import { restNowAndThen } from './rest.ts';
import { assembleTexts, localFile, type RuleTexts } from './rule-texts.ts';
import { readShippedRules, type ShippedRules } from './shipped-rules.ts';

export interface RuleBookOptions {
  readonly folders: readonly string[];
  /** Where parsed shipped rules are kept for the next start, with the local ones beside it; null: nowhere. */
  readonly cacheFile: string | null;
  readonly db: Db;
  readonly live: LiveChanges;
  readonly log: Logger;
}

/** A change of a rule is announced under this topic, with the rule's id. */
export const ruleTopic = 'rule';
const rereadMs = 30_000;
/** Between two readings, so that a stream of changes does not become one of queries. */
const leastRereadMs = 250;
const scope = systemScope('rule-book');

interface LocalRule {
  readonly version: number;
  readonly parsed: ParsedRuleFile;
}

/** What a book is made of beside the database. */
interface Sources {
  readonly shipped: ShippedRules;
  /** Of local rules. */
  readonly cache: RuleCache;
}

interface Book {
  readonly version: number;
  readonly local: ReadonlyMap<string, LocalRule>;
  readonly disabled: ReadonlySet<string>;
  readonly set: RuleSet;
}

/**
 * Reads the shipped rules once and the installation's own from PostgreSQL, and keeps them fresh: every change is heard,
 * and a full reading repeats regularly. A reading that fails leaves the last known set in force.
 */
export async function openRuleBook(options: RuleBookOptions): Promise<RuleBook> {
  const { cacheFile, db, folders, log } = options;
  const onTrouble = cacheReport(log);
  const sources: Sources = {
    shipped: readShippedRules(folders, cacheFile, onTrouble),
    cache: openRuleCache(cacheFile === null ? null : `${cacheFile}-local`, { onTrouble }),
  };
  const { cache, shipped } = sources;
  const listeners = new Set<() => void>();
  let book = await inScope(db, scope, (tx) => readBook(tx, sources, null));
  cache.keep(filesOf(book));
  for (const refusal of book.set.refused) log.warn({ refusal }, 'a rule was refused');

  async function readIn(tx: Tx): Promise<void> {
    const next = await readBook(tx, sources, book);
    // Two readings may overlap; the newer set wins.
    if (next.version <= book.version) return;
    book = next;
    cache.keep(filesOf(book));
    for (const listener of listeners) listener();
  }

  const stop = keepFresh(options, () => inScope(db, scope, readIn));
  return {
    shipped,
    current: () => book.set,
    version: () => book.version,
    upToDate: async (tx) => {
      if ((await currentSetVersion(tx)) > book.version) await readIn(tx);
    },
    textsAt: async (version) => {
      const now = book;
      const texts =
        version === now.version
          ? textsOfBook(now, shipped)
          : await inScope(db, scope, (tx) => readTexts(tx, shipped, version));
      return texts === null ? null : { ...texts, packed: cache.packed(texts.local) };
    },
    tried: (change) => withChanges(book, shipped, [change]),
    triedAll: (changes) => withChanges(book, shipped, changes),
    remember: (files) => {
      for (const file of files) cache.remember(file);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop,
  };
}

/** Reads after every change of a rule, and now and then; returns what ends that. */
function keepFresh({ live, log }: RuleBookOptions, read: () => Promise<void>): () => void {
  let reading: Promise<void> = Promise.resolve();
  let isWaiting = false;
  let readAt = performance.now();

  /** A reading begins after this call. Calls before it begins share it. */
  async function refresh(): Promise<void> {
    if (isWaiting) return;
    isWaiting = true;
    await reading;
    await delay(Math.max(0, readAt + leastRereadMs - performance.now()), undefined, { ref: false });
    isWaiting = false;
    readAt = performance.now();
    reading = read().catch((error: unknown) => {
      log.warn({ err: error }, 'the rules could not be read; the last known set stays in force');
    });
  }

  const unsubscribe = live.subscribe((change) => {
    if (change.topic === ruleTopic) void refresh();
  });
  const timer = setInterval(() => void refresh(), rereadMs);
  timer.unref();
  return () => {
    unsubscribe();
    clearInterval(timer);
  };
}

async function readTexts(tx: Tx, shipped: ShippedRules, version: number): Promise<RuleTexts | null> {
  if (version > (await currentSetVersion(tx))) return null;
  const { standings } = await standingsAt(tx, version);
  const texts = await textsOf(tx, activeOf(standings));
  const local = [...texts].map(([id, text]) => ({ file: localFile(id), text }));
  const { cacheFile, files } = shipped;
  return { shipped: files, local, disabled: [...disabledOf(standings)], cacheFile };
}

const filesOf = ({ local }: Book): readonly ParsedRuleFile[] =>
  [...local.values()].map(({ parsed }) => parsed);

const textsOfBook = (book: Book, { cacheFile, files }: ShippedRules): RuleTexts => ({
  shipped: files,
  local: filesOf(book).map(({ file, text }) => ({ file, text })),
  disabled: [...book.disabled],
  cacheFile,
});

function withChanges(book: Book, shipped: ShippedRules, changes: readonly TriedChange[]): RuleSet {
  const local = new Map([...book.local].map(([known, rule]) => [known, rule.parsed]));
  const disabled = new Set(book.disabled);
  for (const { id, parsed, standing } of changes) {
    local.delete(id);
    for (const document of parsed?.loaded ?? []) local.delete(document.id);
    if (parsed !== null) local.set(id, parsed);
    if (standing !== null && isOut(standing)) disabled.add(id);
    else disabled.delete(id);
  }
  return assembleTexts({ shipped: shipped.parsed, local: [...local.values()], disabled }, shipped.refused);
}

/** The newest book; `known` itself when it still is. Only local rules that are new in it are read, and parsed when the cache does not know them. */
async function readBook(tx: Tx, { cache, shipped }: Sources, known: Book | null): Promise<Book> {
  const now: SetStandings = await currentStandings(tx);
  if (known !== null && known.version === now.version) return known;
  const active = activeOf(now.standings);
  const isKnown = ({ id, version }: (typeof active)[number]): boolean =>
    known?.local.get(id)?.version === version;
  const texts = await textsOf(
    tx,
    active.filter((rule) => !isKnown(rule)),
  );
  const local = new Map<string, LocalRule>();
  const rest = restNowAndThen();
  for (const { id, version } of active) {
    const kept = known?.local.get(id);
    const text = texts.get(id);
    if (text !== undefined) {
      await rest();
      const file = { file: localFile(id), text };
      local.set(id, { version, parsed: { ...file, ...cache.parsed(file, () => parseRuleFile(file)) } });
    } else if (kept !== undefined) local.set(id, kept);
  }
  const disabled = disabledOf(now.standings);
  const parsed = [...local.values()].map((rule) => rule.parsed);
  const set = assembleTexts({ shipped: shipped.parsed, local: parsed, disabled }, shipped.refused);
  return { version: now.version, local, disabled, set };
}

const activeOf = (standings: ReadonlyMap<string, Standing>): readonly { id: string; version: number }[] =>
  [...standings].flatMap(([id, standing]) =>
    standing.kind === 'active' ? [{ id, version: standing.version }] : [],
  );

const disabledOf = (standings: ReadonlyMap<string, Standing>): ReadonlySet<string> =>
  new Set([...standings].flatMap(([id, standing]) => (isOut(standing) ? [id] : [])));

/** Is nothing with the id in force? */
const isOut = ({ kind }: Standing): boolean => kind !== 'active';

import type { Principal } from '../../identity/index.ts';
import { announce } from '../../platform/live/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { targetIndex } from '../correlation/references.ts';
import { queueHunt } from '../hunt/rule-hunt-service.ts';
import type { RuleDocument, RuleSet } from '../sigma/load.ts';
import { changeBy, type LocalRuleDeps } from './local-rule-service.ts';
import type { SavedRule } from './local-rule-store.ts';
import type { RuleChange } from './local-rule.ts';
import { restNowAndThen } from './rest.ts';
import { newlyRefused, type RuleBook, type TriedChange } from './rule-book.ts';
import { ruleTopic } from './rule-book-service.ts';
import { insertAllSaved, newestVersions } from './rule-import-store.ts';
import {
  readImportFile,
  refusedResult,
  resultOf,
  stepFor,
  type ImportDocument,
  type ImportFile,
  type ImportResult,
  type ImportStep,
  type ImportWish,
} from './rule-import.ts';
import { currentStandings, lockRules, saveImported } from './rule-set-store.ts';
import { summaryOf } from './rule-summary.ts';
import { localFile } from './rule-texts.ts';
import { refusalText, tryRule } from './rule-trial.ts';

export interface ImportInput extends ImportWish {
  readonly files: readonly ImportFile[];
  readonly reason: string;
  /** Says that rules may come into force though they have no tests. */
  readonly withoutTests: boolean;
  /** Tells what would be done, and does nothing. */
  readonly dryRun: boolean;
}

export interface Imported {
  /** One for each document, and for each file that holds none that can be read; by file and line. */
  readonly results: readonly ImportResult[];
  /** The version of the set in force afterwards. */
  readonly setVersion: number;
  /** How many of the rules look back over stored events. */
  readonly lookingBack: number;
}

/**
 * Saves the rules of many files, and puts them into force with one new version of the set. What is refused, with its
 * reason, stops nothing beside it. Few rules look back over stored events; thousands of looks would take days.
 */
export async function importRules(
  tx: Tx,
  deps: LocalRuleDeps,
  principal: Principal,
  input: ImportInput,
): Promise<Imported> {
  const { book } = deps;
  const read = await readFiles(input.files);
  await lockRules(tx);
  await book.upToDate(tx);
  const steps = await stepsFor(tx, book, read.documents, input);
  const tried = await admitted(deps, steps, input.withoutTests);
  const refused = [...read.refused, ...tried.refused];
  const results = [...refused, ...tried.steps.map(resultOf)].toSorted(byPlace);
  if (input.dryRun) return { results, setVersion: book.version(), lookingBack: 0 };
  return { results, ...(await commit(tx, deps, tried, changeBy(principal, deps.clock, input.reason))) };
}

const byPlace = (a: ImportResult, b: ImportResult): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

interface Read {
  readonly documents: readonly ImportDocument[];
  readonly refused: readonly ImportResult[];
}

/** The first document with an id wins, by file and line. */
async function readFiles(files: readonly ImportFile[]): Promise<Read> {
  const rest = restNowAndThen();
  const refused: ImportResult[] = [];
  const byId = new Map<string, ImportDocument>();
  for (const file of files.toSorted((a, b) => (a.file < b.file ? -1 : 1))) {
    await rest();
    const read = readImportFile(file);
    refused.push(...read.refused);
    for (const each of read.documents) {
      const first = byId.get(each.document.id);
      if (first === undefined) byId.set(each.document.id, each);
      else refused.push(asRefused(each, 'duplicate_id', usedBy(first)));
    }
  }
  return { documents: [...byId.values()], refused };
}

const usedBy = ({ document, file, line }: ImportDocument): string =>
  `The id ${document.id} is already used by ${file}, line ${line}.`;

const asRefused = (
  { document, file, line }: ImportDocument,
  code: NonNullable<ImportResult['code']>,
  reason: string,
): ImportResult =>
  refusedResult({
    ...{ file, line, code, reason },
    ...{ id: document.id, title: document.title, kind: summaryOf(document).kind },
  });

async function stepsFor(
  tx: Tx,
  book: RuleBook,
  documents: readonly ImportDocument[],
  wish: ImportWish,
): Promise<readonly ImportStep[]> {
  const newest = await newestVersions(
    tx,
    documents.map(({ document }) => document.id),
  );
  const { standings } = await currentStandings(tx);
  return documents.map((each) => {
    const { id } = each.document;
    const shipped = book.shipped.find(id);
    const known = {
      newest: newest.get(id) ?? null,
      standing: standings.get(id) ?? null,
      shipped: shipped === null ? null : { hash: shipped.document.hash, yaml: shipped.yaml },
    };
    return stepFor(each, known, wish);
  });
}

/** Most rules of an import that look back. */
const mostLookingBack = 20;

interface Admitted {
  readonly steps: readonly ImportStep[];
  /** The set as it is with them. */
  readonly set: RuleSet;
  readonly refused: readonly ImportResult[];
}

/**
 * What may come into force does so together, so that a correlation finds its rules: whatever cannot is taken away, and the
 * rest is tried again until nothing is left that stands in the way.
 */
async function admitted(
  { book, parseEvent }: Pick<LocalRuleDeps, 'book' | 'parseEvent'>,
  all: readonly ImportStep[],
  withoutTests: boolean,
): Promise<Admitted> {
  const rest = restNowAndThen();
  const refused: ImportResult[] = [];
  let steps = all;
  for (;;) {
    const set = book.triedAll(steps.filter(({ activates }) => activates).map(changeOf));
    const found = new Map(unloadable(book, set, steps).map((each) => [each.id, each]));
    if (found.size === 0) {
      const documents = documentsById(set);
      for (const step of steps.filter(({ activates }) => activates)) {
        await rest();
        const failed = failedTests(step, documents, set, { parseEvent, withoutTests });
        if (failed !== null) found.set(failed.id, failed);
      }
    }
    if (found.size === 0) return { steps, set, refused };
    refused.push(...found.values());
    steps = steps.filter(({ document }) => !found.has(document.document.id));
  }
}

const changeOf = ({ document, version }: ImportStep): TriedChange => ({
  id: document.document.id,
  standing: { kind: 'active', version: version ?? 1 },
  parsed: document.parsed,
});

const documentsById = ({ correlations, filters, rules }: RuleSet): ReadonlyMap<string, RuleDocument> =>
  new Map([...rules, ...correlations, ...filters].map((document) => [document.id, document]));

/** Which steps would not load, or would keep others in force from loading. */
function unloadable(book: RuleBook, set: RuleSet, steps: readonly ImportStep[]): readonly ImportResult[] {
  const active = steps.filter(({ activates }) => activates);
  const byFile = new Map(active.map((step) => [localFile(step.document.document.id), step]));
  const own = set.refused.flatMap(({ code, file, reason }) => {
    const step = byFile.get(file);
    return step === undefined ? [] : [asRefused(step.document, code, reason)];
  });
  if (own.length > 0) return own;
  const before = book.current();
  const lost = newlyRefused(before, set, new Set(byFile.keys()));
  if (lost.length === 0) return [];
  const why = `Others in force need what it replaces: ${lost.slice(0, 3).map(refusalText).join(' ')}`;
  const needed = neededBy(before, new Set(lost.map(({ file }) => file)));
  const guilty = active.filter(({ document }) => needed.has(document.document.id));
  return (guilty.length > 0 ? guilty : active).map(({ document }) => asRefused(document, 'rule_needed', why));
}

/** Ids of what the correlations of these files refer to. */
function neededBy({ correlations, rules }: RuleSet, files: ReadonlySet<string>): ReadonlySet<string> {
  const targets = targetIndex(rules, correlations);
  return new Set(
    correlations
      .filter(({ file }) => files.has(file))
      .flatMap((correlation) => correlation.rules.flatMap((name) => targets.get(name)?.id ?? [])),
  );
}

/** Null: the step may come into force. */
function failedTests(
  { document }: ImportStep,
  documents: ReadonlyMap<string, RuleDocument>,
  set: RuleSet,
  { parseEvent, withoutTests }: Pick<LocalRuleDeps, 'parseEvent'> & Pick<ImportInput, 'withoutTests'>,
): ImportResult | null {
  const loaded = documents.get(document.document.id);
  if (loaded === undefined) return asRefused(document, 'document_invalid', 'The document does not load.');
  const trial = tryRule(loaded, document.tests, set, parseEvent);
  switch (trial.kind) {
    case 'none':
      return withoutTests
        ? null
        : asRefused(
            document,
            'rule_test_missing',
            'There is no test file beside it. Write one, or say why not.',
          );
    case 'unreadable':
      return asRefused(document, 'rule_test_failed', trial.failure.message);
    case 'ran': {
      const [first] = trial.failures;
      return first === undefined ? null : asRefused(document, 'rule_test_failed', first.message);
    }
  }
}

/** Writes what was admitted; resolves with the version of the set afterwards. */
async function commit(
  tx: Tx,
  { book, clock, huntDays }: LocalRuleDeps,
  { set, steps }: Pick<Admitted, 'steps' | 'set'>,
  change: RuleChange,
): Promise<Pick<Imported, 'setVersion' | 'lookingBack'>> {
  const saved = steps.filter(({ saves }) => saves).map((step) => toSaved(step, change));
  await insertAllSaved(tx, saved);
  const active = steps.flatMap(({ activates, document, version }) =>
    activates && version !== null ? [{ id: document.document.id, version }] : [],
  );
  book.remember(steps.flatMap(({ activates, document }) => (activates ? [document.parsed] : [])));
  const setVersion = active.length === 0 ? book.version() : await saveImported(tx, active, change);
  let lookingBack = 0;
  for (const { id } of active.length > mostLookingBack ? [] : active)
    if ((await queueHunt(tx, clock, huntDays, { id, set, setVersion })) === null) lookingBack += 1;
  // One for all: who listens reads everything again.
  const [first] = [...active.map(({ id }) => id), ...saved.map(({ ruleId }) => ruleId)];
  if (first !== undefined) await announce(tx, { topic: ruleTopic, id: first, companyId: null });
  return { setVersion, lookingBack };
}

function toSaved({ document, known, version }: ImportStep, change: RuleChange): SavedRule {
  const { newest, shipped } = known;
  return {
    ruleId: document.document.id,
    version: version ?? 1,
    yaml: document.yaml,
    tests: document.tests,
    hasTests: document.tests !== null,
    refused: null,
    summary: summaryOf(document.document),
    baseHash: newest === null ? (shipped?.hash ?? null) : newest.baseHash,
    baseYaml: newest === null ? (shipped?.yaml ?? null) : newest.baseYaml,
    saved: change,
  };
}

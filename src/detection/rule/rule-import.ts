import { uuidOf } from '../sigma/hash.ts';
import { parseRuleFile, type ParsedRuleFile, type RuleDocument } from '../sigma/load.ts';
import type { RefusalCode } from '../sigma/refusal.ts';
import { documentAt } from '../sigma/yaml-documents.ts';
import type { RuleState, Standing } from './local-rule.ts';
import type { RuleSummary } from './local-rule-store.ts';
import { maxRuleText, maxTestText, readRuleText } from './rule-text.ts';
import { localFile } from './rule-texts.ts';
import { summaryOf } from './rule-summary.ts';

/** Bounds on one import: files, and bytes of the request that brings them. */
export const mostImportFiles = 5_000;
export const mostImportBytes = 16 * 1_048_576;

/** A file of rules as it is imported: any number of documents, and the text of the test file beside it. */
export interface ImportFile {
  /** Its name in answers. */
  readonly file: string;
  readonly text: string;
  readonly tests: string | null;
}

/** What became of a document, or would have, when it was tried only. */
export const importOutcomes = [
  /** A new local rule. */
  'created',
  /** The next version of a local rule. */
  'saved',
  /** The text was saved already, and came into force. */
  'activated',
  'unchanged',
  /** A shipped rule has its id. */
  'skipped',
  'refused',
] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** Why something was not imported, beside what the reader of rules refuses. */
export const importCodes = [
  'shipped_rule',
  'text_unstorable',
  'tests_too_large',
  'rule_test_failed',
  'rule_test_missing',
  'rule_needed',
] as const;
export type ImportCode = RefusalCode | (typeof importCodes)[number];

/** One document of an import. */
export interface ImportResult {
  readonly file: string;
  /** Line of the document, or of what is wrong in it; counted from 1. */
  readonly line: number;
  /** Null when the document cannot be read. */
  readonly id: string | null;
  readonly title: string;
  readonly kind: RuleSummary['kind'] | null;
  readonly outcome: ImportOutcome;
  /** The saved version that holds the text; null: none does. */
  readonly version: number | null;
  /** Where the rule stands afterwards; null: there is no such rule. */
  readonly state: RuleState['kind'] | null;
  readonly code: ImportCode | null;
  /** A sentence for people; empty when there is nothing to say. */
  readonly reason: string;
}

/** A document that can be read, as it would be saved. */
export interface ImportDocument {
  readonly file: string;
  readonly line: number;
  /** Its own text, one document, with an id in it. */
  readonly yaml: string;
  readonly tests: string | null;
  readonly document: RuleDocument;
  /** As a local rule, for the set in force. */
  readonly parsed: ParsedRuleFile;
}

/** The documents of a file. Nothing throws: what cannot be read is refused, and stops nothing beside it. */
export function readImportFile({ file, text, tests }: ImportFile): {
  readonly documents: readonly ImportDocument[];
  readonly refused: readonly ImportResult[];
} {
  if (text.includes('\0') || tests?.includes('\0') === true)
    return {
      documents: [],
      refused: [refusedResult({ file, line: 1, code: 'text_unstorable', reason: unstorable })],
    };
  const { loaded, refused } = parseRuleFile({ file, text });
  const isOne = loaded.length === 1 && refused.length === 0 && !/^---/m.test(text);
  const read = loaded.map((document) => readOne({ file, tests, isOne, text, document }));
  return {
    documents: read.flatMap((each) => ('yaml' in each ? [each] : [])),
    refused: [...refused.map(refusedResult), ...read.flatMap((each) => ('yaml' in each ? [] : [each]))],
  };
}

const unstorable = 'The file holds a NUL character: it is no text.';

interface Reading extends ImportFile {
  readonly document: RuleDocument;
  /** The file holds nothing else. */
  readonly isOne: boolean;
}

function readOne({ document, file, isOne, tests, text }: Reading): ImportDocument | ImportResult {
  const { line } = document;
  const known = { ...headOf(document), file, line };
  const own = isOne ? text : documentAt(text, line);
  if (own.length > maxRuleText)
    return refusedResult({
      ...known,
      code: 'rule_too_large',
      reason: `The document has more than ${maxRuleText} characters.`,
    });
  if (tests !== null && tests.length > maxTestText)
    return refusedResult({
      ...known,
      code: 'tests_too_large',
      reason: `The tests beside the file have more than ${maxTestText} characters.`,
    });
  // What has an id of its own and stands alone is read already.
  const isRead = isOne && document.id !== uuidOf(document.hash);
  const read = isRead ? { kind: 'read' as const, yaml: own, document } : readRuleText(own, file, null);
  if (read.kind === 'refused') {
    const [first] = read.refusals;
    return refusedResult({ ...known, code: first?.code ?? 'document_invalid', reason: first?.reason ?? '' });
  }
  const name = localFile(read.document.id);
  const kept = { ...read.document, file: name };
  const parsed = { file: name, text: read.yaml, loaded: [kept], refused: [] };
  return { file, line, yaml: read.yaml, tests, document: kept, parsed };
}

const headOf = (document: RuleDocument): Pick<ImportResult, 'id' | 'title' | 'kind'> => ({
  id: document.id,
  title: document.title,
  kind: summaryOf(document).kind,
});

type Refused = Pick<ImportResult, 'file' | 'line' | 'code' | 'reason'> & Partial<ImportResult>;

/** A document that was not imported, and why. */
export const refusedResult = ({ code, file, line, reason, ...known }: Refused): ImportResult => ({
  ...{ id: null, title: '', kind: null, version: null, state: null, ...known },
  ...{ file, line, outcome: 'refused', code, reason },
});

/** What is known of the id of a document before the import. */
export interface KnownRule {
  /** Newest saved version; null: nothing local has the id. */
  readonly newest: {
    readonly version: number;
    readonly yaml: string;
    readonly tests: string | null;
    readonly baseHash: string | null;
    readonly baseYaml: string | null;
  } | null;
  readonly standing: Standing | null;
  /** Hash and text of the shipped rule with the id. */
  readonly shipped: { readonly hash: string; readonly yaml: string } | null;
}

export interface ImportWish {
  /** Puts into force what was imported, when its tests pass. */
  readonly activate: boolean;
  /** Also replaces shipped rules. */
  readonly overlay: boolean;
}

/** What an import does with a document that can be read. */
export interface ImportStep {
  readonly document: ImportDocument;
  readonly known: KnownRule;
  readonly outcome: ImportOutcome;
  /** The version that holds the text afterwards; null: the shipped rule does, or nothing. */
  readonly version: number | null;
  /** Whether that version is to be saved, and to come into force. */
  readonly saves: boolean;
  readonly activates: boolean;
}

/** Decides by what is there already; nothing is tried yet. */
export function stepFor(document: ImportDocument, known: KnownRule, wish: ImportWish): ImportStep {
  const { newest, shipped, standing } = known;
  const still = { document, known, saves: false, activates: false };
  if (newest === null && shipped?.hash === document.document.hash)
    return { ...still, outcome: 'unchanged', version: null };
  const isSame = newest?.yaml === document.yaml && newest.tests === document.tests;
  // Who took a rule out of force had a reason, which an import does not know.
  const mayActivate = wish.activate && standing?.kind !== 'disabled';
  if (isSame && !(mayActivate && standing?.version !== newest.version))
    return { ...still, outcome: 'unchanged', version: newest.version };
  if (shipped !== null && !wish.overlay)
    return { ...still, outcome: 'skipped', version: newest?.version ?? null };
  if (isSame) return { ...still, outcome: 'activated', version: newest.version, activates: true };
  return {
    ...{ document, known, saves: true, activates: mayActivate },
    outcome: newest === null ? 'created' : 'saved',
    version: (newest?.version ?? 0) + 1,
  };
}

/** How a step is told. */
export function resultOf({ activates, document, known, outcome, version }: ImportStep): ImportResult {
  const { newest, shipped, standing } = known;
  const before = standing?.kind ?? (shipped !== null ? 'active' : newest !== null ? 'draft' : null);
  const isSkipped = outcome === 'skipped';
  return {
    ...headOf(document.document),
    ...{ file: document.file, line: document.line, outcome, version },
    state: activates ? 'active' : (before ?? 'draft'),
    code: isSkipped ? 'shipped_rule' : null,
    reason: isSkipped
      ? 'A shipped rule has this id. Import with overlay to replace it.'
      : standing?.kind === 'disabled'
        ? 'The rule is disabled, and stays so.'
        : '',
  };
}

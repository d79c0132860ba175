import type { Tx } from '../../platform/postgres/index.ts';
import type { ParsedRuleFile, RuleSet } from '../sigma/load.ts';
import type { Refusal } from '../sigma/refusal.ts';
import type { Standing } from './local-rule.ts';
import type { RuleTexts } from './rule-texts.ts';
import type { ShippedRules } from './shipped-rules.ts';

/** One change to the set, as it is tried before it is made. */
export interface TriedChange {
  readonly id: string;
  readonly standing: Standing | null;
  /** What the local version holds that would be in force; null when none would. */
  readonly parsed: ParsedRuleFile | null;
}

/** The rules in force, as this process knows them: shipped ones, and the installation's own from PostgreSQL. */
export interface RuleBook {
  readonly shipped: ShippedRules;
  /** Parsed, with what cannot be read in `refused`. */
  current(): RuleSet;
  /** Version of the set that `current` is. */
  version(): number;
  /**
   * Resolves when `current` is what the transaction sees. The transaction must not have changed the set itself: what it
   * may still roll back is nothing to judge by.
   */
  upToDate(tx: Tx): Promise<void>;
  /** The texts of a version, for threads that judge by it; null when that version is not known. */
  textsAt(version: number): Promise<RuleTexts | null>;
  /** The set as it would be with one change; `refused` lists what would no longer load. */
  tried(change: TriedChange): RuleSet;
  /** The same with many; no two of the same id. */
  triedAll(changes: readonly TriedChange[]): RuleSet;
  /** Takes in local rules that were parsed on the way into force, so that they are not parsed once more. */
  remember(files: readonly ParsedRuleFile[]): void;
  /** Calls after `current` has become another set. Returns what ends that. */
  onChange(listener: () => void): () => void;
  stop(): void;
}

/** What of `after` is refused and was not before, other than by the files that were changed. */
export function newlyRefused(
  before: RuleSet,
  after: RuleSet,
  changedFiles: ReadonlySet<string>,
): readonly Refusal[] {
  const keyOf = ({ code, file, line }: Refusal): string => `${file}\0${line}\0${code}`;
  const known = new Set(before.refused.map(keyOf));
  return after.refused.filter((refusal) => !changedFiles.has(refusal.file) && !known.has(keyOf(refusal)));
}

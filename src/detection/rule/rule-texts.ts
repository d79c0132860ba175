import type { Refusal } from '../sigma/refusal.ts';
import {
  assembleRules,
  parseRuleFile,
  parseRuleFiles,
  type ParsedRuleFile,
  type RuleFile,
  type RuleSet,
} from '../sigma/load.ts';
import { unpackFile, type PackedFiles } from '../sigma/rule-cache.ts';

/** What a set of rules is made of, in the form in which it goes to other threads. */
export interface RuleTexts {
  readonly shipped: readonly RuleFile[];
  /** Local rules in force, one document each; their `file` is `localFile` of their id. */
  readonly local: readonly RuleFile[];
  /** What `local` was parsed to, as far as it is known, in the same order; what is not there is parsed. */
  readonly packed?: PackedFiles;
  /** Ids of rules that are disabled: nothing shipped with one of them is in force. */
  readonly disabled: readonly string[];
  /** Where the parsed form of the shipped files is kept; null: nowhere. */
  readonly cacheFile: string | null;
}

const localPrefix = 'local:';

/** What stands in place of a file's path for a local rule. */
export const localFile = (id: string): string => `${localPrefix}${id}`;
export const isLocalFile = (file: string): boolean => file.startsWith(localPrefix);

/** The same, with what was read already. */
export interface ParsedTexts {
  readonly shipped: readonly ParsedRuleFile[];
  readonly local: readonly ParsedRuleFile[];
  readonly disabled: ReadonlySet<string>;
}

/**
 * The set in force: shipped rules, without the disabled ones and without those that a local rule replaces. A local rule
 * that cannot be read (a newer version may refuse what an older one took) is listed as refused, and the shipped rule
 * with its id stays in force.
 */
export function assembleTexts(
  { shipped, local, disabled }: ParsedTexts,
  refused: readonly Refusal[],
): RuleSet {
  const own = new Set(local.flatMap(({ loaded }) => loaded.map(({ id }) => id)));
  const kept = shipped.map((file) => ({
    ...file,
    loaded: file.loaded.filter(({ id }) => !disabled.has(id) && !own.has(id)),
  }));
  return assembleRules([...kept, ...local], refused);
}

/** Reads texts and makes a set of them. */
export function loadRuleTexts({ cacheFile, disabled, local, packed, shipped }: RuleTexts): RuleSet {
  const known = (file: RuleFile, index: number) =>
    packed === undefined ? null : unpackFile(packed, index, file.file);
  const parsed = {
    shipped: parseRuleFiles(shipped, cacheFile === null ? {} : { cacheFile }),
    local: local.map((file, index): ParsedRuleFile => {
      const found = known(file, index);
      return found === null ? parseRuleFile(file) : { ...file, ...found };
    }),
    disabled: new Set(disabled),
  };
  return assembleTexts(parsed, []);
}

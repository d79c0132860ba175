import { withReferences, type RulePart } from '../correlation/related.ts';
import { parseRuleFile, type RuleSet } from '../sigma/load.ts';
import type { RuleBook } from './rule-book.ts';
import type { TextRefusal } from './rule-text.ts';
import { localFile } from './rule-texts.ts';

/** A text's rules as they would be with the rules in force around them, which they may refer to and which may filter them. */
export interface DraftRules {
  /** Everything that would be in force. */
  readonly set: RuleSet;
  /** What the text holds, and all that it refers to. */
  readonly part: RulePart;
  /** Ids of the rules and correlations that the text itself holds. */
  readonly own: ReadonlySet<string>;
  /** What of the text cannot be read. */
  readonly refused: readonly TextRefusal[];
}

/** Reads a text that is not in force; a rule in it stands in place of one in force with its id. */
export function draftRules(book: RuleBook, yaml: string): DraftRules {
  const [first] = parseRuleFile({ file: localFile('new'), text: yaml }).loaded;
  const id = first?.id ?? 'new';
  const file = localFile(id);
  const parsed = parseRuleFile({ file, text: yaml });
  const set = book.tried({ id, standing: { kind: 'active', version: 1 }, parsed });
  const own = new Set(
    [...set.rules, ...set.correlations].filter((rule) => rule.file === file).map((rule) => rule.id),
  );
  return {
    set,
    part: withReferences(set, own),
    own,
    refused: set.refused
      .filter((refusal) => refusal.file === file)
      .map(({ code, line, reason }) => ({ code, line, reason })),
  };
}

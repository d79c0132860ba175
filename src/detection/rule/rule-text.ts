import { uuidOf } from '../sigma/hash.ts';
import type { Refusal } from '../sigma/refusal.ts';
import { parseRuleFile, type RuleDocument } from '../sigma/load.ts';

/** Longest text of a local rule, and of its tests, in characters; lists of hashes make public rules of 300,000. */
export const maxRuleText = 393_216;
export const maxTestText = 262_144;

/** Where and why a rule's text cannot be read; lines count from 1. */
export type TextRefusal = Pick<Refusal, 'line' | 'code' | 'reason'>;

/** What became of a text that should hold one rule, correlation or filter. */
export type RuleText =
  | { readonly kind: 'read'; readonly yaml: string; readonly document: RuleDocument }
  | { readonly kind: 'refused'; readonly refusals: readonly TextRefusal[] };

/**
 * Reads a text that holds one document. A document without an id is given one, as its first line, because what is
 * saved again under another id would be another rule: `id`, or when that is null the one that its content makes.
 */
export function readRuleText(yaml: string, file: string, id: string | null): RuleText {
  const { loaded, refused } = parseRuleFile({ file, text: yaml });
  if (refused.length > 0) return { kind: 'refused', refusals: refused.map(toRefusal) };
  const [document, second] = loaded;
  if (document === undefined) return refusal(1, 'document_invalid', 'The text holds no rule.');
  if (second !== undefined)
    return refusal(
      second.line,
      'document_limit',
      'The text holds more than one document; save them one by one.',
    );
  // A document without an id has the id that its content makes (`parseHead`).
  if (document.id !== uuidOf(document.hash)) return { kind: 'read', yaml, document };
  const wanted = id ?? document.id;
  const named = withId(yaml, document.line, wanted);
  const [again, more] = parseRuleFile({ file, text: named }).loaded;
  if (again?.id !== wanted || more !== undefined)
    return refusal(document.line, 'id_missing', `The rule has no id. Give it one, such as "id: ${wanted}".`);
  return { kind: 'read', yaml: named, document: again };
}

const toRefusal = ({ line, code, reason }: Refusal): TextRefusal => ({ line, code, reason });

const refusal = (line: number, code: Refusal['code'], reason: string): RuleText => ({
  kind: 'refused',
  refusals: [{ line, code, reason }],
});

function withId(yaml: string, line: number, id: string): string {
  const lines = yaml.split('\n');
  return lines.toSpliced(line - 1, 0, `id: ${/^[\w-]+$/.test(id) ? id : JSON.stringify(id)}`).join('\n');
}

/** The id in a text that cannot be read, so that a draft finds its rule; null when none can be made out. */
export function idInText(yaml: string): string | null {
  const [, id] = /^id:[ \t]*["']?([\w.:-]{1,128})["']?[ \t]*(?:#.*)?\r?$/m.exec(yaml) ?? [];
  return id ?? null;
}

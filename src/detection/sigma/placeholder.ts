import { isSigmaMap } from './document.ts';
import { refuse, type DocumentPath } from './refusal.ts';
import { readYaml } from './yaml-documents.ts';

/** Values for `%name%` by name, without the percent signs. A value may hold wildcards. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

export const noPlaceholders: Placeholders = new Map();

/**
 * Reads values for placeholders: a YAML map of names to a value or a list of values. Throws with file, line and reason
 * when it is anything else.
 *
 *     Administrators: [root, '*-adm']
 */
export function readPlaceholders(text: string, file: string): Placeholders {
  const { documents, refused } = readYaml(text, file);
  const [refusal] = refused;
  if (refusal !== undefined) throw new Error(`${file}:${refusal.line}: ${refusal.code}: ${refusal.reason}`);
  const [document] = documents;
  const map = document?.value ?? {};
  if (documents.length > 1 || !isSigmaMap(map))
    throw new Error(`${file}: placeholders are one map of names to lists of values.`);
  return new Map(
    Object.entries(map).map(([name, given]) => {
      const values: readonly unknown[] = Array.isArray(given) ? given : [given];
      const texts = values.map((value) => (typeof value === 'number' ? String(value) : value));
      if (texts.length === 0 || !texts.every((value) => typeof value === 'string'))
        throw new Error(`${file}:${document?.lineOf([name]) ?? 1}: "${name}" needs a list of texts.`);
      return [name.replace(/^%(.*)%$/, '$1'), texts];
    }),
  );
}

/** Most texts that one value may become. */
const maxExpansions = 10_000;

/**
 * Replaces the placeholders of a value under the `expand` modifier (Sigma 2.1, rules, placeholders); `\%` is a plain
 * percent sign. Refuses with `placeholder_unset` when a placeholder has no values.
 */
export function expandPlaceholders(
  text: string,
  placeholders: Placeholders,
  path: DocumentPath,
): readonly string[] {
  let texts: readonly string[] = [''];
  for (const piece of split(text)) {
    const endings = piece.kind === 'text' ? [piece.text] : valuesOf(piece.name, placeholders, path);
    texts = texts.flatMap((head) => endings.map((ending) => head + ending));
    if (texts.length > maxExpansions)
      refuse('rule_too_large', `A value expands to more than ${maxExpansions} texts.`, path);
  }
  return texts;
}

function valuesOf(name: string, placeholders: Placeholders, path: DocumentPath): readonly string[] {
  const values = placeholders.get(name);
  if (values === undefined || values.length === 0) {
    return refuse(
      'placeholder_unset',
      `The placeholder %${name}% has no values; set them to use this rule.`,
      path,
    );
  }
  return values;
}

type Piece =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'placeholder'; readonly name: string };

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  const pattern = /\\%|%([^%\\\s]+)%|[^%\\]+|[%\\]/g;
  for (const [found, name] of text.matchAll(pattern)) {
    if (name !== undefined) pieces.push({ kind: 'placeholder', name });
    else pieces.push({ kind: 'text', text: found === '\\%' ? '%' : found });
  }
  return pieces;
}

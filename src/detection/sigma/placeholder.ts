import { refuse, type DocumentPath } from './refusal.ts';

/** Values for `%name%` by name, without the percent signs. A value may hold wildcards. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

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

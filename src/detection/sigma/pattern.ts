import { fold } from './fold.ts';

/** A Sigma string after its escapes: `any` is `*`, `one` is `?`, `dash` is any of the five windash characters. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'dash' };
export type Pattern = readonly PatternPart[];

/** Sigma 2.1, modifiers appendix, `windash`: hyphen, slash, en dash, em dash, horizontal bar. */
export const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;
const dashSet: ReadonlySet<string> = new Set(dashes);

export const anyPart: PatternPart = { kind: 'any' };
const onePart: PatternPart = { kind: 'one' };
const dashPart: PatternPart = { kind: 'dash' };

/**
 * Reads the wildcards and escapes of a Sigma string (Sigma 2.1, rules, escape character): a backslash escapes `*`, `?`
 * and itself, and is a plain backslash before anything else.
 */
export function parsePattern(text: string): Pattern {
  const parts: PatternPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      at += 1;
    } else if (char === '*' || char === '?') {
      flush();
      parts.push(char === '*' ? anyPart : onePart);
    } else {
      literal += char;
    }
  }
  flush();
  return normalize(parts);
}

/** A pattern that means exactly this text. */
export const literalPattern = (text: string): Pattern => (text === '' ? [] : [{ kind: 'literal', text }]);

export const startingWith = (pattern: Pattern): Pattern => normalize([...pattern, anyPart]);
export const endingWith = (pattern: Pattern): Pattern => normalize([anyPart, ...pattern]);
export const containing = (pattern: Pattern): Pattern => normalize([anyPart, ...pattern, anyPart]);

/** `windash`: every dash character of the pattern stands for all five. */
export function withDashes(pattern: Pattern): Pattern {
  return normalize(pattern.flatMap((part) => (part.kind === 'literal' ? splitDashes(part.text) : [part])));
}

/** Every text that a pattern of literals and dashes stands for; null when it has wildcards or more than `limit` texts. */
export function expandDashes(pattern: Pattern, limit: number): readonly string[] | null {
  let texts: readonly string[] = [''];
  for (const part of pattern) {
    if (part.kind === 'any' || part.kind === 'one') return null;
    const endings: readonly string[] = part.kind === 'dash' ? dashes : [part.text];
    texts = texts.flatMap((text) => endings.map((ending) => text + ending));
    if (texts.length > limit) return null;
  }
  return texts;
}

/** Folds the case of every literal. */
export const foldPattern = (pattern: Pattern): Pattern =>
  pattern.map((part) => (part.kind === 'literal' ? { kind: 'literal', text: fold(part.text) } : part));

function splitDashes(text: string): PatternPart[] {
  const parts: PatternPart[] = [];
  for (const char of text) parts.push(dashSet.has(char) ? dashPart : { kind: 'literal', text: char });
  return parts;
}

/** Joins neighbouring literals and collapses runs of `*`. */
function normalize(parts: Pattern): Pattern {
  const result: PatternPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'literal' && last?.kind === 'literal') {
      result[result.length - 1] = { kind: 'literal', text: last.text + part.text };
    } else if (part.kind !== 'any' || last?.kind !== 'any') {
      result.push(part);
    }
  }
  return result;
}

import type { SigmaRule, RuleNode, ValueTest } from '../sigma/rule.ts';
import { foldPattern } from '../sigma/pattern.ts';
import { compileRegex } from '../sigma/regex/index.ts';
import { sqlAnd, sqlOr, sqlTexts } from './sql-text.ts';

/**
 * Finds what a record's text must hold for a rule to match, so that most records need not be taken apart. The text is `raw`, or
 * `record` where a parser has made another one (`record_form`, src/event/stored-record.ts).
 *
 * Only stretches of letters, digits and a few signs are asked: JSON writes those as they are, unless it escapes them, and
 * without regard to case only ASCII is the same in every fold. So a text with a `\u` escape or a character beyond ASCII is not
 * told apart here, nor is a record that was stored without its form.
 */
export function neededTexts(rules: readonly Pick<SigmaRule, 'tree'>[]): string {
  const needed = sqlOr(rules.map(({ tree }) => sqlOf(needOf(tree))));
  return needed === '1' || needed.length > mostCharacters ? '1' : `(${untold} OR ${needed})`;
}

/** Longer conditions cost more than they spare. */
const mostCharacters = 200_000;

const untold = ['raw', 'record']
  .map((column) => `position(${column}, '\\\\u') > 0 OR lengthUTF8(${column}) != length(${column})`)
  .concat('record_form = 0')
  .join(' OR ');

/** Texts of which one must occur; all of some needs, or one of some. Null: anything may match. */
type Need =
  | { readonly kind: 'one-of'; readonly texts: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly needs: readonly Need[] }
  | null;

function needOf(node: RuleNode): Need {
  switch (node.kind) {
    case 'not':
      return null;
    case 'test':
      return needOfTest(node.test);
    case 'and': {
      const needs = node.nodes.map(needOf).filter((need) => need !== null);
      return needs.length === 0 ? null : { kind: 'all', needs };
    }
    case 'or': {
      const needs = node.nodes.map(needOf);
      const known = needs.filter((need) => need !== null);
      return known.length < needs.length ? null : joined(known);
    }
  }
}

/** One search for all texts where the needs are no more than that. */
function joined(needs: readonly NonNullable<Need>[]): Need {
  const texts = needs.flatMap((need) => (need.kind === 'one-of' ? need.texts : []));
  return needs.every(({ kind }) => kind === 'one-of') ? { kind: 'one-of', texts } : { kind: 'any', needs };
}

function needOfTest(test: ValueTest): Need {
  switch (test.kind) {
    case 'pattern': {
      const literals = foldPattern(test.pattern).flatMap((part) =>
        part.kind === 'literal' ? [part.text] : [],
      );
      const text = longest(literals.map(searchable));
      return text === null ? null : { kind: 'one-of', texts: [text] };
    }
    case 'regex': {
      const compiled = compileRegex(test.regex);
      const required = compiled.ok ? compiled.value.required : null;
      const texts = (required ?? []).map(searchable);
      const known = texts.filter((text) => text !== null);
      return known.length === 0 || known.length < texts.length ? null : { kind: 'one-of', texts: known };
    }
    default:
      return null;
  }
}

const longest = (texts: readonly (string | null)[]): string | null =>
  texts.reduce((best, text) => (text !== null && text.length > (best?.length ?? 0) ? text : best), null);

const shortest = 3;
/** A letter that no number is written with (`1e+21`). */
const letter = /[a-df-z]/;

/** The longest part of a folded literal that every JSON text holds as it is. */
function searchable(literal: string): string | null {
  const parts = literal.match(/[a-z0-9_.@ -]+/g) ?? [];
  const text = longest(parts.filter((part) => part.length >= shortest && letter.test(part)));
  // A number that is too large for a double is read as this, and is written otherwise.
  return text === null || 'infinity'.includes(text) ? null : text;
}

/** Most texts that ClickHouse searches for at once. */
const mostAtOnce = 250;

function sqlOf(need: Need): string {
  if (need === null) return '1';
  if (need.kind !== 'one-of') {
    const parts = need.needs.map(sqlOf);
    return need.kind === 'all' ? sqlAnd(parts) : sqlOr(parts);
  }
  const texts = [...new Set(need.texts)];
  const parts: string[] = [];
  for (let at = 0; at < texts.length; at += mostAtOnce) {
    const some = sqlTexts(texts.slice(at, at + mostAtOnce));
    parts.push(
      `multiSearchAnyCaseInsensitive(raw, ${some})`,
      `multiSearchAnyCaseInsensitive(record, ${some})`,
    );
  }
  return sqlOr(parts);
}

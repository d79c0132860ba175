import { unreachable } from '../../kernel/index.ts';
import type { Json, JsonObject } from '../event-types.ts';
import { allTexts, findField, isNull, namesOf, textsOf, type FieldAliases } from './field.ts';
import { fold } from './fold.ts';
import { inNetwork } from './network.ts';
import { dashes, foldPattern, type Pattern, type PatternPart } from './pattern.ts';
import { compileRegex } from './regex/index.ts';
import { compare, readNumber, timePart } from './time-part.ts';
import type { ReferenceMode, RuleNode, ValueTest } from './rule.ts';

/**
 * Evaluates a rule's tree on a record by walking it: the plain reading of the specification, against which the
 * compiled matcher is tested, and from which explanations are made.
 */
export function evaluate(node: RuleNode, record: JsonObject, aliases: FieldAliases): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((child) => evaluate(child, record, aliases));
    case 'or':
      return node.nodes.some((child) => evaluate(child, record, aliases));
    case 'not':
      return !evaluate(node.node, record, aliases);
    case 'test':
      return matchingText(node.field, node.test, record, aliases) !== null;
  }
}

/** The text that makes a test hold (empty for `null` and `exists`), or null when it does not hold. */
export function matchingText(
  field: string | null,
  test: ValueTest,
  record: JsonObject,
  aliases: FieldAliases,
): string | null {
  if (field === null) return allTexts(record).find((text) => testText(test, text, record, aliases)) ?? null;
  const value: Json | undefined = findField(record, namesOf(field, aliases));
  if (test.kind === 'exists') return (value !== undefined) === test.expected ? '' : null;
  if (test.kind === 'null') return isNull(value) ? '' : null;
  return textsOf(value).find((text) => testText(test, text, record, aliases)) ?? null;
}

function testText(test: ValueTest, text: string, record: JsonObject, aliases: FieldAliases): boolean {
  switch (test.kind) {
    case 'pattern':
      return test.cased
        ? matchesPattern(test.pattern, text)
        : matchesPattern(foldPattern(test.pattern), fold(text));
    case 'regex': {
      const compiled = compileRegex(test.regex);
      return compiled.ok && compiled.value.test(text);
    }
    case 'cidr':
      return inNetwork(test.network, text);
    case 'compare': {
      const number = readNumber(text);
      return number !== null && compare(test.operator, number, test.value);
    }
    case 'time-part': {
      const part = timePart(test.part, text);
      return part !== null && compare(test.operator, part, test.value);
    }
    case 'field-reference': {
      const others = textsOf(findField(record, namesOf(test.other, aliases)));
      return others.some((other) =>
        refers(test.mode, test.cased ? text : fold(text), test.cased ? other : fold(other)),
      );
    }
    case 'null':
    case 'exists':
      return false;
    default:
      return unreachable(test);
  }
}

/** Compares two fields' texts. */
export function refers(mode: ReferenceMode, text: string, other: string): boolean {
  switch (mode) {
    case 'equals':
      return text === other;
    case 'startswith':
      return text.startsWith(other);
    case 'endswith':
      return text.endsWith(other);
    case 'contains':
      return text.includes(other);
    default:
      return unreachable(mode);
  }
}

/** Matches by keeping the set of positions that each part can end at: time is text times pattern, whatever the text. */
function matchesPattern(pattern: Pattern, text: string): boolean {
  let ends: ReadonlySet<number> = new Set([0]);
  for (const part of pattern) {
    ends = advance(part, ends, text);
    if (ends.size === 0) return false;
  }
  return ends.has(text.length);
}

function advance(part: PatternPart, starts: ReadonlySet<number>, text: string): ReadonlySet<number> {
  const ends = new Set<number>();
  if (part.kind === 'any') {
    for (let at = Math.min(...starts); at <= text.length; at += 1) ends.add(at);
    return ends;
  }
  for (const at of starts) {
    if (part.kind === 'literal' && text.startsWith(part.text, at)) ends.add(at + part.text.length);
    if (part.kind === 'dash' && dashes.some((dash) => text.charAt(at) === dash)) ends.add(at + 1);
    if (part.kind === 'one' && at < text.length)
      ends.add(at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
  }
  return ends;
}

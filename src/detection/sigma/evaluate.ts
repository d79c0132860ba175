import { unreachable } from '../../kernel/index.ts';
import { isNull, type FieldAliases } from './field.ts';
import { inNetwork } from './network.ts';
import { dashes, foldPattern, type Pattern, type PatternPart } from './pattern.ts';
import { compileRegex } from './regex/index.ts';
import type { Reading } from './reading.ts';
import type { ReferenceMode, RuleNode, ValueTest } from './rule.ts';
import { compare, readNumber, timePart } from './time-part.ts';

/**
 * Evaluates a rule's tree on a record by walking it: the plain reading of the specification, against which the
 * compiled matcher is tested, and from which explanations are made.
 */
export function evaluate(node: RuleNode, reading: Reading, aliases: FieldAliases): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((child) => evaluate(child, reading, aliases));
    case 'or':
      return node.nodes.some((child) => evaluate(child, reading, aliases));
    case 'not':
      return !evaluate(node.node, reading, aliases);
    case 'test':
      return matchingText(node.field, node.test, reading, aliases) !== null;
  }
}

/** The text that makes a test hold (empty for `null` and `exists`), or null when it does not hold. */
export function matchingText(
  field: string | null,
  test: ValueTest,
  reading: Reading,
  aliases: FieldAliases,
): string | null {
  if (field === null)
    return reading.everyText().find((text) => testText(test, text, reading, aliases)) ?? null;
  const { value, texts } = reading.field(field, aliases);
  if (test.kind === 'exists') return (value !== undefined) === test.expected ? '' : null;
  if (test.kind === 'null') return isNull(value) ? '' : null;
  return texts.find((text) => testText(test, text, reading, aliases)) ?? null;
}

function testText(test: ValueTest, text: string, reading: Reading, aliases: FieldAliases): boolean {
  switch (test.kind) {
    case 'pattern':
      return test.cased
        ? matchesPattern(test.pattern, text)
        : matchesPattern(foldedPattern(test), reading.folded(text));
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
      const read = (own: string): string => (test.cased ? own : reading.folded(own));
      return reading
        .field(test.other, aliases)
        .texts.some((other) => refers(test.mode, read(text), read(other)));
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

const foldedPatterns = new WeakMap<PatternTest, Pattern>();

type PatternTest = Extract<ValueTest, { readonly kind: 'pattern' }>;

/** A test's pattern with its case folded, made once. */
function foldedPattern(test: PatternTest): Pattern {
  const known = foldedPatterns.get(test);
  if (known !== undefined) return known;
  const made = foldPattern(test.pattern);
  foldedPatterns.set(test, made);
  return made;
}

/** Where the parts read so far can end: at some places of the text, or anywhere from one on. */
type Ends =
  | { readonly kind: 'places'; readonly places: ReadonlySet<number> }
  | { readonly kind: 'from'; readonly place: number };

/** Matches by keeping every place that each part can end at: time is text times pattern, whatever the text. */
function matchesPattern(pattern: Pattern, text: string): boolean {
  let ends: Ends = { kind: 'places', places: new Set([0]) };
  for (const part of pattern) {
    ends = advance(part, ends, text);
    if (ends.kind === 'places' && ends.places.size === 0) return false;
  }
  return ends.kind === 'from' ? ends.place <= text.length : ends.places.has(text.length);
}

function advance(part: PatternPart, starts: Ends, text: string): Ends {
  if (part.kind === 'any')
    return starts.kind === 'from' ? starts : { kind: 'from', place: Math.min(...starts.places) };
  const places = new Set<number>();
  for (const at of startsOf(part, starts, text)) {
    if (part.kind === 'literal' && text.startsWith(part.text, at)) places.add(at + part.text.length);
    if (part.kind === 'dash' && dashes.some((dash) => text.charAt(at) === dash)) places.add(at + 1);
    if (part.kind === 'one' && at < text.length)
      places.add(at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
  }
  return { kind: 'places', places };
}

/** The places at which a part may begin. */
function* startsOf(part: PatternPart, starts: Ends, text: string): Iterable<number> {
  if (starts.kind === 'places') yield* starts.places;
  else if (part.kind === 'literal')
    for (let at = text.indexOf(part.text, starts.place); at >= 0; at = text.indexOf(part.text, at + 1))
      yield at;
  else for (let at = starts.place; at < text.length; at += 1) yield at;
}

import {
  charSet,
  complement,
  digits,
  ignoringCase,
  lastCodePoint,
  single,
  spaces,
  wordChars,
  type CharSet,
} from './char-set.ts';

/** A pattern as a tree. `max` may be Infinity. */
export type RegexNode =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'anchor'; readonly source: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max: number };

export interface RegexFlags {
  readonly ignoreCase: boolean;
  /** `^` and `$` also match at line breaks. */
  readonly multiline: boolean;
  /** `.` also matches a line feed. */
  readonly dotAll: boolean;
}

/** Bound on nesting and on repeat counts: what lies beyond is left to RE2. */
const maxDepth = 40;
const maxRepeat = 1_000;

/** Ends the reading of a pattern that uses anything outside the part of the syntax where RE2 and this reader agree. */
class Unread extends Error {}

/**
 * Reads the common part of regular expression syntax; null when the pattern uses anything else. Null is no error: the
 * pattern then runs on RE2 without a literal pre-filter.
 */
export function parseRegex(source: string, flags: RegexFlags): { node: RegexNode; flags: RegexFlags } | null {
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const named = inline?.[1] ?? '';
  const all: RegexFlags = {
    ignoreCase: flags.ignoreCase || named.includes('i'),
    multiline: flags.multiline || named.includes('m'),
    dotAll: flags.dotAll || named.includes('s'),
  };
  const reader: Reader = { source, flags: all, at: inline?.[0].length ?? 0, depth: 0 };
  try {
    const node = choice(reader);
    return reader.at === source.length ? { node, flags: all } : null;
  } catch (error) {
    if (error instanceof Unread) return null;
    throw error;
  }
}

function unread(): never {
  throw new Unread();
}

interface Reader {
  readonly source: string;
  readonly flags: RegexFlags;
  at: number;
  depth: number;
}

const peek = (reader: Reader): string => reader.source.charAt(reader.at);
const ahead = (reader: Reader): string => reader.source.slice(reader.at, reader.at + 12);

const chars = (reader: Reader, set: CharSet): RegexNode => ({
  kind: 'chars',
  set: reader.flags.ignoreCase ? (ignoringCase(set) ?? unread()) : set,
});

function choice(reader: Reader): RegexNode {
  reader.depth += 1;
  if (reader.depth > maxDepth) unread();
  const nodes = [sequence(reader)];
  while (peek(reader) === '|') {
    reader.at += 1;
    nodes.push(sequence(reader));
  }
  reader.depth -= 1;
  const [first] = nodes;
  return nodes.length === 1 && first !== undefined ? first : { kind: 'choice', nodes };
}

function sequence(reader: Reader): RegexNode {
  const nodes: RegexNode[] = [];
  while (reader.at < reader.source.length && peek(reader) !== '|' && peek(reader) !== ')') {
    nodes.push(repeat(reader, atom(reader)));
  }
  return { kind: 'sequence', nodes };
}

function repeat(reader: Reader, node: RegexNode): RegexNode {
  const count = readCount(reader);
  if (count === null) return node;
  if (node.kind === 'anchor') unread();
  if (peek(reader) === '?') reader.at += 1;
  if (/^([*+?]|\{\d+(,\d*)?\})/.test(ahead(reader))) unread();
  return { kind: 'repeat', node, ...count };
}

function readCount(reader: Reader): { min: number; max: number } | null {
  const found = /^(?:[*+?]|\{(\d{1,4})(,(\d{0,4}))?\})/.exec(ahead(reader));
  if (found === null) return null;
  reader.at += found[0].length;
  if (found[0] === '*') return { min: 0, max: Infinity };
  if (found[0] === '+') return { min: 1, max: Infinity };
  if (found[0] === '?') return { min: 0, max: 1 };
  const min = Number(found[1]);
  const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
  return min > maxRepeat || max < min || (max !== Infinity && max > maxRepeat) ? unread() : { min, max };
}

function atom(reader: Reader): RegexNode {
  const code = reader.source.codePointAt(reader.at) ?? unread();
  const char = String.fromCodePoint(code);
  reader.at += char.length;
  if (char === '(') return group(reader);
  if (char === '[') return chars(reader, readClass(reader));
  if (char === '.') return { kind: 'chars', set: reader.flags.dotAll ? everything : notNewline };
  if (char === '^' || char === '$') return { kind: 'anchor', source: char };
  if (char === '*' || char === '+' || char === '?') unread();
  if (char !== '\\') return chars(reader, single(code));
  const escaped = peek(reader);
  if (escaped !== 'b' && escaped !== 'B') return chars(reader, readEscape(reader));
  reader.at += 1;
  return { kind: 'anchor', source: escaped === 'b' ? '\\b' : '\\B' };
}

function group(reader: Reader): RegexNode {
  if (peek(reader) === '?') {
    if (reader.source.charAt(reader.at + 1) !== ':') unread();
    reader.at += 2;
  }
  const node = choice(reader);
  if (peek(reader) !== ')') unread();
  reader.at += 1;
  return node;
}

function readEscape(reader: Reader): CharSet {
  const char = peek(reader);
  reader.at += 1;
  // RE2 folds the set before it takes the complement, which then holds part of what lies outside ASCII.
  if (char === 'W' && reader.flags.ignoreCase) unread();
  const known = escapes.get(char);
  if (known !== undefined) return known;
  const hex = reader.source.slice(reader.at, reader.at + 2);
  if (char === 'x' && /^[0-9a-f]{2}$/i.test(hex)) {
    reader.at += 2;
    return single(Number.parseInt(hex, 16));
  }
  return /[!-/:-@[-`{-~ ]/.test(char) ? single(char.charCodeAt(0)) : unread();
}

function readClass(reader: Reader): CharSet {
  const negated = peek(reader) === '^';
  if (negated) reader.at += 1;
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; first || peek(reader) !== ']'; first = false) ranges.push(...classItem(reader));
  reader.at += 1;
  const set = charSet(ranges);
  if (!negated) return set;
  return complement(reader.flags.ignoreCase ? (ignoringCase(set) ?? unread()) : set);
}

function classItem(reader: Reader): CharSet {
  const low = classChar(reader);
  if (peek(reader) !== '-' || reader.source.charAt(reader.at + 1) === ']') return low;
  reader.at += 1;
  const high = classChar(reader);
  const from = onlyCode(low);
  const to = onlyCode(high);
  return from > to ? unread() : [[from, to]];
}

function classChar(reader: Reader): CharSet {
  const code = reader.source.codePointAt(reader.at) ?? unread();
  reader.at += code > 0xffff ? 2 : 1;
  if (code === 0x5c) return readEscape(reader);
  if (code === 0x5b && peek(reader) === ':') unread();
  return single(code);
}

function onlyCode(set: CharSet): number {
  const [first] = set;
  return set.length === 1 && first?.[0] === first?.[1] && first !== undefined ? first[0] : unread();
}

const everything: CharSet = [[0, lastCodePoint]];
const notNewline = complement(single(0x0a));

const escapes: ReadonlyMap<string, CharSet> = new Map([
  ['d', digits],
  ['D', complement(digits)],
  ['s', spaces],
  ['S', complement(spaces)],
  ['w', wordChars],
  ['W', complement(wordChars)],
  ['n', single(0x0a)],
  ['r', single(0x0d)],
  ['t', single(0x09)],
  ['f', single(0x0c)],
  ['v', single(0x0b)],
]);

import { refuse, type DocumentPath } from './refusal.ts';
import type { ConditionBuilder } from './tree-builder.ts';

/** Bounds on what one condition may hold. */
const maxConditionLength = 16_384;
const maxConditionDepth = 64;

/** The search identifiers of one document, in the order in which they are written. */
export type Selections<Node> = ReadonlyMap<string, Node>;

/**
 * Parses a condition (Sigma 2.1, rules, condition). Binding, from least to most: `or`, `and`, `not`, `x of`, brackets.
 * Refuses with `condition_syntax`, `condition_unknown_identifier` or `condition_aggregation`.
 */
export function parseCondition<Node>(
  text: string,
  selections: Selections<Node>,
  path: DocumentPath,
  builder: ConditionBuilder<Node>,
): Node {
  if (text.length > maxConditionLength)
    refuse('condition_syntax', `The condition is longer than ${maxConditionLength} characters.`, path);
  if (text.includes('|')) {
    refuse(
      'condition_aggregation',
      'The condition pipes into an aggregation, which Sigma 2 replaced by correlation rules.',
      path,
    );
  }
  const reader: Reader<Node> = { words: tokenize(text, path), selections, path, builder, at: 0, depth: 0 };
  const node = either(reader);
  const extra = peek(reader);
  if (extra !== undefined) refuse('condition_syntax', `Unexpected "${extra}" in the condition.`, path);
  return node;
}

function tokenize(text: string, path: DocumentPath): readonly string[] {
  const words: string[] = [];
  const pattern = /\s*([()]|[^\s()]+)/y;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const found = pattern.exec(text);
    if (found?.[1] === undefined) refuse('condition_syntax', 'The condition cannot be read.', path);
    words.push(found[1]);
  }
  if (words.length === 0) refuse('condition_syntax', 'The condition is empty.', path);
  return words;
}

interface Words {
  readonly words: readonly string[];
  at: number;
}

interface Reader<Node> extends Words {
  readonly selections: Selections<Node>;
  readonly path: DocumentPath;
  readonly builder: ConditionBuilder<Node>;
  depth: number;
}

const peek = (reader: Words): string | undefined => reader.words[reader.at];
const isNext = (reader: Words, word: string): boolean => peek(reader)?.toLowerCase() === word;

const either = <Node>(reader: Reader<Node>): Node => readList(reader, 'or', both, reader.builder.anyOf);
const both = <Node>(reader: Reader<Node>): Node => readList(reader, 'and', unary, reader.builder.allOf);

function readList<Node>(
  reader: Reader<Node>,
  word: string,
  next: (reader: Reader<Node>) => Node,
  join: (nodes: readonly Node[]) => Node,
): Node {
  const nodes = [next(reader)];
  while (isNext(reader, word)) {
    reader.at += 1;
    nodes.push(next(reader));
  }
  return join(nodes);
}

function unary<Node>(reader: Reader<Node>): Node {
  if (!isNext(reader, 'not') || reader.selections.has(peek(reader) ?? '')) return primary(reader);
  reader.at += 1;
  return nested(reader, () => reader.builder.negate(unary(reader)));
}

function nested<Node>(reader: Reader<Node>, next: (reader: Reader<Node>) => Node): Node {
  reader.depth += 1;
  if (reader.depth > maxConditionDepth) {
    refuse('condition_syntax', `The condition nests deeper than ${maxConditionDepth}.`, reader.path);
  }
  const node = next(reader);
  reader.depth -= 1;
  return node;
}

function primary<Node>(reader: Reader<Node>): Node {
  const word = peek(reader);
  if (word === undefined) {
    return refuse(
      'condition_syntax',
      'The condition ends where a search identifier is expected.',
      reader.path,
    );
  }
  reader.at += 1;
  if (word === '(') {
    const node = nested(reader, either);
    if (peek(reader) !== ')')
      refuse('condition_syntax', 'A bracket of the condition is not closed.', reader.path);
    reader.at += 1;
    return node;
  }
  if (isNext(reader, 'of') && !reader.selections.has(word)) return quantified(reader, word.toLowerCase());
  return reader.selections.get(word) ?? unknownWord(word, reader.path);
}

function unknownWord(word: string, path: DocumentPath): never {
  if (word === ')' || /^(and|or|not|of|near)$/i.test(word)) {
    refuse('condition_syntax', `Unexpected "${word}" in the condition.`, path);
  }
  return refuse(
    'condition_unknown_identifier',
    `The condition names "${word}", which the detection does not define.`,
    path,
  );
}

function quantified<Node>(reader: Reader<Node>, quantity: string): Node {
  const { path } = reader;
  if (quantity !== '1' && quantity !== 'any' && quantity !== 'all') {
    refuse('condition_syntax', `"${quantity} of" is not Sigma: write "1 of" or "all of".`, path);
  }
  reader.at += 1;
  const target = peek(reader);
  if (target === undefined || target === ')' || target === '(') {
    return refuse('condition_syntax', `"${quantity} of" names no search identifiers.`, path);
  }
  reader.at += 1;
  const nodes = select(target, reader.selections);
  if (nodes.length === 0) {
    refuse(
      'condition_unknown_identifier',
      `No search identifier of the detection is meant by "${target}".`,
      path,
    );
  }
  return quantity === 'all' ? reader.builder.allOf(nodes) : reader.builder.anyOf(nodes);
}

/** `them` and patterns leave out identifiers that begin with an underscore, unless the pattern itself begins with one. */
function select<Node>(target: string, selections: Selections<Node>): Node[] {
  const everything = target.toLowerCase() === 'them' && !selections.has(target);
  const pattern = everything ? '*' : target;
  const chosen = [...selections].filter(
    ([name]) =>
      (pattern.startsWith('_') || !name.startsWith('_') || name === pattern) && matchesName(pattern, name),
  );
  return chosen.map(([, node]) => node);
}

function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const [head = '', ...rest] = pieces;
  if (rest.length === 0) return name === pattern;
  const tail = rest.pop() ?? '';
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  let from = head.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= name.length - tail.length;
}

import { err, ok, type Result } from '../../kernel/index.ts';
import { readTerm, readWord } from './parse-term.ts';
import type { Query, QueryError } from './query.ts';
import { tokenize, type Token } from './tokens.ts';

/** Bounds of a query: characters, terms, and parentheses within each other. */
export const maxQueryLength = 2_000;
export const maxTerms = 64;
export const maxNesting = 12;

/**
 * Reads a search: words and `"phrases"` look in the raw record, `field:value` in a field, `field>=value` compares;
 * blanks mean and, `OR` between, `-` or `NOT` before, parentheses group. `*` and `?` are wildcards in unquoted values;
 * `field:*` asks whether there is a value. Case never matters. An empty text is every event. Gives an error with its
 * place for anything else.
 */
export function parseQuery(text: string): Result<Query, QueryError> {
  if (text.length > maxQueryLength) {
    const message = `The query is longer than ${maxQueryLength} characters; shorten it.`;
    return err({
      code: 'query_too_long',
      message,
      position: maxQueryLength,
      length: text.length - maxQueryLength,
    });
  }
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const terms = tokens.value.filter((token) => token.kind === 'value');
  const last = terms[maxTerms];
  if (last !== undefined)
    return err(tooComplex(last, `The query has more than ${maxTerms} terms; split it.`));
  const reader: Reader = { tokens: tokens.value, end: text.length, at: 0 };
  if (tokens.value.length === 0) return ok({ kind: 'all' });
  const query = readOr(reader, 0);
  if (!query.ok) return query;
  const rest = reader.tokens[reader.at];
  return rest === undefined ? query : err(unexpected(rest));
}

interface Reader {
  readonly tokens: readonly Token[];
  /** Length of the text: where "the end" is. */
  readonly end: number;
  at: number;
}

function tooComplex(token: Token, message: string): QueryError {
  return { code: 'query_too_complex', message, position: token.position, length: token.length };
}

function unexpected(token: Token): QueryError {
  const what =
    token.kind === 'close' ? 'This ")" closes nothing; remove it.' : 'This does not belong here; remove it.';
  return { code: 'unexpected_text', message: what, position: token.position, length: token.length };
}

const atEnd = (reader: Reader, message: string): QueryError => ({
  code: 'unexpected_end',
  message,
  position: reader.end,
  length: 0,
});

function readOr(reader: Reader, depth: number): Result<Query, QueryError> {
  const parts: Query[] = [];
  do {
    const part = readAnd(reader, depth);
    if (!part.ok) return part;
    parts.push(part.value);
  } while (take(reader, 'or'));
  return ok(joined('or', parts));
}

function readAnd(reader: Reader, depth: number): Result<Query, QueryError> {
  const parts: Query[] = [];
  for (;;) {
    const part = readNot(reader, depth);
    if (!part.ok) return part;
    parts.push(part.value);
    if (take(reader, 'and')) continue;
    const next = reader.tokens[reader.at]?.kind;
    if (next === undefined || next === 'or' || next === 'close') return ok(joined('and', parts));
  }
}

function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind, parts };
}

/** Any number of negations, then a term or a group. */
function readNot(reader: Reader, depth: number): Result<Query, QueryError> {
  let negated = false;
  while (take(reader, 'not')) negated = !negated;
  const part = readPrimary(reader, depth);
  return part.ok && negated ? ok({ kind: 'not', part: part.value }) : part;
}

function readPrimary(reader: Reader, depth: number): Result<Query, QueryError> {
  const token = reader.tokens[reader.at];
  if (token === undefined) return err(atEnd(reader, 'The query ends too early; add a word or a field.'));
  reader.at += 1;
  switch (token.kind) {
    case 'value':
      return readWord(token.value, token);
    case 'field': {
      const value = reader.tokens[reader.at];
      if (value?.kind !== 'value') {
        const message = `"${token.name}" has no value; write one after it.`;
        return err(value === undefined ? atEnd(reader, message) : { ...unexpected(value), message });
      }
      reader.at += 1;
      return readTerm(token, value.value, value);
    }
    case 'open':
      return readGroup(reader, token, depth + 1);
    case 'close':
    case 'and':
    case 'or':
    case 'not':
      return err(unexpected(token));
  }
}

function readGroup(reader: Reader, open: Token, depth: number): Result<Query, QueryError> {
  if (depth > maxNesting)
    return err(tooComplex(open, `Parentheses nest deeper than ${maxNesting}; simplify the query.`));
  const inner = readOr(reader, depth);
  if (!inner.ok) return inner;
  if (take(reader, 'close')) return inner;
  return err(atEnd(reader, 'A "(" is not closed; add a ")".'));
}

function take(reader: Reader, kind: Token['kind']): boolean {
  if (reader.tokens[reader.at]?.kind !== kind) return false;
  reader.at += 1;
  return true;
}

import { err, ok, type Result } from '../../kernel/index.ts';
import { operators, type Operator, type QueryError } from './query.ts';

/** A piece of a query. `position` and `length` are where it stands in the text. */
export type Token = { readonly position: number; readonly length: number } & (
  | { readonly kind: 'open' | 'close' | 'not' | 'and' | 'or' }
  /** A word or a quoted text; `escaped` says which characters are not wildcards. */
  | { readonly kind: 'value'; readonly value: TokenValue }
  /** `name:` or `name>=`; its value is the next token. */
  | { readonly kind: 'field'; readonly name: string; readonly operator: Operator }
);

/** Text with the places of its wildcards; a quoted text has none. */
export interface TokenValue {
  readonly text: string;
  readonly wildcards: readonly number[];
  readonly quoted: boolean;
}

/** Cuts a query into tokens; never more of them than characters. */
export function tokenize(text: string): Result<readonly Token[], QueryError> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at += 1;
      continue;
    }
    const read = readToken(text, at, code, tokens.at(-1));
    if (!read.ok) return read;
    tokens.push(read.value);
    at = read.value.position + read.value.length;
  }
  return ok(tokens);
}

function readToken(
  text: string,
  at: number,
  code: number,
  before: Token | undefined,
): Result<Token, QueryError> {
  const afterField = before?.kind === 'field';
  if (code === 40) return ok({ kind: 'open', position: at, length: 1 });
  if (code === 41) return ok({ kind: 'close', position: at, length: 1 });
  if (code === 34) return readQuoted(text, at);
  if (!afterField) {
    if (code === 45 && at + 1 < text.length && !isBlank(text.charCodeAt(at + 1))) {
      return ok({ kind: 'not', position: at, length: 1 });
    }
    const field = readField(text, at);
    if (field !== null) return ok(field);
  }
  const word = readWord(text, at);
  const plain = afterField ? '' : text.slice(at, at + word.length);
  if (plain === 'AND' || plain === '&&') return ok({ kind: 'and', position: at, length: word.length });
  if (plain === 'OR' || plain === '||') return ok({ kind: 'or', position: at, length: word.length });
  if (plain === 'NOT') return ok({ kind: 'not', position: at, length: word.length });
  return ok(word);
}

const isBlank = (code: number): boolean => code <= 32 || code === 0xa0;

/** `[A-Za-z_]` then letters, digits and `_.@#$-`, then an operator that something follows. */
function readField(text: string, start: number): Token | null {
  let end = start;
  while (end < text.length && isNameCharacter(text.charCodeAt(end), end > start)) end += 1;
  if (end === start) return null;
  const operator = operatorAt(text, end);
  if (operator === null) return null;
  const length = end - start + operator.length;
  return { kind: 'field', name: text.slice(start, end), operator: operator.value, position: start, length };
}

function operatorAt(text: string, at: number): { readonly value: Operator; readonly length: number } | null {
  if (text.charCodeAt(at) === 58) {
    const inner = operatorAt(text, at + 1);
    if (inner !== null && text.charCodeAt(at + 1) !== 58)
      return { value: inner.value, length: inner.length + 1 };
    return { value: '=', length: 1 };
  }
  for (const operator of operators) {
    if (operator.length === 2 && text.startsWith(operator, at)) return { value: operator, length: 2 };
  }
  const one = operators.find((operator) => operator === text[at]);
  return one === undefined ? null : { value: one, length: 1 };
}

function isNameCharacter(code: number, inside: boolean): boolean {
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return true;
  return (
    inside &&
    ((code >= 48 && code <= 57) || code === 46 || code === 64 || code === 35 || code === 36 || code === 45)
  );
}

/** `"…"`; inside, `\"` and `\\` are escapes and any other backslash stands for itself. */
function readQuoted(text: string, start: number): Result<Token, QueryError> {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      const quoted = { text: value, wildcards: [], quoted: true };
      return ok({ kind: 'value', value: quoted, position: start, length: at + 1 - start });
    }
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '"' || next === '\\')) {
      value += next;
      at += 1;
    } else {
      value += char;
    }
  }
  return err({
    code: 'unclosed_quote',
    message: 'This quote is not closed; add a " at the end.',
    position: start,
    length: text.length - start,
  });
}

/** A word up to a blank, a parenthesis or a quote. `*` and `?` are wildcards; `\*`, `\?`, `\"`, `\(`, `\)`, `\\` are not. */
function readWord(text: string, start: number): Token {
  let value = '';
  const wildcards: number[] = [];
  let at = start;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isBlank(text.charCodeAt(at)) || char === '(' || char === ')' || char === '"') break;
    const next = text.charAt(at + 1);
    if (char === '\\' && next !== '' && '*?"()\\'.includes(next)) {
      value += next;
      at += 1;
      continue;
    }
    if (char === '*' || char === '?') wildcards.push(value.length);
    value += char;
  }
  return {
    kind: 'value',
    value: { text: value, wildcards, quoted: false },
    position: start,
    length: at - start,
  };
}

/** Helpers for the box that events are searched with: what is being typed, and how a value is written. */

/** What stands at the caret: a word that may become a field, or the value of one. */
export interface TypedPlace {
  readonly kind: 'field' | 'value';
  /** The field whose value it is; empty for a field. */
  readonly field: string;
  /** What was typed of it, up to the caret and without its quote. */
  readonly prefix: string;
  /** The stretch of the text that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

const name = /[A-Za-z_][\w.@#$-]*/y;
const operator = /:?(?:!=|>=|<=|[=<>])|:/y;
const word = /(?:\\[*?"()\\]|[^\s\u00a0()"])+/y;
const blank = /[\s\u00a0]/;

/** Reads a query from its start to the caret as the server's parser cuts it; null inside a quoted text without a field. */
export function typedPlace(text: string, caret: number): TypedPlace | null {
  let field = '';
  for (let at = 0; at < caret;) {
    const char = text.charAt(at);
    if (blank.test(char)) at += 1;
    else if (char === '(' || char === ')') {
      field = '';
      at += 1;
    } else if (char === '"') {
      const end = endOfQuoted(text, at);
      if (end >= caret) {
        const place = { prefix: text.slice(at + 1, caret), from: at, to: Math.min(end, text.length) };
        return field === '' ? null : { kind: 'value', field, ...place, quoted: true };
      }
      field = '';
      at = end;
    } else if (field === '' && char === '-' && at + 1 < text.length && !blank.test(text.charAt(at + 1))) {
      at += 1;
    } else {
      const term = field === '' ? fieldAt(text, at) : null;
      const end = term?.nameEnd ?? endOf(word, text, at) ?? at + 1;
      if (end >= caret) {
        const place = { prefix: text.slice(at, caret), from: at, to: end, quoted: false };
        return { kind: field === '' ? 'field' : 'value', field, ...place };
      }
      field = term === null ? '' : text.slice(at, term.nameEnd);
      at = term?.end ?? end;
    }
  }
  const place = { prefix: '', from: caret, to: caret, quoted: false };
  return { kind: field === '' ? 'field' : 'value', field, ...place };
}

function fieldAt(text: string, at: number): { readonly nameEnd: number; readonly end: number } | null {
  const nameEnd = endOf(name, text, at);
  const end = nameEnd === null ? null : endOf(operator, text, nameEnd);
  return nameEnd === null || end === null ? null : { nameEnd, end };
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** The place behind the closing quote; behind the text, and one more, when there is none. */
function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length + 1;
}

/** Whether an operator follows a place already, so that a chosen field needs none. */
export function hasOperator(text: string, at: number): boolean {
  return endOf(operator, text, at) !== null;
}

const plainValue = /^[A-Za-z0-9_./@-]+$/;

/** A value as a query takes it: quoted where it has other characters than a plain word. */
export const writtenValue = (value: string): string =>
  plainValue.test(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Adds `field:value` to a query; a value with other characters is quoted. */
export const addTerm = (query: string, field: string, value: string, negate = false): string =>
  addCondition(query, `${negate ? 'NOT ' : ''}${field}:${writtenValue(value)}`);

/** Adds a condition to a query. One that holds an OR is put in parentheses, so that the condition is about all of it. */
export function addCondition(query: string, condition: string): string {
  const trimmed = query.trim();
  if (trimmed === '') return condition;
  const kept = /(^|[\s)])(OR|\|\|)([\s(]|$)/.test(trimmed) ? `(${trimmed})` : trimmed;
  return `${kept} AND ${condition}`;
}

/** Helpers for the box that events are searched with: what is being typed, and where a mistake is. */

export interface TypedField {
  /** The part of a field name that stands before the caret. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

const fieldCharacters = /[A-Za-z0-9_.@-]/;

/** The field name being typed at the caret; null inside quotes or after a colon (a value is typed there). */
export function typedField(text: string, caret: number): TypedField | null {
  const before = text.slice(0, caret);
  if (countQuotes(before) % 2 === 1) return null;
  let start = caret;
  while (start > 0 && fieldCharacters.test(text[start - 1] ?? '')) start -= 1;
  if (text[start - 1] === ':') return null;
  return { prefix: text.slice(start, caret), start, end: caret };
}

/** Puts a chosen field name, followed by a colon, where the typed part stood. */
export function completeField(
  text: string,
  typed: TypedField,
  name: string,
): { readonly text: string; readonly caret: number } {
  const tail = text.slice(typed.end);
  const insert = tail.startsWith(':') ? name : `${name}:`;
  return { text: text.slice(0, typed.start) + insert + tail, caret: typed.start + insert.length };
}

const plainValue = /^[A-Za-z0-9_./@-]+$/;

/** Adds `field:value` to a query; a value with other characters is quoted. */
export function addTerm(query: string, field: string, value: string, negate = false): string {
  const quoted = plainValue.test(value)
    ? value
    : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const term = `${negate ? 'NOT ' : ''}${field}:${quoted}`;
  const trimmed = query.trim();
  return trimmed === '' ? term : `${trimmed} AND ${term}`;
}

function countQuotes(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') count += 1;
  }
  return count;
}

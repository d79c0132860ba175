import type { Json, JsonObject } from '../event.ts';

/** Elements and parameters of one message that are kept; more are skipped (RFC 5424 sets no bound). */
const maxParameters = 256;

/** What was read, and the place after it. */
export interface ReadStructuredData {
  readonly elements: JsonObject | null;
  readonly end: number;
}

/**
 * RFC 5424, 6.3: `-`, or one or more `[id name="value" …]` where `\"`, `\\` and `\]` are escapes and any other
 * backslash stands for itself. Gives `{id: {name: value}}`; null when the text is not structured data.
 */
export function readStructuredData(text: string, start: number): ReadStructuredData | null {
  if (text.charCodeAt(start) === 45) {
    return start + 1 === text.length || text.charCodeAt(start + 1) === 32
      ? { elements: null, end: start + 1 }
      : null;
  }
  const elements: Record<string, Json> = Object.create(null) as Record<string, Json>;
  let at = start;
  let left = maxParameters;
  while (text.charCodeAt(at) === 91) {
    const idEnd = nameEnd(text, at + 1);
    if (idEnd === at + 1) return null;
    const parameters: Record<string, Json> = Object.create(null) as Record<string, Json>;
    elements[text.slice(at + 1, idEnd)] = parameters;
    at = idEnd;
    while (text.charCodeAt(at) === 32) {
      const equals = nameEnd(text, at + 1);
      if (text.charCodeAt(equals) !== 61 || text.charCodeAt(equals + 1) !== 34) return null;
      const close = valueEnd(text, equals + 2);
      if (close < 0) return null;
      left -= 1;
      if (left >= 0) parameters[text.slice(at + 1, equals)] = unescape(text.slice(equals + 2, close));
      at = close + 1;
    }
    if (text.charCodeAt(at) !== 93) return null;
    at += 1;
  }
  if (at === start || (at < text.length && text.charCodeAt(at) !== 32)) return null;
  return { elements, end: at };
}

/** SD-NAME: printable, without `=`, space, `]`, `"`; 32 characters by the standard, 64 here. */
function nameEnd(text: string, start: number): number {
  let at = start;
  for (; at < start + 64; at += 1) {
    const code = text.charCodeAt(at);
    if (!(code > 32 && code < 127) || code === 61 || code === 93 || code === 34) break;
  }
  return at;
}

/** Where the quote that ends a value is, −1 when there is none. */
function valueEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return at;
    if (code === 92) at += 1;
  }
  return -1;
}

const unescape = (value: string): string =>
  value.includes('\\') ? value.replace(/\\(["\\\]])/g, '$1') : value;

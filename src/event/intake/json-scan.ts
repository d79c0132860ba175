/** Deepest nesting that is followed; deeper text counts as no JSON. */
export const maxJsonDepth = 128;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const space = 0x20;
const bad = -1;

/** What closes each container that is open; filled anew by every scan. */
const closers = new Uint8Array(maxJsonDepth);

/**
 * Offset behind the JSON value (RFC 8259) that starts at `start`. When none ends before `end`: a negative number, whose
 * bitwise complement is an offset near which the text stopped being one. Text is checked byte by byte and nothing is
 * built, which costs a fraction of parsing it; strings may hold invalid UTF-8.
 */
export function endOfJson(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    at = skipJsonSpace(bytes, at, end);
    const byte = bytes[at];
    let next: number;
    if (byte === openBrace || byte === openBracket) {
      if (depth === maxJsonDepth) return ~at;
      const closer = byte + 2; // in ASCII, both braces and brackets close two behind
      closers[depth] = closer;
      depth += 1;
      at = skipJsonSpace(bytes, at + 1, end);
      if (at >= end) return ~at;
      if (bytes[at] !== closer) {
        next = closer === closeBrace ? endOfKey(bytes, at, end) : at;
        if (next === bad) return ~at;
        at = next;
        continue;
      }
    } else {
      next = endOfScalar(bytes, at, end);
      if (next === bad) return ~at;
      if (depth === 0) return next;
      at = skipJsonSpace(bytes, next, end);
    }
    while (at < end && bytes[at] === closers[depth - 1]) {
      depth -= 1;
      if (depth === 0) return at + 1;
      at = skipJsonSpace(bytes, at + 1, end);
    }
    if (at >= end || bytes[at] !== comma) return ~at;
    at += 1;
    if (closers[depth - 1] !== closeBrace) continue;
    next = endOfKey(bytes, skipJsonSpace(bytes, at, end), end);
    if (next === bad) return ~at;
    at = next;
  }
}

/** Offset of the first byte that is no JSON white space. */
export function skipJsonSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte > space || (byte !== space && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    at += 1;
  }
  return at;
}

/** A key with its colon. */
function endOfKey(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== quote) return bad;
  const behind = endOfString(bytes, at, end);
  if (behind === bad) return bad;
  const colonAt = skipJsonSpace(bytes, behind, end);
  return colonAt < end && bytes[colonAt] === colon ? colonAt + 1 : bad;
}

function endOfScalar(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return bad;
  const byte = bytes[at] ?? 0;
  if (byte === quote) return endOfString(bytes, at, end);
  if (byte === minus || (byte >= zero && byte <= nine)) return endOfNumber(bytes, at, end);
  const word = words[byte];
  if (word === undefined || at + word.length > end) return bad;
  for (let index = 1; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return bad;
  return at + word.length;
}

/** The literal names by their first letter. */
const words: readonly (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const word = ['true', 'false', 'null'].find((name) => name.charCodeAt(0) === byte);
  return word === undefined ? undefined : Buffer.from(word);
});

function endOfString(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) return at + 1;
    if (byte < space) return bad;
    if (byte !== backslash) {
      at += 1;
      continue;
    }
    const escaped = bytes[at + 1] ?? 0;
    if (escaped === 0x75 /* u */) {
      for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHex(bytes[digit] ?? 0)) return bad;
      at += 6;
    } else {
      if (!escapes.includes(escaped)) return bad;
      at += 2;
    }
  }
  return bad;
}

const escapes = Buffer.from('"\\/bfnrt');

const isHex = (byte: number): boolean =>
  (byte >= zero && byte <= nine) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

function endOfNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === minus ? start + 1 : start;
  const whole = skipDigits(bytes, at, end);
  if (whole === at || (bytes[at] === zero && whole > at + 1)) return bad;
  at = whole;
  if (at < end && bytes[at] === point) {
    const fraction = skipDigits(bytes, at + 1, end);
    if (fraction === at + 1) return bad;
    at = fraction;
  }
  if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65 /* e */) {
    const sign = bytes[at + 1] === plus || bytes[at + 1] === minus ? at + 2 : at + 1;
    at = skipDigits(bytes, sign, end);
    if (at === sign) return bad;
  }
  return at;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) >= zero && (bytes[at] ?? 0) <= nine) at += 1;
  return at;
}

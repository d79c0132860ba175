/** A set of code points as sorted, separate ranges, both ends included. */
export type CharSet = readonly (readonly [number, number])[];

export const lastCodePoint = 0x10ffff;

/** Sorts and joins ranges. */
export function charSet(ranges: CharSet): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = result.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}

export const single = (code: number): CharSet => [[code, code]];

export function complement(set: CharSet): CharSet {
  const result: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) result.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= lastCodePoint) result.push([next, lastCodePoint]);
  return result;
}

export const disjoint = (left: CharSet, right: CharSet): boolean =>
  left.every(([low, high]) => right.every(([from, to]) => high < from || to < low));

/**
 * Adds the other case of every ASCII letter, with the two code points outside ASCII that fold onto ASCII letters
 * (long s, Kelvin sign). Null when the set holds part of what lies outside ASCII: that is left to RE2.
 */
export function ignoringCase(set: CharSet): CharSet | null {
  const result = [...set];
  for (const [low, high] of set) {
    if (high > 0x7f && !(low <= 0x80 && high === lastCodePoint)) return null;
    for (let code = low; code <= Math.min(high, 0x7a); code += 1) result.push(...otherCases(code));
  }
  return charSet(result);
}

function otherCases(code: number): CharSet {
  const upper = code >= 0x41 && code <= 0x5a;
  const lower = code >= 0x61 && code <= 0x7a;
  if (!upper && !lower) return [];
  const small = upper ? code + 32 : code;
  const extra = small === 0x73 ? [single(0x17f)] : small === 0x6b ? [single(0x212a)] : [];
  return [[upper ? code + 32 : code - 32, upper ? code + 32 : code - 32], ...extra.flat()];
}

/** The set as a class for a JavaScript pattern without the `u` flag: what lies outside the basic plane is left out. */
export function toSource(set: CharSet): string {
  const basic = set
    .filter(([low]) => low <= 0xffff)
    .map(([low, high]) => [low, Math.min(high, 0xffff)] as const);
  return `[${basic.map(([low, high]) => (low === high ? escape(low) : `${escape(low)}-${escape(high)}`)).join('')}]`;
}

const escape = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

/** RE2's `\d`, `\s` and `\w`: ASCII. */
export const digits: CharSet = [[0x30, 0x39]];
export const spaces: CharSet = charSet([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]);
export const wordChars: CharSet = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);

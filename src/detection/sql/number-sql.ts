/** What JavaScript's `trim` takes away (ECMA-262, WhiteSpace and LineTerminator). */
const blank = String.raw`[\\s\\x{0b}\\x{a0}\\x{feff}\\x{2028}\\x{2029}\\p{Zs}]*`;
const decimal = String.raw`[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?`;

/** Most hexadecimal digits that are read. */
const maxHexDigits = 16;

/** Whether a text may be a number that `readNumber` reads and `numberSql` does not: binary, octal, longer hexadecimal. */
export const isOtherNumber = (text: string): string =>
  `match(${text}, '^${blank}0(?:[bBoO]|[xX][0-9a-fA-F]{${maxHexDigits + 1}})')`;

/**
 * A text as a number, as `readNumber` reads it: decimal, exponent or `0x`; NULL when it is none. The statement needs
 * `precise_float_parsing`.
 */
export function numberSql(text: string): string {
  const hex = `extract(${text}, '^${blank}0[xX]([0-9a-fA-F]{1,${maxHexDigits}})${blank}$')`;
  const plain = `extract(${text}, '^${blank}(${decimal})${blank}$')`;
  const ofHex = `toFloat64(reinterpretAsUInt64(reverse(unhex(leftPad(${hex}, ${maxHexDigits}, '0')))))`;
  const finite = `if(isFinite(assumeNotNull(toFloat64OrNull(${plain}))), toFloat64OrNull(${plain}), NULL)`;
  return `if(${hex} != '', ${ofHex}, ${finite})`;
}

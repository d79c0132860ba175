import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeQr, multiply } from './qr.ts';

type Modules = readonly (readonly boolean[])[];

/** A reader of our codes, written from ISO/IEC 18004 on its own: format, mask, zigzag, blocks, text. */
function decode(modules: Modules): { readonly text: string; readonly syndromes: readonly number[] } {
  const size = modules.length;
  const version = (size - 17) / 4;
  const at = (row: number, column: number): number => (modules[row]?.[column] === true ? 1 : 0);
  const formatPlaces = [
    [0, 8],
    [1, 8],
    [2, 8],
    [3, 8],
    [4, 8],
    [5, 8],
    [7, 8],
    [8, 8],
    [8, 7],
    [8, 5],
    [8, 4],
    [8, 3],
    [8, 2],
    [8, 1],
    [8, 0],
  ] as const;
  const format =
    formatPlaces.reduce((sum, [row, column], bit) => sum + at(row, column) * 2 ** bit, 0) ^ 0b101010000010010;
  expect(format >> 13).toBe(0b00);
  const mask = (format >> 10) & 7;
  const flipped = (i: number, j: number): boolean =>
    [
      (i + j) % 2,
      i % 2,
      j % 3,
      (i + j) % 3,
      ((i >> 1) + Math.floor(j / 3)) % 2,
      ((i * j) % 2) + ((i * j) % 3),
      (((i * j) % 2) + ((i * j) % 3)) % 2,
      (((i + j) % 2) + ((i * j) % 3)) % 2,
    ][mask] === 0;
  const centres =
    [[], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]][
      version
    ] ?? [];
  const reserved = (row: number, column: number): boolean => {
    if (row === 6 || column === 6) return true;
    if (row < 9 && (column < 9 || column >= size - 8)) return true;
    if (row >= size - 8 && column < 9) return true;
    if (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11))) return true;
    const lastCentre = centres.at(-1);
    return centres.some((y) =>
      centres.some(
        (x) =>
          !((y === 6 && x === 6) || (y === 6 && x === lastCentre) || (y === lastCentre && x === 6)) &&
          Math.abs(row - y) <= 2 &&
          Math.abs(column - x) <= 2,
      ),
    );
  };
  const bits: number[] = [];
  let up = true;
  for (let column = size - 1; column > 0; column -= 2) {
    if (column === 6) column -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step;
      for (const c of [column, column - 1])
        if (!reserved(row, c)) bits.push(at(row, c) ^ (flipped(row, c) ? 1 : 0));
    }
    up = !up;
  }
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, word) =>
    bits.slice(word * 8, word * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0),
  );
  // Table 9 of the standard, level M: error-correction words a block, then the data words of each block.
  const [ec, ...blocks] =
    [
      [],
      [10, 16],
      [16, 28],
      [26, 44],
      [18, 32, 32],
      [24, 43, 43],
      [16, 27, 27, 27, 27],
      [18, 31, 31, 31, 31],
      [22, 38, 38, 39, 39],
      [22, 36, 36, 36, 37, 37],
      [26, 43, 43, 43, 43, 44],
    ][version] ?? [];
  const parts: number[][] = blocks.map(() => []);
  let next = 0;
  for (let column = 0; column < Math.max(...blocks); column += 1)
    blocks.forEach((length, block) => {
      if (column < length) parts[block]?.push(words[next++] ?? 0);
    });
  const data = parts.flat();
  for (let column = 0; column < (ec ?? 0); column += 1)
    parts.forEach((part) => part.push(words[next++] ?? 0));
  const syndromes = parts.flatMap((part) => {
    let root = 1;
    return Array.from({ length: ec ?? 0 }, () => {
      const value = part.reduce((sum, word) => multiply(sum, root) ^ word, 0);
      root = multiply(root, 2);
      return value;
    });
  });
  const stream = data.flatMap((word) => Array.from({ length: 8 }, (_, bit) => (word >> (7 - bit)) & 1));
  const take = (start: number, length: number): number =>
    stream.slice(start, start + length).reduce((sum, bit) => sum * 2 + bit, 0);
  expect(take(0, 4)).toBe(0b0100);
  const lengthBits = version < 10 ? 8 : 16;
  const bytes = Array.from({ length: take(4, lengthBits) }, (_, index) =>
    take(4 + lengthBits + index * 8, 8),
  );
  return { text: new TextDecoder().decode(new Uint8Array(bytes)), syndromes };
}

describe('QR codes', () => {
  test('arithmetic is that of GF(256) with the standard polynomial', () => {
    expect(multiply(2, 128)).toBe(0x1d);
    expect(multiply(0x53, 1)).toBe(0x53);
    expect(multiply(0, 77)).toBe(0);
  });

  test('a set-up address for an authenticator is read back, without errors to correct', () => {
    const text =
      'otpauth://totp/Tocsin:anna%40nimbus.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Tocsin&digits=6&period=30';
    const modules = encodeQr(text);
    expect(modules).not.toBeNull();
    const read = decode(modules ?? []);
    expect(read.text).toBe(text);
    expect(new Set(read.syndromes)).toEqual(new Set([0]));
  });

  test('every text up to the limit is read back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 213 }), (text) => {
        const read = decode(encodeQr(text) ?? []);
        expect(read.text).toBe(text);
        expect(read.syndromes.every((value) => value === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('a text that does not fit gives nothing', () => {
    expect(encodeQr('x'.repeat(213))).not.toBeNull();
    expect(encodeQr('x'.repeat(214))).toBeNull();
  });
});

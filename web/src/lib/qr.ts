/** QR codes (ISO/IEC 18004) for short texts: byte mode, error correction level M, versions 1 to 10. */

interface Version {
  readonly size: number;
  readonly ecPerBlock: number;
  /** Data codewords of each block. */
  readonly blocks: readonly number[];
  readonly alignment: readonly number[];
}
const repeat = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
const version = (
  number: number,
  ecPerBlock: number,
  blocks: readonly number[],
  alignment: readonly number[],
): Version => ({ size: 17 + 4 * number, ecPerBlock, blocks, alignment });
const versions: readonly Version[] = [
  version(1, 10, [16], []),
  version(2, 16, [28], [6, 18]),
  version(3, 26, [44], [6, 22]),
  version(4, 18, repeat(2, 32), [6, 26]),
  version(5, 24, repeat(2, 43), [6, 30]),
  version(6, 16, repeat(4, 27), [6, 34]),
  version(7, 18, repeat(4, 31), [6, 22, 38]),
  version(8, 22, [38, 38, 39, 39], [6, 24, 42]),
  version(9, 22, [36, 36, 36, 37, 37], [6, 26, 46]),
  version(10, 26, [43, 43, 43, 43, 44], [6, 28, 50]),
];

/** Rows of modules, true is dark; null when the text is longer than version 10 holds (213 bytes). */
export function encodeQr(text: string): readonly (readonly boolean[])[] | null {
  const bytes = new TextEncoder().encode(text);
  const index = versions.findIndex(
    (entry, at) => headerBits(at + 1) + bytes.length * 8 <= capacity(entry) * 8,
  );
  const chosen = versions[index];
  if (!chosen) return null;
  const codewords = interleave(dataCodewords(bytes, index + 1, capacity(chosen)), chosen);
  const candidates = masks.map((_, mask) => draw(chosen, index + 1, codewords, mask));
  return candidates.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

const capacity = (entry: Version): number => entry.blocks.reduce((sum, count) => sum + count, 0);
/** Mode indicator and length field: 8 bits of length up to version 9, 16 above. */
const headerBits = (number: number): number => 4 + (number <= 9 ? 8 : 16);

function dataCodewords(bytes: Uint8Array, number: number, room: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, headerBits(number) - 4);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, word) =>
    bits.slice(word * 8, word * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0),
  );
  for (let pad = 0; words.length < room; pad += 1) words.push(pad % 2 === 0 ? 0xec : 0x11);
  return words;
}

/** Arithmetic in GF(256) with the polynomial 0x11d. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

function errorCorrection(data: readonly number[], count: number): number[] {
  const generator: number[] = [...repeat(count - 1, 0), 1];
  let root = 1;
  for (let step = 0; step < count; step += 1) {
    for (let at = 0; at < count; at += 1)
      generator[at] = multiply(generator[at] ?? 0, root) ^ (at + 1 < count ? (generator[at + 1] ?? 0) : 0);
    root = multiply(root, 2);
  }
  const rest = repeat(count, 0);
  for (const word of data) {
    const factor = word ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let at = 0; at < count; at += 1) rest[at] = (rest[at] ?? 0) ^ multiply(generator[at] ?? 0, factor);
  }
  return rest;
}

function interleave(data: readonly number[], entry: Version): number[] {
  let offset = 0;
  const blocks = entry.blocks.map((count) => {
    const part = data.slice(offset, offset + count);
    offset += count;
    return part;
  });
  const corrections = blocks.map((block) => errorCorrection(block, entry.ecPerBlock));
  const longest = Math.max(...entry.blocks);
  const across = (parts: readonly (readonly number[])[], length: number): number[] =>
    Array.from({ length }, (_, at) => parts.flatMap((part) => part.slice(at, at + 1))).flat();
  return [...across(blocks, longest), ...across(corrections, entry.ecPerBlock)];
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

function draw(entry: Version, number: number, codewords: readonly number[], mask: number): boolean[][] {
  const { size } = entry;
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const fixed = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const set = (row: number, column: number, dark: boolean): void => {
    const line = modules[row];
    const fixedLine = fixed[row];
    if (!line || !fixedLine || column < 0 || column >= size) return;
    line[column] = dark;
    fixedLine[column] = true;
  };
  drawPatterns(entry, number, set);
  drawFormat(size, mask, set);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = modules[row];
        if (!line || fixed[row]?.[column] !== false) continue;
        const dark = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        line[column] = dark !== masks[mask]?.(row, column);
        bit += 1;
      }
    }
  }
  return modules;
}

type SetModule = (row: number, column: number, dark: boolean) => void;

function drawPatterns(entry: Version, number: number, set: SetModule): void {
  const { size, alignment } = entry;
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const ring = (row: number, column: number, radius: number, dark: (distance: number) => boolean): void => {
    for (let down = -radius; down <= radius; down += 1)
      for (let across = -radius; across <= radius; across += 1)
        set(row + down, column + across, dark(Math.max(Math.abs(down), Math.abs(across))));
  };
  const finder = (distance: number): boolean => distance !== 2 && distance !== 4;
  ring(3, 3, 4, finder);
  ring(3, size - 4, 4, finder);
  ring(size - 4, 3, 4, finder);
  const end = alignment.at(-1);
  for (const row of alignment) {
    for (const column of alignment) {
      const corner =
        (row === 6 && column === 6) || (row === 6 && column === end) || (row === end && column === 6);
      if (!corner) ring(row, column, 2, (distance) => distance !== 1);
    }
  }
  if (number < 7) return;
  let rest = number;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (number << 12) | rest;
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((bits >> bit) & 1) === 1;
    const near = Math.floor(bit / 3);
    const far = size - 11 + (bit % 3);
    set(near, far, dark);
    set(far, near, dark);
  }
}

/** Level M is written 00; BCH(15,5) over level and mask, both copies, and the dark module. */
function drawFormat(size: number, mask: number, set: SetModule): void {
  let rest = mask;
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const dark = (bit: number): boolean => ((bits >> bit) & 1) === 1;
  for (let bit = 0; bit <= 5; bit += 1) set(bit, 8, dark(bit));
  set(7, 8, dark(6));
  set(8, 8, dark(7));
  set(8, 7, dark(8));
  for (let bit = 9; bit < 15; bit += 1) set(8, 14 - bit, dark(bit));
  for (let bit = 0; bit < 8; bit += 1) set(8, size - 1 - bit, dark(bit));
  for (let bit = 8; bit < 15; bit += 1) set(size - 15 + bit, 8, dark(bit));
  set(size - 8, 8, true);
}

/** Long runs, 2×2 squares and an uneven share of dark modules are hard to read; fewer points are better. */
function penalty(modules: readonly (readonly boolean[])[]): number {
  const columns = modules.map((_, at) => modules.map((line) => line[at] === true));
  const lines = [...modules, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let points = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    points += 40 * (line.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
  }
  let dark = 0;
  modules.forEach((line, row) => {
    line.forEach((value, column) => {
      if (value) dark += 1;
      const below = modules[row + 1];
      if (below && line[column + 1] === value && below[column] === value && below[column + 1] === value)
        points += 3;
    });
  });
  const share = dark / modules.length ** 2;
  return points + 10 * Math.floor(Math.abs(share * 20 - 10));
}

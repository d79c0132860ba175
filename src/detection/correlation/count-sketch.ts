import { crc32 } from 'node:zlib';

/**
 * A count-min sketch (Cormode and Muthukrishnan, 2005): counts of very many keys in fixed memory, never too low and
 * seldom too high. Two rows of 2^bits cells of 16 bits.
 */
export class CountSketch {
  readonly bits: number;
  readonly #cells: Uint16Array;
  #total = 0;

  constructor(bits: number) {
    this.bits = bits;
    this.#cells = new Uint16Array(2 * 2 ** bits);
  }

  /** All that was added. */
  get total(): number {
    return this.#total;
  }

  get bytes(): number {
    return this.#cells.byteLength;
  }

  /** More keys than cells for them: counts would often be too high. */
  get isCrowded(): boolean {
    return this.#total > 2 ** this.bits / 2;
  }

  add(hash: number, count: number): void {
    this.addToCell(0, firstCell(hash, this.bits), count);
    this.addToCell(1, secondCell(hash, this.bits), count);
  }

  /** Adds to one cell of one row, as it was counted elsewhere. */
  addToCell(row: 0 | 1, cell: number, count: number): void {
    if (row === 0) this.#total += count;
    const at = row * 2 ** this.bits + cell;
    this.#cells[at] = Math.min(mostOfCell, (this.#cells[at] ?? 0) + count);
  }

  /** At least what was added under the hash, up to 65,535. */
  upper(hash: number): number {
    const first = this.#cells[firstCell(hash, this.bits)] ?? 0;
    const second = this.#cells[2 ** this.bits + secondCell(hash, this.bits)] ?? 0;
    return Math.min(first, second);
  }
}

const mostOfCell = 0xffff;
const multiplier = 0x9e37_79b1;

/** Hash of a key. ClickHouse has the same as `CRC32(concat(slot, char(0), group))`. */
export const keyHash = (slot: string, group: string): number => crc32(`${slot}\0${group}`);

const firstCell = (hash: number, bits: number): number => hash & (2 ** bits - 1);
const secondCell = (hash: number, bits: number): number => Math.imul(hash, multiplier) >>> (32 - bits);

/** The same two cells in ClickHouse's SQL, of a column `hash` (UInt32). */
export const cellsSql = (bits: number): string =>
  `[(0, bitAnd(hash, ${2 ** bits - 1})), (1, bitShiftRight(bitAnd(toUInt64(hash) * ${multiplier}, 4294967295), ${32 - bits}))]`;

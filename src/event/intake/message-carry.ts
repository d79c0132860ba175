/** The beginning of a message whose end has not arrived. */
export interface Carry {
  add(bytes: Buffer, from: number, to: number): void;
  bytes(): Buffer;
  isEmpty(): boolean;
  overflowed(): boolean;
  clear(): void;
}

const firstCarryBytes = 1024;

/** Keeps the beginning of a message, up to `limit` bytes, until its end arrives. */
export function createCarry(limit: number): Carry {
  let buffer = Buffer.alloc(0);
  let used = 0;
  let over = false;
  return {
    add: (bytes, from, to) => {
      const taken = Math.min(to - from, limit - used);
      over ||= taken < to - from;
      if (used + taken > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(firstCarryBytes, 2 * (used + taken))));
        buffer.copy(larger, 0, 0, used);
        buffer = larger;
      }
      bytes.copy(buffer, used, from, from + taken);
      used += taken;
    },
    bytes: () => buffer.subarray(0, used),
    isEmpty: () => used === 0 && !over,
    overflowed: () => over,
    clear: () => {
      used = 0;
      over = false;
    },
  };
}

import { discardBytes } from '../../kernel/index.ts';

/** Records of one frame, as they will lie on the disk: each a varint length (LEB128) and its bytes. */
export interface RecordBlock {
  add(bytes: Uint8Array, start: number, end: number): void;
  count(): number;
  /** Bytes so far, lengths included. */
  size(): number;
  /** The block's bytes; nothing may be added afterwards. */
  take(): Buffer;
  /** Gives the block's memory back; its bytes are gone, its counts stay. */
  discard(): void;
}

/** Most bytes that a record's length takes. */
export const maxLengthBytes = 5;

/** Starts a block with room for `capacity` bytes; it grows when needed. */
export function createRecordBlock(capacity: number): RecordBlock {
  let buffer = Buffer.allocUnsafeSlow(Math.max(capacity, 64));
  let used = 0;
  let count = 0;
  function room(bytes: number): void {
    if (used + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + bytes));
    buffer.copy(larger, 0, 0, used);
    discardBytes(buffer);
    buffer = larger;
  }
  return {
    add: (bytes, start, end) => {
      let length = end - start;
      room(length + maxLengthBytes);
      while (length >= 0x80) {
        buffer[used] = (length & 0x7f) | 0x80;
        used += 1;
        length >>>= 7;
      }
      buffer[used] = length;
      used += 1;
      buffer.set(bytes.subarray(start, end), used);
      used += end - start;
      count += 1;
    },
    count: () => count,
    size: () => used,
    take: () => buffer.subarray(0, used),
    discard: () => discardBytes(buffer),
  };
}

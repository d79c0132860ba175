const maxFillBytes = 20_000;

/** The payload of a numbered frame: its number, then bytes that follow from number and seed, of varying length. */
export function framePayload(number: number, seed: number): Buffer {
  const mix = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  const bytes = Buffer.alloc(8 + ((mix >>> 0) % maxFillBytes), mix & 0xff);
  bytes.writeDoubleLE(number);
  return bytes;
}

/** Bytes end inside a structure, or say something that the format does not have. The message names the place. */
export class EvtxDamage extends Error {
  override readonly name = 'EvtxDamage';
}

/** Reads little-endian values from a part of a chunk; reading beyond it is damage. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  /** Moves over `count` bytes and gives where they start. */
  take(count: number): number {
    const start = this.at;
    if (count < 0 || start + count > this.end)
      throw new EvtxDamage(`${count} bytes at offset ${start} reach beyond offset ${this.end}`);
    this.at = start + count;
    return start;
  }

  uint8(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  uint16(): number {
    return this.bytes.readUInt16LE(this.take(2));
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }

  /** UTF-16 text of so many code units. */
  utf16(units: number): string {
    const start = this.take(2 * units);
    return this.bytes.toString('utf16le', start, start + 2 * units);
  }
}

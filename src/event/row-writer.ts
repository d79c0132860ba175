import { discardBytes } from '../kernel/index.ts';
import { addressBytes } from './address.ts';

const firstCapacity = 1 << 18;
/** A buffer that had to grow beyond this is not kept for the next batch. */
const keptCapacity = 1 << 26;
/** Texts up to here are written character by character while they are ASCII; longer ones by Node's own encoder. */
const shortText = 40;
/** Companies, projects and sources of one batch that are kept in bytes. */
const maxShared = 1_024;

/** Writes values in ClickHouse's RowBinary into one growing buffer (docs: Formats, RowBinary). Little-endian. */
export class RowWriter {
  #buffer = Buffer.allocUnsafeSlow(firstCapacity);
  #at = 0;
  readonly #shared = new Map<string | null, Uint8Array>();

  /** The bytes written so far, in memory of their own; the writer is empty again. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#at);
    bytes.set(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    if (this.#buffer.length > keptCapacity) this.#replace(firstCapacity);
    return bytes;
  }

  uint8(value: number): void {
    this.#room(1);
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  uint16(value: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
  }

  uint32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** A whole number up to 2^53 either way: DateTime64 is one. */
  int64(value: number): void {
    this.#room(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#buffer.writeUInt32LE(value - high * 0x1_0000_0000, this.#at);
    this.#at = this.#buffer.writeInt32LE(high, this.#at + 4);
  }

  /** Length in bytes as LEB128, then UTF-8. A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    const { length } = value;
    this.#room(length * 3 + 5);
    if (length <= shortText && this.#ascii(value)) return;
    const bytes = Buffer.byteLength(value);
    let rest = bytes;
    while (rest > 127) {
      this.#buffer[this.#at] = (rest & 127) | 128;
      this.#at += 1;
      rest >>>= 7;
    }
    this.#buffer[this.#at] = rest;
    this.#at += 1;
    this.#at += this.#buffer.write(value, this.#at, bytes, 'utf8');
  }

  #ascii(value: string): boolean {
    const buffer = this.#buffer;
    const start = this.#at;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      buffer[start + 1 + i] = code;
    }
    buffer[start] = value.length;
    this.#at = start + 1 + value.length;
    return true;
  }

  /** Two 64-bit halves, each least significant byte first. */
  uuid(value: string): void {
    this.#room(16);
    const buffer = this.#buffer;
    const start = this.#at;
    this.#at = start + 16;
    let character = 0;
    for (let i = 0; i < 16; i += 1) {
      if (value.charCodeAt(character) === 45) character += 1;
      const byte = (nibble(value.charCodeAt(character)) << 4) | nibble(value.charCodeAt(character + 1));
      buffer[start + (i < 8 ? 7 - i : 23 - i)] = byte;
      character += 2;
    }
  }

  /** A UUID that many rows share, kept ready in bytes; null is the zero UUID. */
  sharedUuid(value: string | null): void {
    const known = this.#shared.get(value);
    if (known !== undefined) {
      this.#room(16);
      this.#buffer.set(known, this.#at);
      this.#at += 16;
      return;
    }
    this.uuid(value ?? '00000000-0000-0000-0000-000000000000');
    if (this.#shared.size < maxShared)
      this.#shared.set(value, Uint8Array.from(this.#buffer.subarray(this.#at - 16, this.#at)));
  }

  /** An IPv6 column: 16 bytes in network order, IPv4 mapped; `::`, the unspecified address, for none. */
  address(text: string): void {
    this.#room(16);
    const bytes = text === '' ? null : addressBytes(text);
    if (bytes === null) this.#buffer.fill(0, this.#at, this.#at + 16);
    else this.#buffer.set(bytes, this.#at);
    this.#at += 16;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    this.#replace(Math.max(this.#buffer.length * 2, this.#at + bytes));
  }

  #replace(capacity: number): void {
    const old = this.#buffer;
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    old.copy(this.#buffer, 0, 0, this.#at);
    discardBytes(old);
  }
}

/** The value of a hexadecimal digit in lower case. */
const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);

import { crc32 } from 'node:zlib';
import { chunkBytes, headerBytes } from '../chunk.ts';

/** A value of a record: its type in binary XML, and its bytes. */
export interface BuiltValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export const text = (value: string): BuiltValue => ({ type: 0x01, bytes: Buffer.from(value, 'utf16le') });

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);

/** Writes binary XML at a place of a chunk; names and templates stand where they are used. */
export class XmlWriter {
  readonly #parts: Buffer[] = [];
  readonly #isDefinition: boolean;
  #at: number;

  constructor(at: number, isDefinition = false) {
    this.#at = at;
    this.#isDefinition = isDefinition;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  raw(...parts: readonly Buffer[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#at += part.length;
    }
    return this;
  }

  fragment(): this {
    return this.raw(Buffer.from([0x0f, 1, 1, 0]));
  }

  #name(name: string): this {
    const units = Buffer.from(`${name}\0`, 'utf16le');
    return this.raw(u32(this.#at + 4), u32(0), u16(0), u16(name.length), units);
  }

  /** Opens an element; `attributes` writes its attributes. */
  open(name: string, attributes?: (writer: XmlWriter) => void): this {
    this.raw(u8(attributes === undefined ? 0x01 : 0x41));
    if (this.#isDefinition) this.raw(u16(0xffff));
    this.raw(u32(0)).#name(name);
    if (attributes !== undefined) {
      const inner = new XmlWriter(this.#at + 4, this.#isDefinition);
      attributes(inner);
      this.raw(u32(inner.bytes().length), inner.bytes());
    }
    return this.raw(u8(0x02));
  }

  attribute(name: string): this {
    return this.raw(u8(0x06)).#name(name);
  }

  text(value: string): this {
    return this.raw(u8(0x05), u8(0x01), u16(value.length), Buffer.from(value, 'utf16le'));
  }

  value(index: number, type: number, isOptional = false): this {
    return this.raw(u8(isOptional ? 0x0e : 0x0d), u16(index), u8(type));
  }

  entity(name: string): this {
    return this.raw(u8(0x09)).#name(name);
  }

  character(code: number): this {
    return this.raw(u8(0x08), u16(code));
  }

  close(): this {
    return this.raw(u8(0x04));
  }

  end(): this {
    return this.raw(u8(0x00));
  }

  /** A template that is defined here, and its values. */
  instance(define: (writer: XmlWriter) => void, values: readonly BuiltValue[]): this {
    this.raw(u8(0x0c), u8(1), u32(7));
    const at = this.#at + 4;
    const body = new XmlWriter(at + 24, true).fragment();
    define(body);
    body.end();
    this.raw(u32(at), u32(0), Buffer.alloc(16), u32(body.bytes().length), body.bytes());
    return this.#values(values);
  }

  /** A template that was defined at an offset before. */
  again(offset: number, values: readonly BuiltValue[]): this {
    return this.raw(u8(0x0c), u8(1), u32(7), u32(offset)).#values(values);
  }

  #values(values: readonly BuiltValue[]): this {
    this.raw(u32(values.length));
    for (const { type, bytes } of values) this.raw(u16(bytes.length), u8(type), u8(0));
    return this.raw(...values.map(({ bytes }) => bytes));
  }
}

/** What a record holds, written at a place of the chunk. */
export type BuiltRecord = (writer: XmlWriter) => void;

/** Where the first record's binary XML begins in a chunk. */
export const firstXmlAt = 512 + 24;

/** A chunk with these records, and the place of each. */
export function buildChunk(records: readonly BuiltRecord[]): Buffer {
  const chunk = Buffer.alloc(chunkBytes);
  chunk.write('ElfChnk\0', 'latin1');
  chunk.writeUInt32LE(128, 0x28);
  let at = 512;
  for (const [index, record] of records.entries()) {
    const writer = new XmlWriter(at + 24).fragment();
    record(writer);
    const xml = writer.end().bytes();
    const size = 24 + xml.length + 4;
    chunk.writeUInt32LE(0x2a2a, at);
    chunk.writeUInt32LE(size, at + 4);
    chunk.writeBigUInt64LE(BigInt(index + 1), at + 8);
    // 2026-01-02 03:04:05.678901 UTC
    chunk.writeBigUInt64LE(134_117_966_456_789_010n, at + 16);
    xml.copy(chunk, at + 24);
    chunk.writeUInt32LE(size, at + size - 4);
    at += size;
  }
  chunk.writeUInt32LE(at, 0x30);
  return seal(chunk);
}

/** Writes the checksum that fits the records. */
export function seal(chunk: Buffer): Buffer {
  chunk.writeUInt32LE(crc32(chunk.subarray(512, chunk.readUInt32LE(0x30))), 0x34);
  return chunk;
}

/** A file of chunks. */
export function buildFile(chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('ElfFile\0', 'latin1');
  return Buffer.concat([header, ...chunks]);
}

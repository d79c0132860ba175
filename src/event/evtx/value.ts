import type { Json } from '../event.ts';
import { EvtxDamage } from './byte-reader.ts';

/** Types of values in binary XML ([MS-EVEN6], 2.2.12, BinXmlValueType). */
export const valueType = {
  null: 0x00,
  text: 0x01,
  ansi: 0x02,
  binaryXml: 0x21,
  array: 0x80,
} as const;

/** Most elements of an array value. */
const maxElements = 65_536;

type Decode = (bytes: Buffer, at: number, size: number) => Json;

/** Size of one element in an array, and how it is written as JSON: numbers as numbers, what is hexadecimal as text. */
const scalars: ReadonlyMap<number, { readonly size: number; readonly decode: Decode }> = new Map([
  [0x03, { size: 1, decode: (bytes, at) => bytes.readInt8(at) }],
  [0x04, { size: 1, decode: (bytes, at) => bytes.readUInt8(at) }],
  [0x05, { size: 2, decode: (bytes, at) => bytes.readInt16LE(at) }],
  [0x06, { size: 2, decode: (bytes, at) => bytes.readUInt16LE(at) }],
  [0x07, { size: 4, decode: (bytes, at) => bytes.readInt32LE(at) }],
  [0x08, { size: 4, decode: (bytes, at) => bytes.readUInt32LE(at) }],
  [0x09, { size: 8, decode: (bytes, at) => wholeNumber(bytes.readBigInt64LE(at)) }],
  [0x0a, { size: 8, decode: (bytes, at) => wholeNumber(bytes.readBigUInt64LE(at)) }],
  [0x0b, { size: 4, decode: (bytes, at) => finite(bytes.readFloatLE(at)) }],
  [0x0c, { size: 8, decode: (bytes, at) => finite(bytes.readDoubleLE(at)) }],
  [0x0d, { size: 4, decode: (bytes, at) => bytes.readUInt32LE(at) !== 0 }],
  [0x0f, { size: 16, decode: guid }],
  [0x11, { size: 8, decode: fileTime }],
  [0x12, { size: 16, decode: systemTime }],
  [0x14, { size: 4, decode: (bytes, at) => `0x${bytes.readUInt32LE(at).toString(16)}` }],
  [0x15, { size: 8, decode: hex64 }],
]);

/** A value of `size` bytes as JSON. Throws `EvtxDamage` for a type that is not known or does not fit. */
export function decodeValue(type: number, bytes: Buffer, at: number, size: number): Json {
  if (at + size > bytes.length) throw new EvtxDamage(`a value at offset ${at} reaches beyond the chunk`);
  if ((type & valueType.array) !== 0) return decodeArray(type & 0x7f, bytes, at, size);
  switch (type) {
    case valueType.null:
      return null;
    case valueType.text:
      return utf16(bytes, at, size);
    case valueType.ansi:
      return withoutEnd(bytes.toString('latin1', at, at + size));
    case 0x0e:
      return bytes.toString('hex', at, at + size).toUpperCase();
    case 0x10:
      return size === 4 ? `0x${bytes.readUInt32LE(at).toString(16)}` : hex64(bytes, at, size);
    case 0x13:
      return sid(bytes, at, size);
    default: {
      const scalar = scalars.get(type);
      if (scalar === undefined || size < scalar.size)
        throw new EvtxDamage(`a value at offset ${at} has type ${type} and ${size} bytes`);
      return scalar.decode(bytes, at, size);
    }
  }
}

function decodeArray(type: number, bytes: Buffer, at: number, size: number): Json {
  if (type === valueType.text)
    return withoutEnd(utf16(bytes, at, size))
      .split('\0')
      .slice(0, maxElements);
  if (type === valueType.ansi)
    return withoutEnd(bytes.toString('latin1', at, at + size))
      .split('\0')
      .slice(0, maxElements);
  const scalar = scalars.get(type);
  if (scalar === undefined) throw new EvtxDamage(`an array at offset ${at} has type ${type}`);
  const count = Math.min(maxElements, Math.floor(size / scalar.size));
  return Array.from({ length: count }, (_, index) =>
    scalar.decode(bytes, at + index * scalar.size, scalar.size),
  );
}

function utf16(bytes: Buffer, at: number, size: number): string {
  const text = bytes.toString('utf16le', at, at + (size & ~1));
  return text.charCodeAt(text.length - 1) === 0 ? withoutEnd(text) : text;
}

/** Without the zeros that end a text. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return text.slice(0, end);
}

/** A number while JSON holds it exactly, else its digits. */
function wholeNumber(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

const finite = (value: number): Json => (Number.isFinite(value) ? value : String(value));

function hex64(bytes: Buffer, at: number, size: number): string {
  if (size < 8) throw new EvtxDamage(`a number at offset ${at} has ${size} bytes instead of 8`);
  return `0x${bytes.readBigUInt64LE(at).toString(16)}`;
}

function guid(bytes: Buffer, at: number): string {
  const hex = (start: number, end: number): string => bytes.toString('hex', start, end);
  const text = [
    bytes.readUInt32LE(at).toString(16).padStart(8, '0'),
    bytes
      .readUInt16LE(at + 4)
      .toString(16)
      .padStart(4, '0'),
    bytes
      .readUInt16LE(at + 6)
      .toString(16)
      .padStart(4, '0'),
    hex(at + 8, at + 10),
    hex(at + 10, at + 16),
  ];
  return text.join('-').toUpperCase();
}

/** 100 ns since 1601, in the decimal digits of a microsecond. */
const epochOffset = 11_644_473_600_000_000n;
const lastMicrosecond = 253_402_300_799_999_999n;

export function fileTime(bytes: Buffer, at: number): string {
  const microseconds = bytes.readBigUInt64LE(at) / 10n - epochOffset;
  if (microseconds < -epochOffset || microseconds > lastMicrosecond) return '1601-01-01T00:00:00.000000Z';
  const date = new Date(Number(microseconds / 1000n) - (microseconds % 1000n < 0n ? 1 : 0));
  const rest = ((microseconds % 1000n) + 1000n) % 1000n;
  return `${date.toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

function systemTime(bytes: Buffer, at: number): string {
  const [year, month, , day, hour, minute, second, ms] = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16LE(at + 2 * index),
  );
  const two = (value: number | undefined): string => String(value ?? 0).padStart(2, '0');
  const date = `${String(year ?? 0).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(ms ?? 0).padStart(3, '0')}000Z`;
}

/** A security identifier as text ([MS-DTYP], 2.4.2). */
function sid(bytes: Buffer, at: number, size: number): string {
  const count = size >= 8 ? bytes.readUInt8(at + 1) : 0;
  if (size < 8 || 8 + 4 * count > size)
    throw new EvtxDamage(`a security identifier at offset ${at} has ${size} bytes`);
  const authority = bytes.readUIntBE(at + 2, 6);
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(at + 8 + 4 * index));
  return ['S', bytes.readUInt8(at), authority, ...parts].join('-');
}

import type { ByteSource } from './byte-source.ts';

/** UTF-16 in either order of bytes: what Windows PowerShell writes when its output is sent to a file. */
export type Utf16 = 'utf-16le' | 'utf-16be';

const littleEndian = Buffer.from([0xff, 0xfe]);
const bigEndian = Buffer.from([0xfe, 0xff]);
const pieceBytes = 64 * 1024;

/** What the byte order mark at the start of a file says; null for another encoding. */
export function utf16Of(start: Buffer): Utf16 | null {
  const mark = start.subarray(0, littleEndian.length);
  if (mark.equals(littleEndian)) return 'utf-16le';
  return mark.equals(bigEndian) ? 'utf-16be' : null;
}

/** UTF-16 as UTF-8, without its byte order mark; what is no character becomes U+FFFD. */
export async function* fromUtf16(
  source: ByteSource,
  encoding: Utf16,
): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for (;;) {
    const bytes = await source.take(pieceBytes);
    const text = decoder.decode(bytes, { stream: bytes.length > 0 });
    if (text !== '') yield Buffer.from(text);
    if (bytes.length === 0) return;
  }
}

/** Of a file's first bytes: how many may be control characters that no text holds. Random bytes hold 11 %. */
const mostControls = 0.03;
const textControls: ReadonlySet<number> = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
const space = 0x20;

/**
 * Whether a file that begins so may be text. A run of zero bytes at its start does not count: a log that is emptied while
 * its writer keeps its place begins with one.
 */
export function mayBeText(start: Buffer): boolean {
  const from = start.findIndex((byte) => byte !== 0);
  if (from < 0) return true;
  const rest = start.subarray(from);
  const controls = rest.reduce((sum, byte) => sum + (byte < space && !textControls.has(byte) ? 1 : 0), 0);
  return controls <= rest.length * mostControls;
}

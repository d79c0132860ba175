import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** Largest entry that is unpacked, in bytes. */
const maxEntryLength = 1 << 27;

/** The files of a ZIP archive as text, without the folders that macOS adds. Stored and deflated entries only. */
export function readZip(file: string): readonly { readonly name: string; readonly text: string }[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error(`${file} is no ZIP archive.`);
  const entries: { name: string; text: string }[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue;
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const packed = bytes.subarray(start, start + size);
    const plain = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: maxEntryLength });
    entries.push({ name, text: plain.toString('utf8') });
  }
  return entries;
}

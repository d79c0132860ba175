import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

const endRecordBytes = 22;
/** The longest comment, and as much that does not belong to the archive. */
const lookedBytes = endRecordBytes + 2 * 65_535;
const endRecord = Buffer.from('PK\x05\x06', 'latin1');

/**
 * Size of a file, and where the archive in it ends by its own word (APPNOTE, 4.3.16): before the file's end when
 * something was appended, behind it when its comment was cut off. Everything else of such an archive can be read.
 */
export async function measureArchive(path: string): Promise<{ readonly size: number; readonly end: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, lookedBytes);
    const tail = Buffer.alloc(length);
    await file.read(tail, 0, length, size - length);
    const at = tail.lastIndexOf(endRecord);
    if (at === -1 || at + endRecordBytes > length) return { size, end: size };
    return { size, end: size - length + at + endRecordBytes + tail.readUInt16LE(at + 20) };
  } finally {
    await file.close();
  }
}

/** Reads a file as if zeros followed its last byte. */
export class PaddedFile extends RandomAccessReader {
  readonly #path: string;
  readonly #size: number;

  constructor(path: string, size: number) {
    super();
    this.#path = path;
    this.#size = size;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const inFile = Math.min(end, this.#size);
    const zeros = Buffer.alloc(end - Math.max(start, inFile));
    if (start >= inFile) return Readable.from([zeros]);
    const path = this.#path;
    return Readable.from(
      (async function* () {
        for await (const chunk of createReadStream(path, { start, end: inFile - 1 })) yield chunk;
        if (zeros.length > 0) yield zeros;
      })(),
      { objectMode: false },
    );
  }
}

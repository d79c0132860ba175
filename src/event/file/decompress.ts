import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

/** How a file is compressed as a whole: RFC 1952 and RFC 8878. */
export type Compression = 'gzip' | 'zstd';

const magics: readonly (readonly [Compression, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];

/** Compressed bytes that are decompressed at once. */
const pieceBytes = 8 * 1024;

/** What a file that begins so is compressed with; null when it is not. */
export function compressionOf(start: Buffer): Compression | null {
  const found = magics.find(([, magic]) => start.subarray(0, magic.length).equals(magic));
  return found?.[0] ?? null;
}

/** Whether what was thrown says that compressed data are damaged. */
export const isCompressionError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:Z|ZSTD)_/.test(String(error.code));

/**
 * Decompresses what a source still holds, a small piece at a time: at damage the stream throws away what it holds, and that
 * is what came out of the last piece at most.
 */
export async function* decompress(
  source: ByteSource,
  compression: Compression,
): AsyncGenerator<Buffer, void, undefined> {
  const unzip = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  let out: Buffer[] = [];
  const failures: Error[] = [];
  unzip.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise<void>((resolve) => {
    unzip.once('end', resolve);
    unzip.once('error', (error: Error) => {
      failures.push(error);
      resolve();
    });
  });
  const taken = (): Buffer[] => {
    const chunks = out;
    out = [];
    return chunks;
  };
  try {
    for (let piece = await source.take(pieceBytes); piece.length > 0; piece = await source.take(pieceBytes)) {
      const written = new Promise<void>((resolve) => void unzip.write(piece, () => resolve()));
      await Promise.race([written, ended]);
      yield* taken();
      throwFirst(failures);
    }
    unzip.end();
    await ended;
    yield* taken();
    throwFirst(failures);
  } finally {
    unzip.destroy();
  }
}

function throwFirst([failure]: readonly Error[]): void {
  if (failure !== undefined) throw failure;
}

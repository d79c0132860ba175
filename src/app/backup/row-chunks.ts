import { crc32 } from 'node:zlib';

/** A run of whole lines. */
export interface RowChunk {
  readonly content: Buffer;
  readonly rows: number;
}

export interface ChunkSizes {
  readonly least: number;
  readonly most: number;
  /** On average so many lines lie between two places where a chunk may end. */
  readonly linesBetween: number;
}

const mebibyte = 1024 * 1024;
export const defaultSizes: ChunkSizes = { least: mebibyte, most: 16 * mebibyte, linesBetween: 4_096 };

const newline = 0x0a;

/**
 * Cuts COPY's text format into chunks of whole lines. Where a chunk may end is decided by the line itself, so rows that
 * are added, changed or gone alter the chunks around them only, and the others are the same as in the backup before.
 */
export async function* chunkRows(
  copy: AsyncIterable<Buffer>,
  sizes: ChunkSizes = defaultSizes,
): AsyncGenerator<RowChunk> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let rows = 0;
  /** The beginning of a line whose end has not come yet. */
  let open: Buffer[] = [];
  const take = (): RowChunk => {
    const chunk = { content: Buffer.concat(pieces), rows };
    pieces = [];
    bytes = 0;
    rows = 0;
    return chunk;
  };
  for await (const piece of copy) {
    let at = 0;
    for (;;) {
      const end = piece.indexOf(newline, at);
      if (end === -1) break;
      const tail = piece.subarray(at, end + 1);
      const line = open.length === 0 ? tail : Buffer.concat([...open, tail]);
      open = [];
      at = end + 1;
      pieces.push(line);
      bytes += line.length;
      rows += 1;
      const mayEnd = bytes >= sizes.least && crc32(line) % sizes.linesBetween === 0;
      if (mayEnd || bytes >= sizes.most) yield take();
    }
    if (at < piece.length) open.push(piece.subarray(at));
  }
  if (open.length > 0) throw new Error('The rows end in the middle of a line.');
  if (rows > 0) yield take();
}

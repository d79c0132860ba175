import { join } from 'node:path';
import { frameHeaderBytes, segmentMarker, writeFrameHeader } from './frame.ts';
import type { SegmentTable } from './segment-table.ts';
import type { SegmentFile, SpoolFs } from './spool-fs.ts';
import { segmentName, type SpoolPosition } from './spool-position.ts';

/** A frame to be: its payload in pieces, and its size on the disk with the header. */
export interface CommitItem {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
}

interface ActiveDeps {
  readonly dir: string;
  readonly fs: SpoolFs;
  readonly spoolId: string;
  readonly segmentBytes: number;
  readonly table: SegmentTable;
}

interface Active {
  readonly file: SegmentFile;
  readonly segment: number;
  readonly marker: number;
  size: number;
}

export interface ActiveSegment {
  /** Bytes that still fit this segment, and that fit a new one. */
  room(): { readonly left: number; readonly whole: number };
  /** Writes frames behind each other into one segment and returns where, once they are on the disk. */
  write(batch: readonly CommitItem[]): Promise<readonly SpoolPosition[]>;
  close(): Promise<void>;
}

/** The segment being written. After a failed write it is cut back, or given up, so that nothing half-written stays. */
export function createActiveSegment(deps: ActiveDeps): ActiveSegment {
  const { dir, fs, segmentBytes, spoolId, table } = deps;
  let active: Active | null = null;

  async function giveUp(): Promise<void> {
    const old = active;
    active = null;
    await old?.file.close().catch(() => undefined);
  }

  async function segmentFor(bytes: number): Promise<Active> {
    if (active !== null && active.size + bytes <= segmentBytes) return active;
    await giveUp();
    const segment = table.add();
    try {
      const file = await fs.create(join(dir, segmentName(segment)));
      active = { file, segment, marker: segmentMarker(spoolId, segment), size: 0 };
      return active;
    } catch (error) {
      table.remove(segment);
      throw error;
    }
  }

  async function write(batch: readonly CommitItem[]): Promise<readonly SpoolPosition[]> {
    const total = batch.reduce((sum, item) => sum + item.bytes, 0);
    const target = await segmentFor(total);
    const { places, pieces } = layOut(batch, target);
    try {
      await writeAll(target.file, pieces, target.size, total);
    } catch (error) {
      await target.file.truncate(target.size).catch(giveUp);
      throw error;
    }
    try {
      await target.file.datasync();
    } catch (error) {
      // A failed fdatasync may have dropped dirty pages for good: this file is not written to again.
      await target.file.truncate(target.size).catch(() => undefined);
      await giveUp();
      throw error;
    }
    target.size += total;
    table.grow(target.segment, total);
    return places;
  }

  return {
    room: () => ({ left: active === null ? 0 : segmentBytes - active.size, whole: segmentBytes }),
    write,
    close: giveUp,
  };
}

/** The pieces of a commit in the order of the disk, and where each frame will lie. */
function layOut(
  batch: readonly CommitItem[],
  target: Active,
): { readonly places: readonly SpoolPosition[]; readonly pieces: readonly Uint8Array[] } {
  const headers = Buffer.allocUnsafe(batch.length * frameHeaderBytes);
  const places: SpoolPosition[] = [];
  const pieces: Uint8Array[] = [];
  let offset = target.size;
  batch.forEach((item, index) => {
    const at = index * frameHeaderBytes;
    writeFrameHeader(headers, at, { marker: target.marker, offset }, item.pieces);
    places.push({ segment: target.segment, offset });
    pieces.push(headers.subarray(at, at + frameHeaderBytes), ...item.pieces);
    offset += item.bytes;
  });
  return { places, pieces };
}

/** Writes all pieces, however the system splits the write. */
async function writeAll(
  file: SegmentFile,
  pieces: readonly Uint8Array[],
  position: number,
  total: number,
): Promise<void> {
  let written = await file.writev(pieces, position);
  while (written < total) {
    const more = await file.writev(piecesFrom(pieces, written), position + written);
    if (more === 0) throw new Error('The file takes no more bytes.');
    written += more;
  }
}

function piecesFrom(pieces: readonly Uint8Array[], skip: number): readonly Uint8Array[] {
  const rest: Uint8Array[] = [];
  let passed = 0;
  for (const piece of pieces) {
    if (passed + piece.length > skip) rest.push(piece.subarray(Math.max(0, skip - passed)));
    passed += piece.length;
  }
  return rest;
}

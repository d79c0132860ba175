import { createActiveSegment, type CommitItem } from './active-segment.ts';
import { frameHeaderBytes, maxPayloadBytes } from './frame.ts';
import type { SegmentTable } from './segment-table.ts';
import { SpoolError, writeError } from './spool-error.ts';
import type { SpoolFs } from './spool-fs.ts';
import type { SpoolPosition } from './spool-position.ts';

/** What the writer has done since it was opened. */
export interface SpoolCounters {
  /** Frames acknowledged. */
  readonly frames: number;
  /** Commits: one write and one fdatasync each. */
  readonly commits: number;
  /** Appends refused because there was no room. */
  readonly refused: number;
  /** Appends that failed at the disk. */
  readonly failed: number;
}

export interface SpoolWriter {
  readonly append: (payload: Uint8Array | readonly Uint8Array[]) => Promise<SpoolPosition>;
  readonly counters: () => SpoolCounters;
  close(): Promise<void>;
}

interface WriterDeps {
  readonly dir: string;
  readonly fs: SpoolFs;
  readonly spoolId: string;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly table: SegmentTable;
  /** True while the disk has to keep what room it has. */
  readonly isHeld: () => boolean;
  /** Called after each commit, when new frames may be read. */
  readonly onDurable: () => void;
}

interface Waiting extends CommitItem {
  readonly resolve: (position: SpoolPosition) => void;
  readonly reject: (error: SpoolError) => void;
}

/** Most bytes and frames of one commit: bounds how long the next one waits. */
const maxCommitBytes = 8 * 1024 * 1024;
const maxCommitFrames = 4096;

/** Writes frames with group commit: whatever waits goes out in one write and one fdatasync. */
export function createSpoolWriter(deps: WriterDeps): SpoolWriter {
  const { dir, table } = deps;
  const counters = { frames: 0, commits: 0, refused: 0, failed: 0 };
  const queue: Waiting[] = [];
  const current = createActiveSegment(deps);
  let queuedBytes = 0;
  let closed = false;
  let draining: Promise<void> | null = null;

  function refusal(bytes: number): SpoolError | null {
    if (closed) return new SpoolError('spool_closed', `The spool ${dir} is closed.`);
    const misfit = sizeError(bytes - frameHeaderBytes, deps.segmentBytes);
    if (misfit !== null) return misfit;
    const isFull = table.bytes() + queuedBytes + bytes > deps.maxBytes;
    if (!isFull && !deps.isHeld()) return null;
    counters.refused += 1;
    return fullError(deps, isFull);
  }

  async function drain(): Promise<void> {
    await Promise.resolve(); // appends of the same tick share the first commit
    while (queue.length > 0) {
      await commit(takeBatch(queue, current.room()));
    }
    draining = null;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const places = await current.write(batch);
      counters.commits += 1;
      counters.frames += batch.length;
      for (const [index, place] of places.entries()) batch[index]?.resolve(place);
      deps.onDurable();
    } catch (cause) {
      const error = writeError(dir, cause);
      counters[error.code === 'spool_full' ? 'refused' : 'failed'] += batch.length;
      for (const waiting of batch) waiting.reject(error);
    }
    for (const waiting of batch) queuedBytes -= waiting.bytes;
  }

  return {
    append: (payload) => {
      const pieces = payload instanceof Uint8Array ? [payload] : payload;
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, frameHeaderBytes);
      const refused = refusal(bytes);
      if (refused !== null) return Promise.reject(refused);
      queuedBytes += bytes;
      return new Promise((resolve, reject) => {
        queue.push({ pieces, bytes, resolve, reject });
        draining ??= drain();
      });
    },
    counters: () => ({ ...counters }),
    close: async () => {
      closed = true;
      await draining;
      await current.close();
    },
  };
}

function fullError({ dir, maxBytes }: WriterDeps, isFull: boolean): SpoolError {
  const why = isFull
    ? `The spool ${dir} holds its most, ${maxBytes} bytes.`
    : `The disk of the spool ${dir}, or another that data lies on, is nearly full.`;
  return new SpoolError('spool_full', `${why} Try again later.`);
}

function sizeError(bytes: number, segmentBytes: number): SpoolError | null {
  const most = Math.min(maxPayloadBytes, segmentBytes - frameHeaderBytes);
  if (bytes >= 1 && bytes <= most) return null;
  return new SpoolError('frame_size', `A payload of ${bytes} bytes cannot be kept: 1 to ${most} can.`);
}

/** Takes what goes into one commit: frames that fit the segment's room, or, for a new segment, a whole one. */
function takeBatch(queue: Waiting[], room: { readonly left: number; readonly whole: number }): Waiting[] {
  const first = queue[0];
  const limit = first !== undefined && first.bytes <= room.left ? room.left : room.whole;
  let bytes = 0;
  let count = 0;
  for (const waiting of queue) {
    if (count >= maxCommitFrames) break;
    if (count > 0 && bytes + waiting.bytes > Math.min(limit, maxCommitBytes)) break;
    bytes += waiting.bytes;
    count += 1;
  }
  return queue.splice(0, count);
}

import { join } from 'node:path';
import { segmentMarker } from './frame.ts';
import {
  findFrame,
  readFrames,
  type SegmentView,
  type SpoolDamage,
  type SpoolFrame,
} from './segment-scan.ts';
import type { SegmentTable } from './segment-table.ts';
import type { SegmentFile, SpoolFs } from './spool-fs.ts';
import { segmentName, type SpoolPosition } from './spool-position.ts';

/** What one read gave. Both lists are empty when the reader has caught up. */
export interface SpoolBatch {
  readonly frames: readonly SpoolFrame[];
  /** Damage passed over on the way: no frame can be read there. */
  readonly damage: readonly SpoolDamage[];
  /** Where the next read goes on. */
  readonly end: SpoolPosition;
}

/** Reads acknowledged frames in order. One call at a time. */
export interface SpoolReader {
  /** Reads on: about `maxBytes` (default 4 MiB) of frames, at least one if there is one. */
  read(maxBytes?: number): Promise<SpoolBatch>;
  /** Returns when there may be more to read, or when the signal or the spool's closing ends the wait. */
  wait(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

interface ReaderDeps {
  readonly dir: string;
  readonly fs: SpoolFs;
  readonly spoolId: string;
  readonly table: SegmentTable;
  readonly nextDurable: (signal?: AbortSignal) => Promise<void>;
}

const defaultReadBytes = 4 * 1024 * 1024;

export function createSpoolReader(deps: ReaderDeps, from: SpoolPosition): SpoolReader {
  const { dir, fs, spoolId, table } = deps;
  let place = from;
  let open: { readonly segment: number; readonly file: SegmentFile; readonly marker: number } | null = null;

  async function view(segment: number, end: number): Promise<SegmentView> {
    if (open?.segment !== segment) {
      await close();
      const file = await fs.open(join(dir, segmentName(segment)));
      open = { segment, file, marker: segmentMarker(spoolId, segment) };
    }
    return { file: open.file, segment, marker: open.marker, end };
  }

  async function close(): Promise<void> {
    const old = open;
    open = null;
    await old?.file.close();
  }

  /** The segment to read at, moving over ended and removed ones; null when there is nothing behind `place`. */
  function nextSegment(): { readonly segment: number; readonly end: number } | null {
    for (;;) {
      const segment = table.firstFrom(place.segment);
      if (segment === null) return null;
      if (segment > place.segment) place = { segment, offset: 0 };
      const end = table.sizeOf(segment) ?? 0;
      if (place.offset < end) return { segment, end };
      if (table.firstFrom(segment + 1) === null) return null;
      place = { segment: segment + 1, offset: 0 };
    }
  }

  async function read(maxBytes = defaultReadBytes): Promise<SpoolBatch> {
    const damage: SpoolDamage[] = [];
    for (;;) {
      const next = nextSegment();
      if (next === null) return { frames: [], damage, end: place };
      const segment = await view(next.segment, next.end);
      const run = await readFrames(segment, place.offset, maxBytes);
      if (run.stopped === 'damaged') {
        const good = (await findFrame(segment, run.next + 1)) ?? next.end;
        damage.push({
          position: { segment: next.segment, offset: run.next },
          bytes: good - run.next,
        });
        place = { segment: next.segment, offset: good };
      } else {
        place = { segment: next.segment, offset: run.next };
      }
      if (run.frames.length > 0) return { frames: run.frames, damage, end: place };
    }
  }

  return {
    read,
    wait: async (signal) => {
      if (nextSegment() === null) await deps.nextDurable(signal);
    },
    close,
  };
}

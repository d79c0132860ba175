import { frameAt, frameHeaderBytes } from './frame.ts';
import type { SegmentFile } from './spool-fs.ts';
import type { SpoolPosition } from './spool-position.ts';

/** An open segment up to the byte that counts: nothing at or behind `end` is looked at. */
export interface SegmentView {
  readonly file: SegmentFile;
  readonly segment: number;
  readonly marker: number;
  readonly end: number;
}

/** One frame as read back. */
export interface SpoolFrame {
  readonly position: SpoolPosition;
  /** The place behind the frame: where a reader that has dealt with it goes on. */
  readonly end: SpoolPosition;
  readonly payload: Buffer;
}

/** Bytes that are no whole frame, between whole frames or at a segment's end. */
export interface SpoolDamage {
  readonly position: SpoolPosition;
  readonly bytes: number;
}

export interface FrameRun {
  readonly frames: readonly SpoolFrame[];
  /** Offset behind the last frame. */
  readonly next: number;
  /** What stands at `next`: the view's end, more that was not read, or no whole frame. */
  readonly stopped: 'end' | 'more' | 'damaged';
}

/** Reads the whole frames that start at `offset`: about `maxBytes` of them, at least one if there is one. */
export async function readFrames(view: SegmentView, offset: number, maxBytes: number): Promise<FrameRun> {
  const bytes = await readRange(view, offset, Math.max(maxBytes, frameHeaderBytes));
  const frames: SpoolFrame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const found = frameAt(bytes, at, { marker: view.marker, offset: offset + at });
    if (found.kind === 'frame') {
      frames.push(frameFrom(view.segment, bytes, at, offset, found.bytes));
      at += found.bytes;
      continue;
    }
    const next = offset + at;
    if (found.kind === 'damaged' || next + found.bytes > view.end)
      return { frames, next, stopped: 'damaged' };
    if (offset + bytes.length >= view.end) return { frames, next, stopped: 'damaged' };
    if (frames.length > 0) return { frames, next, stopped: 'more' };
    return readFrames(view, offset, found.bytes + frameHeaderBytes);
  }
  const next = offset + at;
  return { frames, next, stopped: next >= view.end ? 'end' : bytes.length === 0 ? 'damaged' : 'more' };
}

function frameFrom(segment: number, bytes: Buffer, at: number, base: number, size: number): SpoolFrame {
  return {
    position: { segment, offset: base + at },
    end: { segment, offset: base + at + size },
    payload: bytes.subarray(at + frameHeaderBytes, at + size),
  };
}

const searchBytes = 1024 * 1024;
const markerBytes = 4;

/** Offset of the first whole frame at or behind `from`; null when there is none before the view's end. */
export async function findFrame(view: SegmentView, from: number): Promise<number | null> {
  const marker = Buffer.alloc(markerBytes);
  marker.writeUInt32LE(view.marker);
  for (let base = from; base < view.end; base += searchBytes) {
    const bytes = await readRange(view, base, searchBytes + markerBytes - 1);
    for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
      const run = await readFrames(view, base + at, frameHeaderBytes);
      if (run.frames.length > 0) return base + at;
    }
  }
  return null;
}

/** What a walk over a whole segment found. */
export interface SegmentReport {
  readonly frames: number;
  /** Offset behind the last whole frame. */
  readonly end: number;
  readonly damage: readonly SpoolDamage[];
}

const walkBytes = 4 * 1024 * 1024;

/** Walks a segment from its start, over damage, to its last whole frame. */
export async function walkSegment(view: SegmentView): Promise<SegmentReport> {
  const damage: SpoolDamage[] = [];
  let frames = 0;
  let offset = 0;
  while (offset < view.end) {
    const run = await readFrames(view, offset, walkBytes);
    frames += run.frames.length;
    offset = run.next;
    if (run.stopped !== 'damaged') continue;
    const next = await findFrame(view, offset + 1);
    if (next === null) break;
    damage.push({ position: { segment: view.segment, offset }, bytes: next - offset });
    offset = next;
  }
  return { frames, end: offset, damage };
}

async function readRange(view: SegmentView, offset: number, maxBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(maxBytes, view.end - offset)));
  const filled = bytes.length === 0 ? 0 : await view.file.read(bytes, offset);
  return bytes.subarray(0, filled);
}

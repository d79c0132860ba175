import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newId, type RandomBytes } from '../../kernel/index.ts';
import { acquireLock, type Lock } from '../lock/index.ts';
import { frameHeaderBytes, segmentMarker } from './frame.ts';
import { walkSegment, type SpoolDamage } from './segment-scan.ts';
import { createSegmentTable, type SegmentTable } from './segment-table.ts';
import { SpoolError } from './spool-error.ts';
import { nodeSpoolFs, type SpoolFs } from './spool-fs.ts';
import { comparePositions, segmentName, segmentNumber, type SpoolPosition } from './spool-position.ts';
import { createSpoolReader, type SpoolReader } from './spool-reader.ts';
import { createSpoolWriter, type SpoolCounters } from './spool-writer.ts';

export interface SpoolOptions {
  /** The spool's folder; made when missing. */
  readonly dir: string;
  /** Most bytes that the segments may hold together; at least two segments. */
  readonly maxBytes: number;
  /** Size at which a new segment file is begun, in bytes; default 64 MiB. */
  readonly segmentBytes?: number;
  /** Time of opening, for the lock's message and the spool's id. */
  readonly now: Date;
  readonly random?: RandomBytes;
  readonly fs?: SpoolFs;
  /** While it says true, appends are refused as if the spool were full: the disk has to keep what room it has. */
  readonly isHeld?: () => boolean;
}

/** What opening found. */
export interface SpoolRecovery {
  /** Bytes behind the last whole frame that were cut off: a write that a crash interrupted. */
  readonly cutBytes: number;
  /** Where the cut was made; null when nothing was cut. */
  readonly cutAt: SpoolPosition | null;
  /** Damage in the last segment before its last whole frame; older segments tell theirs when they are read. */
  readonly damage: readonly SpoolDamage[];
}

export interface SpoolUsage {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly segments: number;
  /** The oldest place that can be read, and the place behind the newest acknowledged frame. */
  readonly start: SpoolPosition;
  readonly end: SpoolPosition;
}

/** A file of the spool's folder and how many of its bytes are on the disk; there may be more of them that do not count. */
export interface SpoolFile {
  readonly name: string;
  readonly bytes: number;
}

/** A durable queue of byte strings in segment files, with one owner process. */
export interface Spool {
  /** A UUID that never changes for this folder: record ids are derived from it. */
  readonly id: string;
  readonly recovery: SpoolRecovery;
  /**
   * Keeps a payload (1 byte to 16 MiB, in one piece or several) and resolves when it is on the disk. Rejects with a
   * SpoolError; after a retryable one nothing of the payload was kept. The bytes must not change until then.
   */
  readonly append: (payload: Uint8Array | readonly Uint8Array[]) => Promise<SpoolPosition>;
  /** Reads from a frame's `position` or `end`, or from the oldest frame. Throws `position_ahead` beyond the end. */
  reader(from?: SpoolPosition): SpoolReader;
  /** Deletes the segments that lie wholly before a place; the newest one always stays. */
  release(upTo: SpoolPosition): Promise<void>;
  usage(): SpoolUsage;
  /**
   * Gives everything that is durable now a second name in an empty folder on the same disk, for a copy to be made in
   * peace. Nothing may be released meanwhile.
   */
  linkInto(folder: string): Promise<readonly SpoolFile[]>;
  readonly counters: () => SpoolCounters;
  /** Waits for running appends, then lets the folder go. */
  close(): Promise<void>;
}

const defaultSegmentBytes = 64 * 1024 * 1024;

/** Opens or makes a spool. Throws LockHeldError when another process has it, SpoolError when it cannot be read. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, maxBytes, segmentBytes = defaultSegmentBytes, now, fs = nodeSpoolFs, random } = options;
  if (segmentBytes <= frameHeaderBytes || maxBytes < 2 * segmentBytes) {
    throw new RangeError(
      `A spool of ${maxBytes} bytes must hold at least two segments of ${segmentBytes} bytes.`,
    );
  }
  await fs.makeDir(dir);
  const lock = await acquireLock(join(dir, 'lock'), 'spool', now);
  try {
    const found = await listSegments(fs, dir);
    const id = await identity({ dir, fs, now, random: random ?? randomBytes, isNew: found.length === 0 });
    const { recovery, table } = await recover(fs, dir, id, found);
    const isHeld = options.isHeld ?? (() => false);
    return buildSpool({ dir, fs, id, lock, maxBytes, segmentBytes, table, recovery, isHeld });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Parts {
  readonly dir: string;
  readonly fs: SpoolFs;
  readonly id: string;
  readonly lock: Lock;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly table: SegmentTable;
  readonly recovery: SpoolRecovery;
  readonly isHeld: () => boolean;
}

function buildSpool(parts: Parts): Spool {
  const { dir, fs, id, lock, maxBytes, segmentBytes, table, recovery, isHeld } = parts;
  const durable = createBell();
  const writer = createSpoolWriter({
    dir,
    fs,
    spoolId: id,
    maxBytes,
    segmentBytes,
    table,
    isHeld,
    onDurable: durable.ring,
  });
  const end = (): SpoolPosition => {
    const segment = table.last() ?? 0;
    return { segment, offset: table.sizeOf(segment) ?? 0 };
  };
  return {
    id,
    recovery,
    append: writer.append,
    reader: (from = { segment: 0, offset: 0 }) => {
      if (comparePositions(from, end()) > 0) {
        const message = `The spool ${dir} ends before the place asked for: was the folder replaced or restored?`;
        throw new SpoolError('position_ahead', message);
      }
      return createSpoolReader({ dir, fs, spoolId: id, table, nextDurable: durable.next }, from);
    },
    release: async (upTo) => {
      for (const segment of table.numbers().slice(0, -1)) {
        const isBefore =
          segment < upTo.segment || (segment === upTo.segment && upTo.offset >= (table.sizeOf(segment) ?? 0));
        if (!isBefore) return;
        await fs.remove(join(dir, segmentName(segment)));
        table.remove(segment);
      }
    },
    linkInto: (folder) => linkInto(parts, folder),
    usage: () => ({
      bytes: table.bytes(),
      maxBytes,
      segments: table.numbers().length,
      start: { segment: table.numbers()[0] ?? 0, offset: 0 },
      end: end(),
    }),
    counters: writer.counters,
    close: async () => {
      await writer.close();
      durable.ring();
      await lock.release();
    },
  };
}

async function linkInto({ dir, fs, table }: Parts, folder: string): ReturnType<Spool['linkInto']> {
  const durable = table.numbers().map((segment) => ({
    name: segmentName(segment),
    bytes: table.sizeOf(segment) ?? 0,
  }));
  const files = [{ name: identityName, bytes: identityBytes }, ...durable];
  for (const { name } of files) await fs.link(join(dir, name), join(folder, name));
  return files;
}

async function listSegments(
  fs: SpoolFs,
  dir: string,
): Promise<readonly { readonly segment: number; readonly size: number }[]> {
  const files = await fs.list(dir);
  return files
    .flatMap(({ name, size }) => {
      const segment = segmentNumber(name);
      return segment === null ? [] : [{ segment, size }];
    })
    .toSorted((a, b) => a.segment - b.segment);
}

interface IdentityDeps {
  readonly dir: string;
  readonly fs: SpoolFs;
  readonly now: Date;
  readonly random: RandomBytes;
  readonly isNew: boolean;
}

const identityName = 'spool-id';
/** `tocsin-spool 1 `, a UUID and the end of the line. */
const identityBytes = 15 + 36 + 1;
const identityPattern = /^tocsin-spool 1 ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n$/;

/** Reads the spool's id, or makes one for an empty folder. Without it the segments cannot be read. */
async function identity({ dir, fs, now, random, isNew }: IdentityDeps): Promise<string> {
  const path = join(dir, identityName);
  const text = await fs.readText(path);
  if (text === null && isNew) {
    const id = newId<'spool'>(now, random);
    await fs.writeText(path, `tocsin-spool 1 ${id}\n`);
    return id;
  }
  const id = identityPattern.exec(text ?? '')?.[1];
  if (id !== undefined) return id;
  const message = `${path} is ${text === null ? 'missing' : 'not readable by this version'}. Restore it, or move the segment files away.`;
  throw new SpoolError('spool_foreign', message);
}

/** Walks the last segment, the only one that a crash can leave torn, and cuts it behind its last whole frame. */
async function recover(
  fs: SpoolFs,
  dir: string,
  id: string,
  found: readonly { readonly segment: number; readonly size: number }[],
): Promise<{ readonly recovery: SpoolRecovery; readonly table: SegmentTable }> {
  const last = found.at(-1);
  const whole: SpoolRecovery = { cutBytes: 0, cutAt: null, damage: [] };
  if (last === undefined) return { recovery: whole, table: createSegmentTable([]) };
  const { segment, size } = last;
  const file = await fs.open(join(dir, segmentName(segment)));
  try {
    const report = await walkSegment({ file, segment, marker: segmentMarker(id, segment), end: size });
    const cutBytes = size - report.end;
    if (cutBytes > 0) {
      await file.truncate(report.end);
      await file.datasync();
    }
    const cutAt = cutBytes > 0 ? { segment, offset: report.end } : null;
    const table = createSegmentTable([...found.slice(0, -1), { segment, size: report.end }]);
    return { recovery: { cutBytes, cutAt, damage: report.damage }, table };
  } finally {
    await file.close();
  }
}

/** Wakes everyone who waits for the next commit. */
function createBell(): { readonly ring: () => void; readonly next: (signal?: AbortSignal) => Promise<void> } {
  let waiting = new Set<() => void>();
  return {
    ring: () => {
      const woken = waiting;
      waiting = new Set();
      for (const wake of woken) wake();
    },
    next: (signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const wake = (): void => {
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      }),
  };
}

import type { Clock } from '../../kernel/index.ts';
import {
  comparePositions,
  spoolStart,
  SpoolError,
  type Spool,
  type SpoolPosition,
} from '../../platform/spool/index.ts';
import { decodeKeyPage, encodeKeyPages, type KeyEntry } from './batch-key-page.ts';
import { withRange, type KnownBatch } from './batch-memory.ts';
import { decodeFrameHeader, type BatchPart } from './frame-codec.ts';

/**
 * The memory of batches that came with an idempotency key. It outlives the process with the spool's folder alone: a
 * log of keys tells all up to a place in the spool, and the frames behind that place tell the rest.
 */
export interface BatchKeys {
  /** What is known of a batch; null when nothing, or nothing any more. */
  find(key: string): KnownBatch | null;
  /** Call before appending a batch, and the returned function when all its appends have ended and are noted. */
  begin(): () => void;
  /** Remembers that a part with `count` records is on the disk. */
  note(part: BatchPart, count: number, receivedAt: number): void;
  /** Runs work on a key while no other work on it runs. */
  exclusive<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Writes what is known up to now to the log of keys, so that the spool's frames may go. */
  checkpoint(): Promise<void>;
  /** Runs work while the log of keys does not change. */
  undisturbed<T>(work: () => Promise<T>): Promise<T>;
  /** The place in the spool up to which the log of keys tells all. */
  loggedUpTo(): SpoolPosition;
  size(): number;
  /** Pages of the log of keys that could not be read at opening: batches in them may be stored twice if sent again. */
  lostPages(): number;
}

interface KeysDeps {
  readonly spool: Spool;
  /** Where keys are written: a spool of its own. */
  readonly log: Spool;
  readonly clock: Clock;
  /** How long a batch is remembered, in milliseconds. */
  readonly windowMs: number;
  /** Most batches remembered; beyond it the oldest tenth is forgotten. */
  readonly maxKeys: number;
}

/** Reads the memory back from the log of keys and from the frames behind it. */
export async function openBatchKeys(deps: KeysDeps): Promise<BatchKeys> {
  const memory = createMemory(deps);
  const logSegments = new Map<number, number>();
  const upTo = await readLog(deps.log, memory, logSegments);
  await readFrames(deps.spool, upTo, memory);
  return buildKeys(deps, memory, upTo, logSegments);
}

function buildKeys(
  { log, spool }: KeysDeps,
  memory: Memory,
  logged: SpoolPosition,
  logSegments: Map<number, number>,
): BatchKeys {
  const floors = new Set<SpoolPosition>();
  const busy = new Map<string, Promise<unknown>>();
  let upTo = logged;
  const inTurn = createTurns();

  async function checkpoint(): Promise<void> {
    const safe = [...floors].reduce(
      (low, floor) => (comparePositions(floor, low) < 0 ? floor : low),
      spool.usage().end,
    );
    const entries = memory.unlogged();
    if (comparePositions(safe, upTo) <= 0 && entries.length === 0) return;
    const newest = Math.max(0, ...entries.map(({ receivedAt }) => receivedAt));
    for (const page of encodeKeyPages(entries, upTo, safe)) {
      const { segment } = await log.append(page);
      logSegments.set(segment, Math.max(newest, logSegments.get(segment) ?? 0));
    }
    upTo = safe;
    memory.logged(entries.length);
    const oldest = memory.oldest();
    const kept = [...logSegments].find(([, at]) => at >= oldest)?.[0] ?? Infinity;
    for (const segment of logSegments.keys())
      if (segment < kept && segment < log.usage().end.segment) logSegments.delete(segment);
    await log.release({ segment: Math.min(kept, log.usage().end.segment), offset: 0 });
  }

  return {
    find: memory.find,
    begin: () => {
      const floor = { ...spool.usage().end };
      floors.add(floor);
      return () => floors.delete(floor);
    },
    note: memory.note,
    exclusive: async (key, work) => {
      const before = busy.get(key) ?? Promise.resolve();
      const mine = before.then(work);
      const settled = mine.catch(() => undefined);
      busy.set(key, settled);
      try {
        return await mine;
      } finally {
        if (busy.get(key) === settled) busy.delete(key);
      }
    },
    checkpoint: () => inTurn(checkpoint),
    undisturbed: inTurn,
    loggedUpTo: () => upTo,
    size: memory.size,
    lostPages: memory.lostPages,
  };
}

/** Runs one work after another. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = running.then(work);
    running = mine.catch(() => undefined);
    return mine;
  };
}

interface Memory {
  readonly find: (key: string) => KnownBatch | null;
  readonly note: (part: BatchPart, count: number, receivedAt: number) => void;
  readonly restore: (entry: KeyEntry) => void;
  /** What was noted and is not in the log of keys yet. */
  readonly unlogged: () => readonly KeyEntry[];
  /** The first `count` of the unlogged are in the log; a good time to forget what is too old. */
  readonly logged: (count: number) => void;
  /** Unix milliseconds of the oldest batch remembered; infinity when there is none. */
  readonly oldest: () => number;
  readonly size: () => number;
  readonly lost: (pages: number) => void;
  readonly lostPages: () => number;
}

/** How much is kept when there are too many keys: some room, so that not every new key has to forget one. */
const keptShare = 0.9;

function createMemory({ clock, maxKeys, windowMs }: KeysDeps): Memory {
  const known = new Map<string, KnownBatch>();
  let pending: KeyEntry[] = [];
  let lostPages = 0;

  const isOld = (batch: KnownBatch): boolean => batch.receivedAt < clock.now().getTime() - windowMs;

  /** Forgets what is too old, and the oldest down to `most`. They come first: a batch keeps its first place. */
  function forget(most: number): void {
    for (const [key, batch] of known) {
      if (known.size <= most && !isOld(batch)) return;
      known.delete(key);
    }
  }

  function restore({ key, fingerprint, first, count, total, receivedAt }: KeyEntry): void {
    const before = known.get(key);
    const isSame = before?.fingerprint === fingerprint && !isOld(before);
    const stored = withRange(isSame ? before.stored : [], { first, end: first + count });
    if (!isSame) known.delete(key);
    known.set(key, { fingerprint, total, stored, receivedAt: isSame ? before.receivedAt : receivedAt });
    if (known.size > maxKeys) forget(Math.floor(maxKeys * keptShare));
  }

  return {
    find: (key) => {
      const found = known.get(key);
      return found === undefined || isOld(found) ? null : found;
    },
    note: (part, count, receivedAt) => {
      const entry = { ...part, count, receivedAt };
      restore(entry);
      pending.push(entry);
    },
    restore,
    unlogged: () => [...pending],
    logged: (count) => {
      pending = pending.slice(count);
      forget(maxKeys);
    },
    oldest: () => known.values().next().value?.receivedAt ?? Infinity,
    size: () => known.size,
    lost: (pages) => {
      lostPages += pages;
    },
    lostPages: () => lostPages,
  };
}

/** Reads the log of keys; returns the place in the spool up to which it tells all. */
async function readLog(log: Spool, memory: Memory, logSegments: Map<number, number>): Promise<SpoolPosition> {
  let upTo = spoolStart;
  const reader = log.reader();
  for (;;) {
    const { damage, frames } = await reader.read();
    memory.lost(damage.length);
    if (frames.length === 0) break;
    for (const { payload, position } of frames) {
      const page = decodeKeyPage(payload);
      if (page === null) {
        memory.lost(1);
        continue;
      }
      upTo = page.upTo;
      for (const entry of page.entries) {
        memory.restore(entry);
        logSegments.set(position.segment, Math.max(entry.receivedAt, logSegments.get(position.segment) ?? 0));
      }
    }
  }
  await reader.close();
  return upTo;
}

/** Notes the batches of all frames from a place on. */
async function readFrames(spool: Spool, from: SpoolPosition, memory: Memory): Promise<void> {
  const reader = readerFrom(spool, from);
  for (;;) {
    const { frames } = await reader.read();
    if (frames.length === 0) break;
    for (const { payload } of frames) {
      const decoded = decodeFrameHeader(payload);
      if (!decoded.ok || decoded.value.header.batch === null) continue;
      memory.note(decoded.value.header.batch, decoded.value.count, decoded.value.header.receivedAt);
    }
  }
  await reader.close();
}

/** A log of keys that is ahead of the spool was kept when the spool was replaced: then all frames are read. */
function readerFrom(spool: Spool, from: SpoolPosition): ReturnType<Spool['reader']> {
  try {
    return spool.reader(from);
  } catch (error) {
    if (error instanceof SpoolError && error.code === 'position_ahead') return spool.reader();
    throw error;
  }
}

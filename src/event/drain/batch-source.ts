import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  comparePositions,
  type Spool,
  type SpoolFrame,
  type SpoolPosition,
  type SpoolReader,
} from '../../platform/spool/index.ts';
import type { PlannedBatch } from './drain-store.ts';

/** A stretch of the spool with fixed bounds: stored and judged together, exactly once. */
export interface SpooledBatch {
  readonly spoolId: string;
  readonly start: SpoolPosition;
  readonly end: SpoolPosition;
  readonly frames: readonly SpoolFrame[];
  /** Version of what judges the batch, also when it is worked on again; null when none was written down. */
  readonly judgedBy: number | null;
  /** Version of the suppressions that it is judged by; written down with its bounds. */
  readonly suppressions: number | null;
}

/** The same for every attempt at the same batch: ClickHouse keeps one insert of each token. */
export const batchToken = (batch: Pick<SpooledBatch, 'spoolId' | 'start'>): string =>
  `${batch.spoolId}:${batch.start.segment}:${batch.start.offset}`;

export interface BatchSourceOptions {
  readonly spool: Spool;
  readonly log: Logger;
  /** Most that the frames of a batch may weigh together; a heavier frame is a batch of its own. */
  readonly batchWeight?: number;
  /** What a frame weighs: by default its bytes. */
  readonly weigh?: (frame: SpoolFrame) => number;
  /** How long a small batch waits for more, milliseconds. */
  readonly lingerMs?: number;
}

const defaultBatchWeight = 1024 * 1024;
/** Read at a time, so that a batch of light frames is as full as one of heavy ones. */
const readBytes = 1024 * 1024;
const bytesOf = (frame: SpoolFrame): number => frame.payload.length;
const defaultLingerMs = 40;
/** Longest that a batch is gathered while more keeps coming, milliseconds. */
const gatherMs = 120;

export interface BatchSource {
  /** The next batch; null when there is none now (with `wait`: only when stopped). */
  next(wait: boolean): Promise<{ batch: SpooledBatch; wasPlanned: boolean } | null>;
  close(): Promise<void>;
}

/** Cuts what the spool holds into batches: first the ones that were planned before, with their own bounds. */
export function createBatchSource(
  options: BatchSourceOptions,
  committed: SpoolPosition,
  planned: readonly PlannedBatch[],
  signal: AbortSignal,
): BatchSource {
  const { spool } = options;
  const toRepeat = [...planned];
  // The first batch begins where the last one ended, also when the segment in between is gone: its token is made of
  // that place, and must be the same after a restart.
  let place = committed;
  const { start: oldest } = spool.usage();
  let reader = spool.reader(comparePositions(committed, oldest) < 0 ? oldest : committed);

  async function repeatPlanned({ end, judgedBy, suppressions }: PlannedBatch): Promise<SpooledBatch> {
    const start = place;
    const frames: SpoolFrame[] = [];
    while (comparePositions(place, end) < 0) {
      const read = await reader.read(readBytes);
      if (read.frames.length === 0) break;
      frames.push(...read.frames.filter((frame) => comparePositions(frame.position, end) < 0));
      place = read.end;
    }
    await reader.close();
    place = end;
    reader = spool.reader(place);
    return { spoolId: spool.id, start, end, frames, judgedBy, suppressions };
  }

  async function readNew(wait: boolean): Promise<SpooledBatch | null> {
    const start = place;
    const gathered = await gather(reader, options, wait ? signal : null);
    place = gathered.end;
    if (gathered.frames.length === 0) return null;
    const { frames } = gathered;
    return { spoolId: spool.id, start, end: place, frames, judgedBy: null, suppressions: null };
  }

  return {
    next: async (wait) => {
      const again = toRepeat.shift();
      if (again !== undefined) return { batch: await repeatPlanned(again), wasPlanned: true };
      const batch = await readNew(wait);
      return batch === null ? null : { batch, wasPlanned: false };
    },
    close: () => reader.close(),
  };
}

/**
 * Reads new frames until they weigh enough, or no more come for a moment. Without any, waits for the first one unless
 * `signal` is null or aborts.
 */
async function gather(
  reader: SpoolReader,
  {
    log,
    batchWeight = defaultBatchWeight,
    weigh = bytesOf,
    lingerMs = defaultLingerMs,
  }: Omit<BatchSourceOptions, 'spool'>,
  signal: AbortSignal | null,
): Promise<{ readonly frames: readonly SpoolFrame[]; readonly end: SpoolPosition }> {
  const frames: SpoolFrame[] = [];
  let end: SpoolPosition;
  let weight = 0;
  let lingered = false;
  let until = Infinity;
  for (;;) {
    const read = await reader.read(Math.min(readBytes, batchWeight - weight));
    for (const damage of read.damage)
      log.error({ damage }, 'a part of the spool is damaged and cannot be read');
    frames.push(...read.frames);
    weight += read.frames.reduce((sum, frame) => sum + weigh(frame), 0);
    end = read.end;
    if (weight >= batchWeight || performance.now() > until) break;
    if (read.frames.length > 0) {
      until = Math.min(until, performance.now() + gatherMs);
      continue;
    }
    if (frames.length > 0) {
      if (lingered) break;
      lingered = true;
      await delay(lingerMs);
      continue;
    }
    if (signal === null) break;
    await reader.wait(signal);
    if (signal.aborted) break;
  }
  return { frames, end };
}

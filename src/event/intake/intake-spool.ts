import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hourMs, type Clock, type RandomBytes } from '../../kernel/index.ts';
import { openSpool, type Spool, type SpoolFs } from '../../platform/spool/index.ts';
import { openBatchKeys, type BatchKeys } from './batch-keys.ts';

export interface IntakeSpoolOptions {
  readonly dir: string;
  /** Most bytes that waiting records may take on the disk. */
  readonly maxBytes: number;
  readonly segmentBytes?: number;
  readonly clock: Clock;
  /** How long an idempotency key is remembered, in milliseconds; default 24 hours. */
  readonly keyWindowMs?: number;
  /** Most idempotency keys remembered; default 250,000 (about 70 MiB of memory). */
  readonly maxKeys?: number;
  readonly random?: RandomBytes;
  readonly fs?: SpoolFs;
  /** While it says true, records are refused as if the spool were full; keys are still saved. */
  readonly isHeld?: () => boolean;
}

export interface IntakeSpool {
  /** The spool that receivers append to and the pipeline drains. Its `release` first saves the keys it would lose. */
  readonly spool: Spool;
  readonly keys: BatchKeys;
}

const defaultKeyWindowMs = 24 * hourMs;
const defaultMaxKeys = 250_000;
/** Below the spool's own folder. */
const keysFolder = 'keys';
const keySegmentBytes = 1024 * 1024;
const keyLogBytes = 128 * 1024 * 1024;

/** Opens the spool of intake with its memory of idempotency keys. Closing the spool closes both. */
export async function openIntakeSpool(options: IntakeSpoolOptions): Promise<IntakeSpool> {
  const { clock, dir, keyWindowMs = defaultKeyWindowMs, maxKeys = defaultMaxKeys, ...given } = options;
  const { isHeld: _isHeld, ...rest } = given;
  const now = clock.now();
  const spool = await openSpool({ ...given, dir, now });
  let log: Spool | null = null;
  try {
    log = await openSpool({
      ...rest,
      dir: join(dir, keysFolder),
      maxBytes: keyLogBytes,
      segmentBytes: keySegmentBytes,
      now,
    });
    const keys = await openBatchKeys({ spool, log, clock, windowMs: keyWindowMs, maxKeys });
    return { spool: withKeys(spool, log, keys), keys };
  } catch (error) {
    await log?.close();
    await spool.close();
    throw error;
  }
}

/** Saves keys before the frames that hold them go, and now and then, so that opening need not read a long backlog. */
function withKeys(spool: Spool, log: Spool, keys: BatchKeys): Spool {
  let isSaving = false;
  // When the keys cannot be saved the disk is full or broken; they stay in memory and are saved with the next attempt.
  const save = async (): Promise<void> => {
    isSaving = true;
    await keys.checkpoint().catch(() => undefined);
    isSaving = false;
  };
  return {
    ...spool,
    append: async (payload) => {
      const position = await spool.append(payload);
      if (position.segment > keys.loggedUpTo().segment && !isSaving) void save();
      return position;
    },
    // The keys first: of a batch whose key is there, every record must be there too, or it is refused when sent again.
    linkInto: (folder) =>
      keys.undisturbed(async () => {
        await mkdir(join(folder, keysFolder), { mode: 0o700 });
        const keyFiles = await log.linkInto(join(folder, keysFolder));
        const files = await spool.linkInto(folder);
        return [...files, ...keyFiles.map((file) => ({ ...file, name: join(keysFolder, file.name) }))];
      }),
    release: async (upTo) => {
      if (upTo.segment <= spool.usage().start.segment) return;
      // Even when that failed: on a full disk nothing moves again unless segments go.
      await save();
      await spool.release(upTo);
    },
    close: async () => {
      await spool.close();
      await save();
      await log.close();
    },
  };
}

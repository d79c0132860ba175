import { setTimeout as sleep } from 'node:timers/promises';
import { SpoolError, type Spool } from '../../platform/spool/index.ts';

/** Appends a payload and tries again for as long as the spool has no room; false: it will not be stored. */
export type DurableAppend = (pieces: readonly Uint8Array[]) => Promise<boolean>;

/** Waits between two attempts; returns early when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

interface AppendDeps {
  readonly spool: Pick<Spool, 'append'>;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  readonly retryMs: number;
  readonly pause?: Pause;
}

/** For senders that cannot be told to come again: the payload waits here until the spool takes it. */
export function createDurableAppend({
  spool,
  signal,
  retryMs,
  pause = timerPause,
}: AppendDeps): DurableAppend {
  return async (pieces) => {
    for (;;) {
      try {
        await spool.append(pieces);
        return true;
      } catch (error) {
        if (!(error instanceof SpoolError)) throw error;
        if (!error.retryable || signal.aborted) return false;
        await pause(retryMs, signal);
      }
    }
  };
}

async function timerPause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

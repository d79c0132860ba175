import { noteComplete, type Drain } from '../../event/index.ts';
import { systemScope, type Clock } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';
import type { BatchReply } from './pipeline-message.ts';

/** Records of the same moment may stand in the spool in another order; none is further behind than this. */
const settleMs = 5_000;
const idleNoteMs = 5_000;
const scope = systemScope('completeness');

/** Up to when everything that was received is judged once a batch has committed; null for one without records. */
export function completeAfter({ tallies }: Pick<BatchReply, 'tallies'>): Date | null {
  const newest = Math.max(...tallies.map(({ lastReceivedAt }) => lastReceivedAt));
  return Number.isFinite(newest) ? new Date(newest - settleMs) : null;
}

export interface CompletenessOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spoolId: string;
  readonly drain: Pick<Drain<unknown>, 'isResting'>;
}

/** While the spool is empty, notes now and then that nothing is missing. Returns what ends that. */
export function startIdleNotes({ clock, db, drain, log, spoolId }: CompletenessOptions): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (!drain.isResting()) return;
    const until = new Date(clock.now().getTime() - settleMs);
    running = inScope(db, scope, (tx) => noteComplete(tx, spoolId, until)).catch((error: unknown) => {
      log.warn({ err: error }, 'it could not be noted that the spool is drained; trying again');
    });
  }, idleNoteMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

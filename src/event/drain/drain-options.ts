import type { Clock } from '../../kernel/index.ts';
import type { Db, Tx } from '../../platform/postgres/index.ts';
import type { BatchSourceOptions, SpooledBatch } from './batch-source.ts';

/** What a drain does with its batches. */
export interface DrainOptions<Outcome> extends BatchSourceOptions {
  readonly db: Db;
  readonly clock: Clock;
  /**
   * Parses, evaluates and writes a batch to ClickHouse under its token; may be called again for the same batch. It may
   * say that the batch is judged before it is written: whoever judges is free for the next one then.
   */
  readonly process: (batch: SpooledBatch, onJudged: () => void) => Promise<Outcome>;
  /** Writes what follows from the batch; shares the transaction with the drained position. */
  readonly commit: (tx: Tx, outcome: Outcome, batch: SpooledBatch) => Promise<void>;
  /** After the commit; a failure here is only logged. */
  readonly onCommitted?: (outcome: Outcome, batch: SpooledBatch) => void;
  /** Version of what judges batches that are planned now. Absent: nothing that judges has versions. */
  readonly judgedBy?: () => number;
  /**
   * Version of the suppressions that a batch is judged by which is planned in this transaction. Absent: there are none.
   */
  readonly suppressionsOf?: (tx: Tx) => Promise<number>;
  /** Batches in work at the same time, and how many of them may be judged at the same time: by default all. */
  readonly parallel: number;
  readonly judges?: number;
}

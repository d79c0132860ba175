import { setTimeout as delay } from 'node:timers/promises';
import { discardBytes, systemScope } from '../../kernel/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { comparePositions, spoolStart, type SpoolPosition } from '../../platform/spool/index.ts';
import { begin, flagOf, settled, type Attempt } from './attempt.ts';
import { createBatchSource, type BatchSource, type SpooledBatch } from './batch-source.ts';
import { loadDrain, saveDrain, type PlannedBatch } from './drain-store.ts';
import type { DrainOptions } from './drain-options.ts';
import { PendingRead } from './pending-read.ts';

type NextBatch = NonNullable<Awaited<ReturnType<BatchSource['next']>>>;

interface InWork<Outcome> {
  readonly batch: SpooledBatch;
  attempt: Attempt<Outcome>;
}

const longestRetryMs = 10_000;
const firstRetryMs = 100;
const retryMs = (failures: number): number =>
  Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures, 10));
const scope = systemScope('drain');

/**
 * Drains a spool in order, exactly once. The bounds of a batch are committed before its first attempt, so a restart
 * repeats the same batches under the same tokens and by the same judge; the drained position commits together with what follows from
 * the batch (docs/adr/0002-exactly-once.md).
 */
export async function startDrain<Outcome>(options: DrainOptions<Outcome>): Promise<Drain<Outcome>> {
  const saved = await inScope(options.db, scope, (tx) => loadDrain(tx, options.spool.id));
  return new Drain(options, saved?.committed ?? spoolStart, saved?.planned ?? []);
}

/** A running drain. */
export class Drain<Outcome> {
  readonly #options: DrainOptions<Outcome>;
  readonly #source: BatchSource;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  readonly #inWork: InWork<Outcome>[] = [];
  readonly #planned: PlannedBatch[];
  #committed: SpoolPosition;
  #failures = 0;
  /** Set while the drain is paused, or told to. */
  #paused: AbortController | null = null;
  readonly #reading: PendingRead<NextBatch | null>;
  /** What was read before a pause was noticed; not planned yet. */
  #aside: NextBatch | null = null;
  /** Nothing is in work, and nothing is planned, stored or committed now. */
  #resting = false;
  #onRest: () => void = () => undefined;

  constructor(options: DrainOptions<Outcome>, committed: SpoolPosition, planned: readonly PlannedBatch[]) {
    this.#options = options;
    this.#committed = committed;
    this.#planned = [...planned];
    this.#source = createBatchSource(options, committed, planned, this.#stopping.signal);
    this.#reading = new PendingRead(() => this.#source.next(true));
    this.#running = this.#run().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      options.log.error({ err: error }, 'the drain ended unexpectedly; restart the server');
    });
  }

  /** Ends after the batches in work; what is not committed is repeated by the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#reading.end();
    await this.#source.close();
  }

  /**
   * Finishes the batches in work and begins no other until `resume`. When it resolves, both stores hold exactly what
   * lies before `committed()`. Rejects, and goes on, when the batches are not finished in time.
   */
  async pause(timeoutMs: number): Promise<void> {
    if (this.#paused !== null) throw new Error('The drain is paused already.');
    this.#paused = new AbortController();
    if (this.#resting) return;
    const rested = new Promise<boolean>((resolve) => {
      this.#onRest = () => resolve(true);
    });
    const inTime = new AbortController();
    const late = delay(timeoutMs, false, { signal: inTime.signal }).catch(() => false);
    const isResting = await Promise.race([rested, late]);
    inTime.abort();
    if (isResting) return;
    this.resume();
    throw new Error(`The batches in work were not finished within ${timeoutMs} ms.`);
  }

  resume(): void {
    this.#paused?.abort();
    this.#paused = null;
  }

  /** Everything before this place is stored and judged. */
  committed(): SpoolPosition {
    return this.#committed;
  }

  /** Whether everything that the spool held when it was last read is stored and judged. */
  isResting(): boolean {
    return this.#resting && this.#paused === null && this.#aside === null;
  }

  /** Consecutive failures of the batch in front; 0 when all is well. */
  failures(): number {
    return this.#failures;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted || this.#inWork.length > 0) {
      if (this.#inWork.length === 0) await this.#whilePaused();
      await this.#fill();
      const head = this.#inWork[0];
      if (head === undefined) continue;
      await this.#beginMeanwhile(head);
      await this.#untilDone(() => this.#finish(head));
    }
  }

  /** Begins what the spool holds now; waits for something only when nothing is in work. */
  async #fill(): Promise<void> {
    while (this.#hasRoom()) {
      const next = this.#aside ?? (await this.#read());
      this.#aside = null;
      if (next === null) return;
      await this.#begin(next);
      if (this.#paused !== null) return;
    }
  }

  /**
   * Until the batch in front is stored, begins the next one as soon as somebody who judges is free and something has come:
   * it need not wait for what is stored and committed before it.
   */
  async #beginMeanwhile(head: InWork<Outcome>): Promise<void> {
    const { judges = this.#options.parallel } = this.#options;
    const stored = settled(head.attempt.outcome);
    const isStored = flagOf(stored);
    while (this.#hasRoom() && this.#paused === null && this.#aside === null) {
      const judging = this.#inWork.map(({ attempt }) => attempt).filter(({ isJudged }) => !isJudged());
      if (judging.length >= judges) {
        await Promise.race([stored, ...judging.map(({ judged }) => judged)]);
        if (isStored()) return;
        continue;
      }
      const next = await Promise.race([this.#reading.answer(), stored]);
      if (next === null) return;
      await this.#begin((await this.#reading.take()) ?? next);
    }
  }

  #hasRoom(): boolean {
    return this.#inWork.length < this.#options.parallel && !this.#stopping.signal.aborted;
  }

  async #begin(next: NextBatch): Promise<void> {
    if (this.#paused !== null) {
      this.#aside = next;
      return;
    }
    let { batch } = next;
    if (!next.wasPlanned)
      await this.#untilDone(async () => {
        batch = await this.#plan(next.batch);
      });
    this.#inWork.push({ batch, attempt: this.#attempt(batch) });
  }

  async #read(): Promise<NextBatch | null> {
    if (this.#inWork.length > 0) {
      const state = this.#reading.state();
      if (state === 'none') return this.#source.next(false);
      return state === 'answered' ? this.#reading.take() : null;
    }
    this.#rest();
    const next = await this.#reading.take();
    this.#resting = false;
    return next;
  }

  async #whilePaused(): Promise<void> {
    while (this.#paused !== null && !this.#stopping.signal.aborted) {
      this.#rest();
      await aborted(AbortSignal.any([this.#paused.signal, this.#stopping.signal]));
    }
    this.#resting = false;
  }

  #rest(): void {
    this.#resting = true;
    this.#onRest();
  }

  #attempt(batch: SpooledBatch): Attempt<Outcome> {
    return begin((onJudged) => this.#options.process(batch, onJudged));
  }

  /** Writes down what is fixed of a batch, and resolves with the batch as it is judged from now on. */
  async #plan(batch: SpooledBatch): Promise<SpooledBatch> {
    const { db, spool, clock, suppressionsOf } = this.#options;
    const { end } = batch;
    // Not when it was read: a pause may lie in between, and what judges may have changed.
    const judgedBy = this.#options.judgedBy?.() ?? null;
    const suppressions = await inScope(db, scope, async (tx) => {
      const version = (await suppressionsOf?.(tx)) ?? null;
      const planned = [...this.#planned, { end, judgedBy, suppressions: version }];
      await saveDrain(tx, spool.id, { committed: this.#committed, planned }, clock.now());
      return version;
    });
    this.#planned.push({ end, judgedBy, suppressions });
    return { ...batch, judgedBy, suppressions };
  }

  /**
   * Commits a batch's outcome together with its end. The answer to an earlier attempt's commit may have been lost with
   * the connection: then the database has the end already, and the outcome must not be counted again.
   */
  async #commit(batch: SpooledBatch, outcome: Outcome): Promise<void> {
    const { db, spool, clock, commit } = this.#options;
    const state = { committed: batch.end, planned: this.#planned.slice(1) };
    await inScope(db, scope, async (tx) => {
      const saved = await loadDrain(tx, spool.id);
      if (saved !== null && comparePositions(saved.committed, batch.end) >= 0) return;
      await commit(tx, outcome, batch);
      await saveDrain(tx, spool.id, state, clock.now());
    });
    this.#committed = batch.end;
    this.#planned.shift();
    this.#inWork.shift();
  }

  async #finish(head: InWork<Outcome>): Promise<void> {
    const { onCommitted, spool, log } = this.#options;
    const outcome = await head.attempt.outcome.catch((error: unknown) => {
      const { batch } = head;
      head.attempt = begin(async (onJudged) => {
        await delay(retryMs(this.#failures));
        return this.#options.process(batch, onJudged);
      });
      throw error;
    });
    await this.#commit(head.batch, outcome);
    try {
      onCommitted?.(outcome, head.batch);
      for (const { payload } of head.batch.frames) discardBytes(payload.buffer);
      await spool.release(head.batch.end);
    } catch (error) {
      log.warn({ err: error }, 'after a drained batch something failed; the batch itself is committed');
    }
  }

  /** Tries until it works or the drain is stopped: nothing that was acknowledged is ever given up. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        this.#failures = 0;
        return;
      } catch (error) {
        this.#failures += 1;
        this.#options.log.warn(
          { err: error, failures: this.#failures },
          'the spool could not be drained; trying again',
        );
        if (this.#stopping.signal.aborted) throw error;
        await delay(retryMs(this.#failures), undefined, { signal: this.#stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

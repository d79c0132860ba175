import type { Logger } from 'pino';
import type { RuleBook } from '../../detection/index.ts';
import type { BatchReply, BatchRequest, WorkerSetting } from './pipeline-message.ts';
import { WorkerPool } from './worker-pool.ts';

type Pool = Pick<WorkerPool<BatchRequest, BatchReply>, 'run' | 'stop'>;

/** What the pools need of the rules in force. */
export type JudgedRules = Pick<RuleBook, 'version' | 'textsAt' | 'onChange'>;

export interface JudgingPoolsOptions {
  readonly rules: JudgedRules;
  readonly threads: number;
  readonly log: Logger;
  /** Called after new batches have begun to be judged by another version. */
  readonly onJudging?: () => void;
  /** Opens threads that judge by a set of rules; a test may put another in its place. */
  readonly openPool?: (setting: WorkerSetting) => Pool;
}

interface VersionPool {
  /** Resolves when the threads have read their rules. */
  readonly opening: Promise<Pool>;
  /** Batches that need it now. */
  users: number;
}

/** After threads with new rules could not be started, the next try waits so long. */
const retryMs = 10_000;

/**
 * Worker threads for each version of the rules that batches are judged by: nearly always one version. When the rules
 * change, threads with the new ones are made ready beside the old ones, then new batches go to them; batches that were
 * planned before are finished by the old ones, and those that a crash left over are judged by threads with the rules of
 * their own version (docs/adr/0011-rule-set-of-a-batch.md).
 */
export class JudgingPools {
  readonly #options: JudgingPoolsOptions;
  readonly #pools = new Map<number, VersionPool>();
  readonly #unsubscribe: () => void;
  #newest: number;
  #turning: Promise<void> | null = null;
  #failedAt = -Infinity;
  #stopped = false;

  constructor(options: JudgingPoolsOptions) {
    const { log, rules } = options;
    this.#options = options;
    this.#newest = rules.version();
    this.#poolOf(this.#newest).opening.catch((error: unknown) => {
      log.error({ err: error }, 'the threads that judge could not be started; it is tried again');
    });
    this.#unsubscribe = rules.onChange(() => {
      this.#onChange();
    });
  }

  /** Version of the rules that a batch which begins now is judged by. */
  version(): number {
    return this.#newest;
  }

  /** Judges a batch by a version; null: by whatever is newest. */
  async run(
    version: number | null,
    request: BatchRequest,
    transfer: readonly ArrayBuffer[],
  ): Promise<BatchReply> {
    const isBehind = this.#newest !== this.#options.rules.version();
    if (isBehind && performance.now() - this.#failedAt > retryMs) this.#onChange();
    const entry = this.#poolOf(version ?? this.#newest);
    entry.users += 1;
    try {
      const pool = await entry.opening;
      return await pool.run(request, transfer);
    } finally {
      entry.users -= 1;
      if (this.#turning === null) this.#endOld();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    await this.#turning;
    for (const { opening } of this.#pools.values()) {
      const pool = await opening.catch(() => null);
      await pool?.stop();
    }
  }

  #poolOf(version: number): VersionPool {
    const known = this.#pools.get(version);
    if (known !== undefined) return known;
    const entry: VersionPool = { opening: this.#open(version), users: 0 };
    this.#pools.set(version, entry);
    // A failure is told to whoever waits for it, and tried again by the next who asks.
    entry.opening.catch(() => {
      if (this.#pools.get(version) === entry) this.#pools.delete(version);
    });
    return entry;
  }

  async #open(version: number): Promise<Pool> {
    const { log, openPool, rules, threads } = this.#options;
    let texts = await rules.textsAt(version);
    if (texts === null) {
      log.error({ version }, 'a batch was planned with rules that are not known; the newest judge it');
      texts = await rules.textsAt(this.#newest);
    }
    if (texts === null) throw new Error('The rules in force are not known.');
    const pool = openPool?.({ rules: texts }) ?? workerPool({ rules: texts }, this.#options);
    try {
      await Promise.all(Array.from({ length: threads }, () => pool.run(nothing(), [])));
    } catch (error) {
      await pool.stop();
      throw error;
    }
    return pool;
  }

  #onChange(): void {
    this.#turning ??= this.#turn()
      .catch((error: unknown) => {
        this.#failedAt = performance.now();
        this.#options.log.error(
          { err: error },
          'threads could not be started with the new rules; the old ones stay in force',
        );
      })
      .then(() => {
        this.#turning = null;
      });
  }

  async #turn(): Promise<void> {
    const { rules } = this.#options;
    while (!this.#stopped && this.#newest !== rules.version()) {
      const next = rules.version();
      const entry = this.#poolOf(next);
      entry.users += 1;
      try {
        await entry.opening;
        this.#newest = next;
        this.#options.onJudging?.();
      } finally {
        entry.users -= 1;
      }
      this.#endOld();
    }
  }

  /** Ends the threads of other versions that have nothing to do. */
  #endOld(): void {
    for (const [version, entry] of this.#pools) {
      if (version === this.#newest || entry.users > 0) continue;
      this.#pools.delete(version);
      entry.opening.then(
        (pool) => pool.stop(),
        () => undefined,
      );
    }
  }
}

const workerPool = (workerData: WorkerSetting, { log, threads }: JudgingPoolsOptions): Pool =>
  new WorkerPool<BatchRequest, BatchReply>({
    name: 'pipeline',
    module: new URL('./pipeline-worker.ts', import.meta.url),
    size: threads,
    workerData: () => workerData,
    log,
  });

/** A batch without records: a thread that answers has read its rules. */
const nothing = (): BatchRequest => ({
  spoolId: '',
  ruleSet: 0,
  payload: new ArrayBuffer(0),
  frames: [],
  retention: { days: new Map(), defaultDays: 1 },
  suppressions: [],
  erased: new Set(),
});

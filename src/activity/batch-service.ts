import { hourMs, secondMs, systemScope, type Clock, type CompanyId } from '../kernel/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { inScope, type Db } from '../platform/postgres/index.ts';
import type { ActivityRecord } from './activity-record.ts';
import { addCounts, insertRecords, type DataPlaneCount } from './activity-store.ts';

/** A batch is written when it has waited this long, or holds this many records. */
const flushEveryMs = secondMs;
const flushAt = 200;
const largestBatch = 1_000;
/** Records kept in memory while the database is away; what comes beyond is dropped, counted and logged. */
const mostWaiting = 20_000;
const mostCounters = 20_000;

interface BatchDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What waits in memory to be written: for what need not be in anybody's transaction. */
export class Batch {
  readonly #deps: BatchDeps;
  #records: ActivityRecord[] = [];
  #counts = new Map<string, DataPlaneCount>();
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(deps: BatchDeps) {
    this.#deps = deps;
  }

  /** Records that wait, and records and counters lost because too many waited. */
  get state(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#records.length, dropped: this.#dropped };
  }

  add(record: ActivityRecord): void {
    if (this.#records.length >= mostWaiting) {
      this.#drop();
      return;
    }
    this.#records.push(record);
    if (this.#records.length === flushAt) this.#flushQuietly();
    else this.#arm();
  }

  count(companyId: CompanyId, operation: string, by: number): void {
    const hour = hourOf(this.#deps.clock.now());
    this.#addCount({ companyId, operation, hour, count: by });
    this.#arm();
  }

  /** Writes what waits. Rejects when the database does; everything is kept then. */
  async flush(): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
    while (this.#records.length > 0 || this.#counts.size > 0) {
      this.#running = this.#writeOnce();
      try {
        await this.#running;
      } finally {
        this.#running = null;
      }
    }
  }

  /** Writes what waits and takes the clockwork down. What cannot be written then is lost, and logged. */
  async stop(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.#deps.log.error(
        { err: error, lost: this.#records.length },
        'the last activity could not be written',
      );
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #writeOnce(): Promise<void> {
    const batch = this.#records.slice(0, largestBatch);
    const counted = this.#counts;
    this.#counts = new Map();
    try {
      await this.#write(batch, [...counted.values()]);
      // Only now: what is being written still counts against the bound.
      this.#records.splice(0, batch.length);
    } catch (error) {
      for (const entry of counted.values()) this.#addCount(entry);
      throw error;
    }
  }

  /** A record that the database refuses for what it holds would refuse its whole batch for ever: it goes alone. */
  async #write(batch: readonly ActivityRecord[], counts: readonly DataPlaneCount[]): Promise<void> {
    const write = (records: readonly ActivityRecord[], added: readonly DataPlaneCount[]): Promise<void> =>
      inScope(this.#deps.db, systemScope('activity'), async (tx) => {
        if (records.length > 0) await insertRecords(tx, records);
        await addCounts(tx, added);
      });
    try {
      await write(batch, counts);
    } catch (error) {
      if (!isRefusedData(error)) throw error;
      const half = Math.ceil(batch.length / 2);
      if (batch.length > 1) {
        await this.#write(batch.slice(0, half), counts);
        await this.#write(batch.slice(half), []);
      } else {
        await write([], counts);
        this.#refuse(batch, error);
      }
    }
  }

  #refuse(batch: readonly ActivityRecord[], error: unknown): void {
    for (const { requestId, eventName } of batch) {
      this.#dropped += 1;
      this.#deps.log.error(
        { err: error, requestId, eventName },
        'an activity record was refused and is lost',
      );
    }
  }

  #addCount(entry: DataPlaneCount): void {
    const key = `${entry.companyId} ${entry.operation} ${entry.hour.getTime()}`;
    const before = this.#counts.get(key);
    if (before === undefined && this.#counts.size >= mostCounters) this.#drop();
    else this.#counts.set(key, { ...entry, count: entry.count + (before?.count ?? 0) });
  }

  #drop(): void {
    if (this.#dropped % 1_000 === 0)
      this.#deps.log.error('activity is being lost: too much waits for the database');
    this.#dropped += 1;
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flushQuietly();
    }, flushEveryMs).unref();
  }

  #flushQuietly(): void {
    this.flush().catch((error: unknown) => {
      const waiting = this.#records.length;
      this.#deps.log.warn({ err: error, waiting }, 'activity could not be written; it is tried again');
      this.#arm();
    });
  }
}

/** PostgreSQL's classes 22 (data exception) and 23 (integrity constraint violation). */
const isRefusedData = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);

/** The start of a time's hour, UTC. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs);

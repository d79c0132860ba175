import { Client } from 'pg';
import type { Logger } from 'pino';
import type { ConnectionSettings } from '../postgres/index.ts';
import { pause, systemTimers } from '../supervise/index.ts';

/**
 * The queue marks a job with the id of the pool of workers that has taken it, and would wait four hours for a pool that was
 * killed. So each pool holds an advisory lock of its own id for as long as its process lives, and jobs of pools
 * whose lock is free go back to the queue.
 */
export interface JobClaims {
  /** From now on this process's pool has this id. Resolves when its lock is held and what was abandoned is free again. */
  hold(poolId: string): Promise<void>;
  stop(): Promise<void>;
}

/** The first look for abandoned jobs after a pool has begun; each later one comes after twice the time. */
const firstSweepMs = 1_000;
const sweepMs = 30_000;
const retryMs = 1_000;

const freeAbandoned = `
  select graphile_worker.force_unlock_workers(coalesce(array_agg(owner.id), '{}'))
  from (
    select jobs.locked_by from graphile_worker._private_jobs as jobs
    union
    select queues.locked_by from graphile_worker._private_job_queues as queues
  ) as owner (id)
  where owner.id <> $1 and pg_try_advisory_xact_lock(hashtextextended(owner.id, 0))`;

export function openJobClaims(settings: ConnectionSettings, log: Logger): JobClaims {
  const stopping = new AbortController();
  let wake = new AbortController();
  let poolId: string | null = null;
  let session: { readonly client: Client; readonly holds: string } | null = null;
  let nextSweepMs = firstSweepMs;

  async function sweep(id: string): Promise<void> {
    if (session?.holds !== id) {
      await drop();
      session = { client: await lockedSession(settings, id, () => lost()), holds: id };
    }
    await session.client.query(freeAbandoned, [id]);
  }

  function lost(): void {
    session = null;
    wake.abort();
  }

  async function drop(): Promise<void> {
    const old = session;
    session = null;
    await old?.client.end().catch(() => undefined);
  }

  async function keepSweeping(): Promise<void> {
    for (;;) {
      wake = new AbortController();
      const wait = session === null ? retryMs : nextSweepMs;
      await pause(wait, systemTimers, AbortSignal.any([stopping.signal, wake.signal]));
      if (stopping.signal.aborted) return;
      if (poolId === null) continue;
      nextSweepMs = Math.min(sweepMs, nextSweepMs * 2);
      await sweep(poolId).catch(async (error: unknown) => {
        log.warn({ err: error }, 'abandoned jobs could not be looked for; trying again');
        await drop();
      });
    }
  }

  let sweeping: Promise<void> | null = null;
  return {
    hold: async (id) => {
      poolId = id;
      await sweep(id);
      // PostgreSQL may take a moment to notice that the holder of a lock has gone.
      nextSweepMs = firstSweepMs;
      wake.abort();
      sweeping ??= keepSweeping();
    },
    stop: async () => {
      stopping.abort();
      await sweeping;
      await drop();
    },
  };
}

/** A connection that holds the lock of an id until it ends. */
async function lockedSession(settings: ConnectionSettings, id: string, onLost: () => void): Promise<Client> {
  const client = new Client(settings);
  client.on('error', onLost);
  await client.connect();
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [id]);
  return client;
}

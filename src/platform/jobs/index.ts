import { EventEmitter } from 'node:events';
import {
  Logger as QueueLogger,
  run,
  runMigrations,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { sql } from 'kysely';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { openJobClaims, type JobClaims } from './job-claims.ts';
import { databaseRoles, type ConnectionSettings, type Tx } from '../postgres/index.ts';
import { pause, systemTimers } from '../supervise/index.ts';

/** What a job may carry: plain JSON. */
export type JobPayload = Readonly<Record<string, unknown>>;

export interface JobOptions {
  /** Not before this time. */
  readonly runAt?: Date;
  /** A job with the same key that has not started is replaced. */
  readonly key?: string;
  readonly maxAttempts?: number;
  /** Jobs with the same queue run one after another. */
  readonly queue?: string;
}

const defaultAttempts = 25;
const defaultConcurrency = 4;

/** Adds a job in the caller's own transaction: it exists if and only if the transaction commits. */
export async function addJob(
  tx: Tx,
  task: string,
  payload: JobPayload,
  options: JobOptions = {},
): Promise<void> {
  await sql`select graphile_worker.enqueue(${task}::text, ${JSON.stringify(payload)}::json, ${options.runAt ?? null}::timestamptz,
    ${options.key ?? null}::text, ${options.maxAttempts ?? defaultAttempts}::integer, ${options.queue ?? null}::text)`.execute(
    tx,
  );
}

/** Runs a job's work; a throw makes the queue try again later. */
export type JobHandler = (payload: unknown) => Promise<void>;

export interface JobsOptions {
  readonly settings: ConnectionSettings;
  readonly handlers: ReadonlyMap<string, JobHandler>;
  /** Cron lines of graphile-worker, UTC: "0 3 * * * task". */
  readonly crontab?: string;
  readonly concurrency?: number;
  readonly log: Logger;
}

export interface Jobs {
  stop(): Promise<void>;
}

/** Installs or upgrades the job queue's own tables. */
export async function migrateJobs(settings: ConnectionSettings): Promise<void> {
  const pool = queuePool(settings, 2, null);
  try {
    await runMigrations({ pgPool: pool });
    await pool.query(enqueueFunction);
  } finally {
    await pool.end();
  }
}

/**
 * What lets the server's role add a job inside its own transaction without any right on the queue's tables. Its
 * search_path is fixed, as for every function that runs with its owner's rights.
 */
const enqueueFunction = `
  create or replace function graphile_worker.enqueue(
    task text, payload json, run_at timestamptz, job_key text, max_attempts integer, queue text
  ) returns void language sql security definer set search_path = graphile_worker, pg_temp as $$
    select graphile_worker.add_job(task, payload, queue, run_at, max_attempts, job_key);
  $$;
  revoke all on function graphile_worker.enqueue from public;
  grant usage on schema graphile_worker to ${databaseRoles.app};
  grant execute on function graphile_worker.enqueue to ${databaseRoles.app};`;

/**
 * Takes jobs until `stop`, which lets running ones finish. A failed job is tried again with growing pauses; one whose
 * process was killed at once. When the database goes away, so that a job cannot be marked as done, the queue's
 * workers end and are started again.
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { settings, log, concurrency = defaultConcurrency } = options;
  const pool = queuePool(settings, concurrency + 2, log);
  const claims = openJobClaims(settings, log);
  const stopping = new AbortController();
  let runner: Runner;
  try {
    runner = await beginWork(options, pool, claims);
  } catch (error) {
    await claims.stop();
    await pool.end();
    throw error;
  }
  const supervised = (async () => {
    for (;;) {
      await runner.promise.catch(() => undefined);
      if (stopping.signal.aborted) return;
      log.warn('the job queue ended with its database; it is started again');
      runner = await beginAgain(options, pool, claims, stopping.signal, runner);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await runner.stop().catch(() => undefined);
      await supervised;
      await claims.stop();
      await pool.end();
    },
  };
}

const restartMs = 500;

/** Tries until it works, or until the signal aborts: then it returns the old, ended one. */
async function beginAgain(
  options: JobsOptions,
  pool: Pool,
  claims: JobClaims,
  signal: AbortSignal,
  ended: Runner,
): Promise<Runner> {
  for (;;) {
    await pause(restartMs, systemTimers, signal);
    if (signal.aborted) return ended;
    try {
      return await beginWork(options, pool, claims);
    } catch (error) {
      options.log.warn({ err: error }, 'the job queue cannot be started yet; trying again');
    }
  }
}

async function beginWork(options: JobsOptions, pool: Pool, claims: JobClaims): Promise<Runner> {
  const { handlers, crontab, concurrency, log } = options;
  const taskList: TaskList = Object.fromEntries(
    [...handlers].map(([task, handler]) => [task, (payload: unknown) => handler(payload)]),
  );
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });
  const runner = await run({
    pgPool: pool,
    taskList,
    crontab: crontab ?? '',
    concurrency: concurrency ?? defaultConcurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    useNodeTime: false,
    logger: queueLogger(log),
    events,
    // Without batches a job that cannot be marked as done is a rejection that nobody can catch.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  try {
    await claims.hold(poolId);
    return runner;
  } catch (error) {
    await runner.stop().catch(() => undefined);
    throw error;
  }
}

function queuePool(settings: ConnectionSettings, max: number, log: Logger | null): Pool {
  const pool = new Pool({ ...settings, max });
  const lost = (error: Error): void => log?.warn({ err: error }, 'the job queue lost a connection');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta) => {
    const line = { queue: meta['jobId'] ?? undefined };
    if (level === 'error' || level === 'warning') log.warn(line, message);
    else log.debug(line, message);
  });
}

import { Logger as QueueLogger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker';
import { sql } from 'kysely';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { databaseRoles, type ConnectionSettings, type Tx } from '../postgres/index.ts';

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

/** Takes jobs until `stop`, which lets running ones finish. A failed job is tried again with growing pauses. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const pool = queuePool(options.settings, (options.concurrency ?? 4) + 2, options.log);
  const taskList: TaskList = Object.fromEntries(
    [...options.handlers].map(([task, handler]) => [task, (payload: unknown) => handler(payload)]),
  );
  const runner: Runner = await run({
    pgPool: pool,
    taskList,
    crontab: options.crontab ?? '',
    concurrency: options.concurrency ?? 4,
    noHandleSignals: true,
    pollInterval: 1_000,
    useNodeTime: false,
    logger: queueLogger(options.log),
  });
  return {
    stop: async () => {
      await runner.stop();
      await pool.end();
    },
  };
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

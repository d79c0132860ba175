import { Client } from 'pg';
import type { Clock } from '../../src/kernel/index.ts';
import type { JobHandler } from '../../src/platform/jobs/index.ts';
import type { TestDatabase } from './database.ts';

const mostJobs = 10_000;

interface QueuedJob {
  readonly id: string;
  readonly task: string;
  readonly payload: unknown;
  readonly run_at: Date;
}

/**
 * Runs the queue's jobs by a test's own clock, one after another, in order of their time. The clock must stand later
 * than the machine's, so that a job without a time is due. `mayRun` can hold jobs back, as a machine that is down.
 */
export interface VirtualJobs {
  /** Runs everything that is due, and what that adds, until nothing is left. Returns the tasks that ran. */
  run(): Promise<readonly string[]>;
  /** Jobs that wait for a later time: task and time, in order. */
  waiting(): Promise<readonly { readonly task: string; readonly runAt: Date }[]>;
  stop(): Promise<void>;
}

const select = `select _private_jobs.id::text, _private_tasks.identifier as task, _private_jobs.payload,
    _private_jobs.run_at
  from graphile_worker._private_jobs join graphile_worker._private_tasks on _private_tasks.id = _private_jobs.task_id`;

export async function openVirtualJobs(
  database: TestDatabase,
  clock: Clock,
  handlers: ReadonlyMap<string, JobHandler>,
): Promise<VirtualJobs> {
  const client = new Client(database.settingsFor('jobs'));
  await client.connect();
  const next = async (): Promise<QueuedJob | undefined> => {
    const text = `${select} where _private_jobs.run_at <= $1 order by _private_jobs.run_at, _private_jobs.id limit 1`;
    return (await client.query<QueuedJob>(text, [clock.now()])).rows[0];
  };
  return {
    run: async () => {
      const done: string[] = [];
      for (let job = await next(); job !== undefined; job = await next()) {
        if (done.length >= mostJobs) throw new Error(`More than ${mostJobs} jobs: ${job.task} goes round.`);
        const handler = handlers.get(job.task);
        if (handler === undefined) throw new Error(`No handler for ${job.task}.`);
        await client.query('delete from graphile_worker._private_jobs where id = $1', [job.id]);
        await handler(job.payload);
        done.push(job.task);
      }
      return done;
    },
    waiting: async () => {
      const { rows } = await client.query<QueuedJob>(
        `${select} order by _private_jobs.run_at, _private_jobs.id`,
      );
      return rows.map(({ task, run_at: runAt }) => ({ task, runAt }));
    },
    stop: () => client.end(),
  };
}

import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { systemScope } from '../../kernel/index.ts';
import { inScope } from '../postgres/index.ts';
import { addJob, startJobs, type JobHandler, type Jobs } from './index.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
const running: Jobs[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop();
});
afterAll(() => database.drop());

async function start(handlers: Readonly<Record<string, JobHandler>>, logTo = log): Promise<Jobs> {
  const settings = database.settingsFor('jobs');
  const jobs = await startJobs({ settings, handlers: new Map(Object.entries(handlers)), log: logTo });
  running.push(jobs);
  return jobs;
}

const add = (task: string): Promise<void> =>
  inScope(database.db, systemScope('test'), (tx) => addJob(tx, task, {}));

async function asJobs<T>(statement: string): Promise<readonly T[]> {
  const client = new Client(database.settingsFor('jobs'));
  await client.connect();
  try {
    return (await client.query(statement)).rows as readonly T[];
  } finally {
    await client.end();
  }
}

async function asAdmin(...statements: readonly string[]): Promise<void> {
  const client = new Client(inject('postgresAdmin'));
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

test('a job that a killed process had taken is done by the next one', async () => {
  await add('orphaned');
  await asJobs(
    `update graphile_worker._private_jobs as jobs set locked_by = 'pool-of-the-dead', locked_at = now(), attempts = 1`,
  );
  let done = 0;
  await start({ orphaned: () => Promise.resolve(void (done += 1)) });
  await expect.poll(() => done, { timeout: 20_000 }).toBe(1);
});

test('a job of a process that goes just now does not wait for the next half minute', async () => {
  const going = new Client(database.settingsFor('jobs'));
  await going.connect();
  await going.query(`select pg_advisory_lock(hashtextextended('pool-that-goes', 0))`);
  await add('left');
  await asJobs(
    `update graphile_worker._private_jobs as jobs set locked_by = 'pool-that-goes', locked_at = now(), attempts = 1`,
  );
  let done = 0;
  await start({ left: () => Promise.resolve(void (done += 1)) });
  expect(done).toBe(0);
  await going.end();
  await expect.poll(() => done, { timeout: 15_000 }).toBe(1);
});

test('a job that a living process has taken stays its own when another process starts', async () => {
  let calls = 0;
  const finish = Promise.withResolvers<undefined>();
  const slow = async (): Promise<void> => {
    calls += 1;
    await finish.promise;
  };
  await start({ slow });
  await add('slow');
  await expect.poll(() => calls, { timeout: 20_000 }).toBe(1);
  await start({ slow });
  expect(await asJobs('select locked_by is not null as taken from graphile_worker._private_jobs')).toEqual([
    { taken: true },
  ]);
  finish.resolve(undefined);
  await expect
    .poll(() => asJobs('select id from graphile_worker._private_jobs'), { timeout: 20_000 })
    .toEqual([]);
  expect(calls).toBe(1);
});

test('a database that goes away while a job ends does not end the queue', async () => {
  const name = database.settingsFor('jobs').database;
  let first = 0;
  let second = 0;
  const cutting = async (): Promise<void> => {
    first += 1;
    if (first > 1) return;
    await asAdmin(
      `alter database ${name} allow_connections false`,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
  };
  const said: string[] = [];
  const listening = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
  await start({ cutting, after: () => Promise.resolve(void (second += 1)) }, listening);
  await add('cutting');
  // Only now: a database that is back sooner would take the job's end as if nothing had been.
  await expect.poll(() => said.join(''), { timeout: 30_000 }).toContain('the job queue ended');
  await asAdmin(`alter database ${name} allow_connections true`);
  await expect
    .poll(
      () =>
        add('after').then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  await expect.poll(() => second, { timeout: 30_000 }).toBe(1);
  await expect.poll(() => first, { timeout: 30_000 }).toBe(2);
});

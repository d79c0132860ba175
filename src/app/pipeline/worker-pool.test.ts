import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

const log = pino({ level: 'silent' });
let folder: string;
let pool: WorkerPool<{ do: string }, { answer: string }>;

const source = `
import { parentPort, workerData, threadId } from 'node:worker_threads';
parentPort.on('message', (request) => {
  if (request.do === 'die') process.exit(1);
  if (request.do === 'fail') parentPort.postMessage({ kind: 'failed', message: 'no', retryable: false });
  else parentPort.postMessage({ kind: 'done', reply: { answer: request.do + ' ' + workerData.version } });
});`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-pool-'));
  writeFileSync(join(folder, 'worker.mjs'), source);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => pool.stop());

const open = (size: number): typeof pool => {
  pool = new WorkerPool({
    name: 'test',
    module: pathToFileURL(join(folder, 'worker.mjs')),
    size,
    workerData: () => ({ version: 0 }),
    log,
  });
  return pool;
};

test('more jobs than threads are all answered', async () => {
  const jobs = open(2);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => jobs.run({ do: `job${index}` })),
  );
  expect(answers.map(({ answer }) => answer)).toEqual(
    Array.from({ length: 20 }, (_, index) => `job${index} 0`),
  );
});

test('a thread that dies fails its own job only, and a new one takes over', async () => {
  const jobs = open(1);
  const [first, second] = await Promise.allSettled([jobs.run({ do: 'die' }), jobs.run({ do: 'next' })]);
  expect(first).toMatchObject({ status: 'rejected', reason: { retryable: true } });
  expect(second).toMatchObject({ status: 'fulfilled', value: { answer: 'next 0' } });
});

test('a job that fails says whether trying again makes sense', async () => {
  await expect(open(1).run({ do: 'fail' })).rejects.toMatchObject({ message: 'no', retryable: false });
});

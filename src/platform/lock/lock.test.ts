import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock, LockHeldError } from './index.ts';

let folder: string;
const now = new Date('2026-01-02T03:04:05Z');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a second taker learns who holds the folder', async () => {
  const lock = await acquireLock(join(folder, 'lock'), 'serve', now);
  const second = acquireLock(join(folder, 'lock'), 'backup', now);
  await expect(second).rejects.toThrow(LockHeldError);
  await expect(second).rejects.toThrow(
    `process ${process.pid} on ${hostname()} (serve, since 2026-01-02T03:04:05.000Z)`,
  );
  await lock.release();
  await (await acquireLock(join(folder, 'lock'), 'backup', now)).release();
});

test('the lock of a process that is gone is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const holder = {
    pid: child.pid,
    startTicks: '1',
    host: hostname(),
    since: now.toISOString(),
    purpose: 'serve',
  };
  await writeFile(join(folder, 'lock'), JSON.stringify(holder));
  await (await acquireLock(join(folder, 'lock'), 'serve', now)).release();
});

test.runIf(platform() === 'linux')(
  'the lock of a dead process is free though nobody has collected it',
  async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(output.toString());
      const stat = (): Promise<string> => readFile(`/proc/${pid}/stat`, 'utf8');
      const startTicks = (await stat()).split(' ')[21] ?? '';
      await expect.poll(async () => (await stat()).split(' ')[2], { timeout: 10_000 }).toBe('Z');
      const holder = { pid, startTicks, host: hostname(), since: now.toISOString(), purpose: 'serve' };
      await writeFile(join(folder, 'lock'), JSON.stringify(holder));
      await (await acquireLock(join(folder, 'lock'), 'serve', now)).release();
    } finally {
      parent.kill();
    }
  },
);

test('a pid used again by another process does not keep the lock', async () => {
  const holder = {
    pid: process.pid,
    startTicks: '1',
    host: hostname(),
    since: now.toISOString(),
    purpose: 'serve',
  };
  await writeFile(join(folder, 'lock'), JSON.stringify(holder));
  await (await acquireLock(join(folder, 'lock'), 'serve', now)).release();
});

test('a lock file cut short by a crash is taken over', async () => {
  await writeFile(join(folder, 'lock'), '{"pid": 1');
  await (await acquireLock(join(folder, 'lock'), 'serve', now)).release();
});

test('of many takers at once exactly one wins', async () => {
  await writeFile(join(folder, 'lock'), 'stale');
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => acquireLock(join(folder, 'lock'), 'serve', now)),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { hostname, platform } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  startTicks: z.string().nullable(),
  host: z.string(),
  since: z.string(),
  purpose: z.string(),
});

/** The process that holds a folder. `startTicks` tells a process from a later one with the same pid. */
export type LockHolder = z.infer<typeof holderSchema>;

export class LockHeldError extends Error {
  readonly code = 'data_in_use';
  readonly holder: LockHolder;

  constructor(path: string, holder: LockHolder) {
    super(
      `${path} is held by process ${holder.pid} on ${holder.host} (${holder.purpose}, since ${holder.since}). ` +
        'Stop that process, or use another data folder (TOCSIN_DATA).',
    );
    this.name = 'LockHeldError';
    this.holder = holder;
  }
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process, or throws LockHeldError naming the live holder. The lock of a
 * process that is gone is taken over.
 */
export async function acquireLock(path: string, purpose: string, now: Date): Promise<Lock> {
  const own: LockHolder = {
    pid: process.pid,
    startTicks: (await statOf(process.pid))?.startTicks ?? null,
    host: hostname(),
    since: now.toISOString(),
    purpose,
  };
  return withGuard(path, async () => {
    if (await createExclusive(path, JSON.stringify(own))) return { release: () => rm(path, { force: true }) };
    const holder = await readHolder(path);
    if (holder !== null && (await isAlive(holder))) throw new LockHeldError(path, holder);
    await rm(path, { force: true });
    if (!(await createExclusive(path, JSON.stringify(own))))
      throw new Error(`${path} changes hands; start again.`);
    return { release: () => rm(path, { force: true }) };
  });
}

const guardWaitMs = 10;
const guardAttempts = 500;

/**
 * Runs `work` while no other process of this machine takes the same lock over, so that a taker cannot remove the
 * lock that another has just made. The guard is a socket in Linux's abstract namespace: the kernel drops it when its
 * process dies. Systems without that namespace go unguarded: there the exclusive creation alone decides.
 */
async function withGuard<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (platform() !== 'linux') return work();
  const name = `\0tocsin-lock-${createHash('sha256').update(resolve(path)).digest('hex')}`;
  for (let attempt = 0; attempt < guardAttempts; attempt += 1) {
    const server = await listen(name);
    if (server === null) {
      await delay(guardWaitMs);
      continue;
    }
    try {
      return await work();
    } finally {
      server.close();
    }
  }
  throw new Error(`Another process has been taking the lock ${path} for too long; start again.`);
}

async function listen(name: string): Promise<Server | null> {
  const server = createServer();
  server.listen(name);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) return null;
    throw error;
  }
}

async function createExclusive(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<LockHolder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
  }
  const stat = await statOf(holder.pid);
  if (stat?.isZombie === true) return false;
  return holder.startTicks === null || stat?.startTicks === holder.startTicks;
}

/**
 * Fields 3 and 22 of /proc/PID/stat: the state, and the start time since boot. A zombie has died and waits to be
 * collected by its parent. Null where the system has no /proc.
 */
async function statOf(
  pid: number,
): Promise<{ readonly isZombie: boolean; readonly startTicks: string | null } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z', startTicks: fields[19] ?? null };
  } catch {
    return null;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

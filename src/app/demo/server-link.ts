import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startProcess, type OwnedProcess } from './child-process.ts';
import { operatorToken, type MadeOperator } from './first-operator.ts';

/** A Tocsin server that answers, and the token with which commands on this machine speak to it. */
export interface ServerLink {
  readonly url: string;
  readonly token: string;
  /** Set when the server had no operator and the demo made one. */
  readonly made: MadeOperator | null;
  /** Set when the demo started it. */
  readonly process: OwnedProcess | null;
}

const serverFile = z.object({ url: z.string(), pid: z.number() });
const probeMs = 100;
const logTailLines = 15;
/** PostgreSQL and the pipeline finish their work first. */
const stopGraceMs = 30_000;

/** The server that runs on the data folder; null when none does. */
export async function findServer(dataFolder: string, signal: AbortSignal): Promise<ServerLink | null> {
  const found = await readServerFile(dataFolder);
  return found !== null && (await answers(found.url, signal))
    ? linkTo(found.url, dataFolder, null, signal)
    : null;
}

export interface StartOptions {
  /** The project's folder. */
  readonly root: string;
  readonly dataFolder: string;
  /** Settings beside those of our own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Starts a server and waits until it is ready; what it says goes to `server.log` in the data folder. */
export async function startServer({ root, dataFolder, env, signal }: StartOptions): Promise<ServerLink> {
  await mkdir(dataFolder, { recursive: true });
  const logFile = join(dataFolder, 'server.log');
  const log = openSync(logFile, 'w', 0o600);
  const process = await startProcess(join(root, 'bin', 'tocsin'), ['serve'], {
    cwd: root,
    stdio: ['ignore', log, log],
    detached: true,
    graceMs: stopGraceMs,
    env: { ...env, TOCSIN_DATA: dataFolder },
  }).finally(() => closeSync(log));
  try {
    const url = await waitUntilReady(process, dataFolder, signal);
    return await linkTo(url, dataFolder, process, signal);
  } catch (error) {
    const endedItself = process.ended() !== null;
    await process.stop();
    if (!endedItself) throw error;
    const tail = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-logTailLines).join('\n');
    throw new Error(
      `The server did not become ready (${process.ended() ?? ''}). The end of ${logFile}:\n${tail}`,
      {
        cause: error,
      },
    );
  }
}

async function waitUntilReady(
  process: OwnedProcess,
  dataFolder: string,
  signal: AbortSignal,
): Promise<string> {
  while (process.ended() === null) {
    const found = await readServerFile(dataFolder);
    if (found?.pid === process.pid && (await answers(found.url, signal))) return found.url;
    await delay(probeMs, undefined, { signal });
  }
  throw new Error('The server ended.');
}

async function readServerFile(dataFolder: string): Promise<z.infer<typeof serverFile> | null> {
  const text = await readFile(join(dataFolder, 'server.json'), 'utf8').catch(() => null);
  return text === null ? null : serverFile.parse(JSON.parse(text));
}

/** The file of a server that was killed may lie about: only an answer counts. */
async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal })).ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function linkTo(
  url: string,
  dataFolder: string,
  process: OwnedProcess | null,
  signal: AbortSignal,
): Promise<ServerLink> {
  return { url, process, ...(await operatorToken(url, dataFolder, signal)) };
}

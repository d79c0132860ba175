import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { pollUntil, superviseChild, type ChildState, type SupervisedChild } from '../supervise/index.ts';
import { engineFolder } from './frozen.ts';
import { createRunDir, type RunDir } from './run-dir.ts';
import { lockedExitCode, olderExitCode, type ServerConfig } from './server/config.ts';

/** How the embedded engine is run. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly database: string;
  readonly log: Logger;
  readonly limits?: Partial<EngineLimits>;
  readonly onState?: (state: ChildState) => void;
}

/** Bounds of the embedded engine; bytes and seconds. */
export type EngineLimits = Omit<ServerConfig, 'dataDir' | 'database' | 'socketPath' | 'spoolDir'>;

export interface EmbeddedEngine {
  readonly child: SupervisedChild;
  /** Connections to the child's socket. */
  agent(maxSockets: number): Agent;
  stop(): Promise<void>;
}

const readyPollMs = 15;
const readyTimeoutMs = 60_000;
/** Threads beside those that run queries: file access, compression, name look-ups, KILL QUERY. */
const spareThreads = 8;
/** The engine is given half of the machine, and not less than it needs to start. */
const leastMemoryBytes = 512 * 1024 * 1024;

export function defaultLimits(): EngineLimits {
  return {
    insertSlots: 2,
    readSlots: Math.min(32, Math.max(6, 2 * availableParallelism())),
    maxWaiting: 256,
    defaultReadSeconds: 60,
    defaultInsertSeconds: 300,
    maxExecutionSeconds: 3_600,
    maxQueryBytes: 16 * 1024 * 1024,
    maxInsertBytes: 512 * 1024 * 1024,
    maxResultBytes: 256 * 1024 * 1024,
    maxMemoryBytes: Math.max(leastMemoryBytes, Math.floor(machineMemory() / 2)),
    lockWaitMs: 5_000,
    drainMs: 8_000,
  };
}

/** Bytes of memory, of the container if there is one (no limit shows as zero or as a number beyond all memory). */
function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Starts the child and its supervision; does not wait for readiness. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const run = await createRunDir(dataDir);
  const limits = { ...defaultLimits(), ...options.limits };
  const config: ServerConfig = {
    ...limits,
    dataDir: engineFolder(dataDir),
    database: options.database,
    socketPath: run.socketPath,
    spoolDir: run.path,
  };
  const child = superviseChild({
    name: 'clickhouse',
    start: () => spawnServer(config),
    ready: (signal) => pollUntil(() => answers(config.socketPath), readyPollMs, signal),
    readyTimeoutMs,
    permanentExitCodes: [lockedExitCode, olderExitCode],
    stopTimeoutMs: limits.drainMs + 2_000,
    log: options.log,
    ...(options.onState === undefined ? {} : { onState: options.onState }),
  });
  return {
    child,
    agent: (maxSockets) => socketAgent(config.socketPath, maxSockets),
    stop: () => stopChild(child, run),
  };
}

/** Node's agent hands `socketPath` on to `net.connect`; its type does not list it. */
function socketAgent(socketPath: string, maxSockets: number): Agent {
  const options = { socketPath, keepAlive: true, maxSockets };
  return new Agent(options);
}

async function stopChild(child: SupervisedChild, run: RunDir): Promise<void> {
  await child.stop();
  await run.remove();
}

/** In a process group of its own: Ctrl-C reaches only the parent, which stops the child in its turn. */
function spawnServer(config: ServerConfig): ChildProcess {
  const entry = fileURLToPath(new URL('./chdb-server.ts', import.meta.url));
  return spawn(process.execPath, [entry, JSON.stringify(config)], {
    cwd: config.spoolDir,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TZ: 'UTC',
      UV_THREADPOOL_SIZE: String(config.insertSlots + config.readSlots + spareThreads),
    },
  });
}

/** True when the child answers /ping on its socket. */
function answers(socketPath: string): Promise<boolean> {
  const { promise, resolve: settle } = Promise.withResolvers<boolean>();
  get({ socketPath, path: '/ping', timeout: 1_000 }, (response) => {
    response.resume();
    settle(response.statusCode === 200);
  })
    .on('timeout', () => settle(false))
    .on('error', () => settle(false));
  return promise;
}

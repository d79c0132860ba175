import { spawn, type StdioOptions } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that the demo started and ends. */
export interface OwnedProcess {
  readonly pid: number;
  /** How it ended, once it has: a signal's name, or an exit code. */
  ended(): string | null;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** Asks it to end, then forces it; resolves when it is gone. May be called twice. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly stdio?: StdioOptions;
  /** Its own process group: a Ctrl-C of the terminal then reaches only us, and we end it in order. */
  readonly detached?: boolean;
  /** How long it may take to end after being asked. */
  readonly graceMs?: number;
}

const defaultGraceMs = 5_000;

/** Starts a process; throws when the program cannot be run. */
export async function startProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<OwnedProcess> {
  const { graceMs = defaultGraceMs, ...rest } = options;
  const child = spawn(program, args, {
    stdio: rest.stdio ?? 'ignore',
    detached: rest.detached ?? false,
    ...(rest.cwd === undefined ? {} : { cwd: rest.cwd }),
    ...(rest.env === undefined ? {} : { env: { ...process.env, ...rest.env } }),
  });
  const spawned = Promise.withResolvers<number>();
  child.once('spawn', () => spawned.resolve(child.pid ?? 0));
  child.once('error', (error) => spawned.reject(new Error(`${program} cannot be run: ${error.message}`)));
  const exit = Promise.withResolvers<undefined>();
  let ended: string | null = null;
  child.once('exit', (code, signal) => {
    ended = signal ?? `exit code ${code ?? 'unknown'}`;
    exit.resolve(undefined);
  });
  const pid = await spawned.promise;
  return {
    pid,
    ended: () => ended,
    gone: exit.promise,
    stop: async () => {
      if (ended !== null) return;
      child.kill('SIGTERM');
      const forced = new AbortController();
      const killLater = delay(graceMs, undefined, { signal: forced.signal }).then(
        () => child.kill('SIGKILL'),
        () => false,
      );
      await exit.promise;
      forced.abort();
      await killLater;
    },
  };
}

/** What a finished command printed and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a short command to its end; the signal kills it. Null when the program cannot be run. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: ProcessOptions & { readonly signal: AbortSignal; readonly input?: string },
): Promise<Finished | null> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: options.detached ?? false,
    signal: options.signal,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const { promise, resolve } = Promise.withResolvers<Finished | null>();
  child.once('error', () => resolve(null));
  child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  const finished = await promise;
  options.signal.throwIfAborted();
  return finished;
}

import type { ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import { backoffDelayMs, defaultBackoff, type Backoff } from './backoff.ts';
import {
  ChildStartError,
  ChildStoppedError,
  describeFailure,
  type ChildFailure,
  type ChildState,
} from './child-state.ts';
import { tailOutput, type OutputTail } from './output-tail.ts';
import { pause, systemTimers, type Timers } from './timers.ts';

/** What to run and how patient to be. Lengths are milliseconds. */
export interface SuperviseOptions {
  /** Names the child in logs and errors. */
  readonly name: string;
  /** Spawns the child; give `stdio` pipes for stdout and stderr, they are drained and logged. May throw. */
  readonly start: () => ChildProcess;
  /** Resolves when the fresh child serves; rejects when it never will. `signal` aborts when nobody waits any more. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  readonly readyTimeoutMs: number;
  readonly backoff?: Backoff;
  /** Starts to try before the first readiness; then the state is `failed`. A child that was ready once is retried for ever. */
  readonly firstStartAttempts?: number;
  /** Exit codes that no retry can help (a held lock, a refused configuration): straight to `failed`. */
  readonly permanentExitCodes?: readonly number[];
  /** First signal of `stop`; PostgreSQL wants SIGINT (fast shutdown). */
  readonly stopSignal?: NodeJS.Signals;
  /** After this long without exit, SIGKILL. */
  readonly stopTimeoutMs?: number;
  readonly log: Logger;
  /** Told of every change of state, in order. */
  readonly onState?: (state: ChildState) => void;
  readonly timers?: Timers;
  /** Numbers in [0, 1) for the jitter. */
  readonly random?: () => number;
}

export interface SupervisedChild {
  /** Resolves when the child is ready (at once when it is); rejects with `ChildStartError` or `ChildStoppedError`. */
  ready(): Promise<void>;
  /** Ends the child and the supervision; resolves when the child is gone. May be called twice. */
  stop(): Promise<void>;
  state(): ChildState;
}

type Settled = Required<Omit<SuperviseOptions, 'onState'>> & Pick<SuperviseOptions, 'onState'>;

/** How one life of the child ended. */
interface Life {
  readonly failure: ChildFailure;
  readonly readyForMs: number;
  readonly tail: readonly string[];
}

type Exit = Extract<ChildFailure, { kind: 'exited' | 'spawn_failed' }>;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** After an exit, how long to wait for the last of the output: a grandchild may hold the pipe for ever. */
const drainOutputMs = 500;

/** Starts a child and keeps it running until `stop`. */
export function superviseChild(given: SuperviseOptions): SupervisedChild {
  const options: Settled = {
    backoff: defaultBackoff,
    firstStartAttempts: 3,
    permanentExitCodes: [],
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    timers: systemTimers,
    random: Math.random,
    ...given,
  };
  const stopping = new AbortController();
  let state: ChildState = { kind: 'starting', attempt: 1, pid: undefined };
  let waiters: Waiter[] = [];

  const setState = (next: ChildState): void => {
    state = next;
    waiters = settle(waiters, options.name, next);
    options.onState?.(next);
  };
  const ended = keepRunning(options, stopping.signal, setState);

  return {
    state: () => state,
    ready: () => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      waiters = settle([...waiters, { resolve: () => resolve(undefined), reject }], options.name, state);
      return promise;
    },
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Answers the waiters that `state` decides; returns those who must go on waiting. */
function settle(waiters: readonly Waiter[], name: string, state: ChildState): Waiter[] {
  switch (state.kind) {
    case 'starting':
    case 'backing-off':
      return [...waiters];
    case 'ready':
      for (const waiter of waiters) waiter.resolve();
      return [];
    case 'failed':
      for (const waiter of waiters) waiter.reject(state.error);
      return [];
    case 'stopping':
    case 'stopped':
      for (const waiter of waiters) waiter.reject(new ChildStoppedError(name));
      return [];
  }
}

async function keepRunning(
  options: Settled,
  stopping: AbortSignal,
  setState: (state: ChildState) => void,
): Promise<void> {
  let failures = 0;
  let everReady = false;
  for (;;) {
    const life = await liveOnce(options, failures + 1, stopping, setState);
    if (hasAborted(stopping)) break;
    if (life.readyForMs >= options.backoff.healthyAfterMs) failures = 0;
    failures += 1;
    everReady ||= wasReady(life.failure);
    if (isPermanent(options, life.failure) || (!everReady && failures >= options.firstStartAttempts)) {
      const error = new ChildStartError(options.name, life.failure, failures, life.tail);
      options.log.error({ err: error, child: options.name }, 'A child process cannot be started');
      setState({ kind: 'failed', error });
      return;
    }
    const delayMs = backoffDelayMs(options.backoff, failures, options.random);
    options.log.warn(
      { child: options.name, failures, delayMs, tail: life.tail },
      `${options.name} is restarted: ${describeFailure(life.failure)}`,
    );
    setState({ kind: 'backing-off', failures, delayMs, failure: life.failure });
    await pause(delayMs, options.timers, stopping);
    if (hasAborted(stopping)) break;
  }
  setState({ kind: 'stopped' });
}

function wasReady(failure: ChildFailure): boolean {
  return failure.kind === 'exited' && failure.wasReady;
}

function isPermanent(options: Settled, failure: ChildFailure): boolean {
  return (
    failure.kind === 'exited' && failure.code !== null && options.permanentExitCodes.includes(failure.code)
  );
}

/** Spawns the child, waits for readiness, then for its end; always leaves no process behind. */
async function liveOnce(
  options: Settled,
  attempt: number,
  stopping: AbortSignal,
  setState: (state: ChildState) => void,
): Promise<Life> {
  let child: ChildProcess;
  try {
    child = options.start();
  } catch (error) {
    return { failure: { kind: 'spawn_failed', message: messageOf(error) }, readyForMs: 0, tail: [] };
  }
  const tail = watchOutput(child, options);
  const exit = exitOf(child, options.timers);
  const running = new AbortController();
  const onStop = (): void => {
    setState({ kind: 'stopping' });
    running.abort();
    void terminate(child, exit, options);
  };
  setState({ kind: 'starting', attempt, pid: child.pid });
  stopping.addEventListener('abort', onStop, { once: true });
  const notReady = await waitReady(options, exit, running);
  const readyAt = options.timers.now();
  if (notReady !== null) await terminate(child, exit, options);
  else if (!stopping.aborted) setState({ kind: 'ready', pid: child.pid });
  const end = await exit;
  stopping.removeEventListener('abort', onStop);
  return {
    failure: notReady ?? (end.kind === 'exited' ? { ...end, wasReady: true } : end),
    readyForMs: notReady === null ? options.timers.now() - readyAt : 0,
    tail: tail.lines(),
  };
}

/** Waits for readiness, exit, time-out or `running` aborted, whichever is first; null when ready. */
async function waitReady(
  options: Settled,
  exit: Promise<Exit>,
  running: AbortController,
): Promise<ChildFailure | null> {
  const timedOut: Promise<ChildFailure> = pause(options.readyTimeoutMs, options.timers, running.signal).then(
    () => ({
      kind: 'ready_timeout',
      timeoutMs: options.readyTimeoutMs,
    }),
  );
  const ready = options.ready(running.signal).then(
    () => null,
    (error: unknown): ChildFailure => ({ kind: 'ready_failed', message: messageOf(error) }),
  );
  const outcome = await Promise.race([ready, exit, timedOut]);
  running.abort();
  return outcome;
}

/** Asks the child to end, then forces it; resolves when it is gone. */
async function terminate(child: ChildProcess, exit: Promise<Exit>, options: Settled): Promise<void> {
  const gone = new AbortController();
  const exited = exit.then(() => gone.abort());
  child.kill(options.stopSignal);
  await pause(options.stopTimeoutMs, options.timers, gone.signal);
  if (!gone.signal.aborted) {
    options.log.warn(
      { child: options.name, pid: child.pid },
      `${options.name} did not stop in time and is killed`,
    );
    child.kill('SIGKILL');
  }
  await exited;
}

/** Resolves once the process is gone and its output is read; never rejects. */
async function exitOf(child: ChildProcess, timers: Timers): Promise<Exit> {
  const exited = Promise.withResolvers<Exit>();
  const closed = new AbortController();
  child.once('exit', (code, signal) => exited.resolve({ kind: 'exited', code, signal, wasReady: false }));
  child.once('close', () => closed.abort());
  child.on('error', (error) => {
    if (child.pid === undefined) exited.resolve({ kind: 'spawn_failed', message: error.message });
  });
  const exit = await exited.promise;
  if (exit.kind === 'exited') await pause(drainOutputMs, timers, closed.signal);
  return exit;
}

/** Reads both streams, so that a full pipe never stops the child; the tail is that of stderr. */
function watchOutput(child: ChildProcess, options: Settled): OutputTail {
  const onLine = (line: string): void =>
    options.log.debug({ child: options.name, line }, 'output of a child process');
  if (child.stdout !== null) tailOutput(child.stdout, onLine);
  return child.stderr === null ? { lines: () => [] } : tailOutput(child.stderr, onLine);
}

/** Asked through a function because the flag changes during an await, which narrowing does not know. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

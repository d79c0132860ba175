import { ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { superviseChild, type ChildState, type SuperviseOptions, type Timers } from './index.ts';

const log = pino({ level: 'silent' });

/** Timers that fire only in `advance`, in order of their time. */
function virtualTimers(): Timers & { advance(ms: number): Promise<void> } {
  let now = 0;
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    advance: async (ms) => {
      await settle();
      const end = now + ms;
      for (;;) {
        const [next] = [...waiting].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting.delete(next);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** A child without a process: it ends when the test says so, or when it gets a signal that it does not ignore. */
class FakeChild extends ChildProcess {
  override readonly stdout = null;
  override readonly stderr = new PassThrough();
  override readonly pid: number;
  readonly signals: (string | number | undefined)[] = [];
  readonly #ignores: readonly string[];

  constructor(pid: number, ignores: readonly string[] = []) {
    super();
    this.pid = pid;
    this.#ignores = ignores;
  }

  override kill(signal?: NodeJS.Signals | number): boolean {
    this.signals.push(signal);
    if (typeof signal === 'string' && !this.#ignores.includes(signal)) this.exit(null, signal);
    return true;
  }

  exit(code: number | null, signal: NodeJS.Signals | null = null): void {
    this.emit('exit', code, signal);
    this.emit('close', code, signal);
  }
}

function setUp(given: Partial<SuperviseOptions> & { readonly ignores?: readonly string[] } = {}) {
  const timers = virtualTimers();
  const children: FakeChild[] = [];
  const states: ChildState[] = [];
  const { ignores, ...options } = given;
  const child = superviseChild({
    name: 'engine',
    start: () => {
      const fake = new FakeChild(children.length + 1, ignores);
      children.push(fake);
      return fake;
    },
    ready: () => Promise.resolve(),
    readyTimeoutMs: 5_000,
    backoff: { initialMs: 100, maxMs: 1_000, healthyAfterMs: 10_000 },
    log,
    onState: (state) => states.push(state),
    timers,
    random: () => 0,
    ...options,
  });
  const last = (): FakeChild => {
    const fake = children.at(-1);
    if (fake === undefined) throw new Error('no child was started');
    return fake;
  };
  return { timers, children, states, child, last, kinds: () => states.map((state) => state.kind) };
}

describe('a supervised child', () => {
  test('is ready once its readiness check resolves', async () => {
    const { child, timers, states } = setUp();
    await timers.advance(0);
    await child.ready();
    expect(states).toEqual([
      { kind: 'starting', attempt: 1, pid: 1 },
      { kind: 'ready', pid: 1 },
    ]);
  });

  test('is restarted after an exit, waiting twice as long each time', async () => {
    const { timers, states, last } = setUp();
    await timers.advance(0);
    for (const wait of [50, 100, 200]) {
      last().exit(1);
      await timers.advance(wait - 1);
      expect(states.at(-1)).toMatchObject({
        kind: 'backing-off',
        delayMs: wait,
        failure: { kind: 'exited', code: 1, wasReady: true },
      });
      await timers.advance(1);
      expect(states.at(-1)?.kind).toBe('ready');
    }
  });

  test('starts again from the shortest wait after it has been healthy for a while', async () => {
    const { timers, states, last } = setUp();
    await timers.advance(0);
    last().exit(1);
    await timers.advance(50);
    last().exit(1);
    await timers.advance(100);
    await timers.advance(10_000);
    last().exit(1);
    await timers.advance(0);
    expect(states.at(-1)).toMatchObject({ kind: 'backing-off', failures: 1, delayMs: 50 });
  });

  test('never has a second process before the first has gone', async () => {
    const { timers, children, kinds } = setUp({
      ready: () => new Promise(() => undefined),
      ignores: ['SIGTERM', 'SIGKILL'],
    });
    await timers.advance(60_000);
    expect(children.length).toBe(1);
    expect(children[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
    children[0]?.exit(null, 'SIGKILL');
    await timers.advance(1_000);
    expect(children.length).toBe(2);
    expect(kinds()).not.toContain('ready');
  });

  test('fails with the last lines of its stderr when it never gets ready', async () => {
    const { timers, child, last, kinds } = setUp({ ready: () => new Promise(() => undefined) });
    const outcome = child.ready().catch((error: unknown) => error);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await timers.advance(1_000);
      last().stderr.end(`attempt ${attempt}\nno such directory\n`);
      await new Promise((resolve) => last().stderr.once('end', resolve));
      last().exit(2);
      await timers.advance(0);
    }
    expect(kinds().at(-1)).toBe('failed');
    expect(await outcome).toMatchObject({
      code: 'child_start_failed',
      attempts: 3,
      failure: { kind: 'exited', code: 2, wasReady: false },
      stderrTail: ['attempt 2', 'no such directory'],
      message:
        'engine did not start (3 attempts): it exited with code 2 before it was ready. Its last output:\nattempt 2\nno such directory',
    });
    await expect(child.ready()).rejects.toMatchObject({ code: 'child_start_failed' });
    await child.stop();
  });

  test('fails at once with an exit code that no retry can help', async () => {
    const { timers, child, children, last } = setUp({
      ready: () => new Promise(() => undefined),
      permanentExitCodes: [75],
    });
    const outcome = child.ready().catch((error: unknown) => error);
    await timers.advance(0);
    last().exit(75);
    await timers.advance(60_000);
    expect(children.length).toBe(1);
    expect(await outcome).toMatchObject({ code: 'child_start_failed', attempts: 1 });
  });

  test('is retried for ever once it has been ready', async () => {
    let isUp = true;
    const { timers, children, last, kinds } = setUp({
      ready: () => (isUp ? Promise.resolve() : Promise.reject(new Error('no'))),
    });
    await timers.advance(0);
    isUp = false;
    last().exit(1);
    await timers.advance(600_000);
    expect(children.length).toBeGreaterThan(100);
    expect(kinds()).not.toContain('failed');
  });

  test('is ended when it is not ready in time', async () => {
    const { timers, children, states } = setUp({ ready: () => new Promise(() => undefined) });
    await timers.advance(5_000);
    expect(children[0]?.signals).toEqual(['SIGTERM']);
    expect(states.at(-1)).toMatchObject({
      kind: 'backing-off',
      failure: { kind: 'ready_timeout', timeoutMs: 5_000 },
    });
  });

  test('is killed when it does not heed the stop signal', async () => {
    const { timers, children, child, kinds } = setUp({
      ignores: ['SIGINT'],
      stopSignal: 'SIGINT',
      stopTimeoutMs: 3_000,
    });
    await timers.advance(0);
    const stopped = child.stop();
    await timers.advance(2_999);
    expect(children[0]?.signals).toEqual(['SIGINT']);
    await timers.advance(1);
    await stopped;
    expect(children[0]?.signals).toEqual(['SIGINT', 'SIGKILL']);
    expect(kinds()).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  });

  test('can be stopped while it waits to be restarted, and twice', async () => {
    const { timers, children, child, last } = setUp();
    await timers.advance(0);
    last().exit(1);
    await timers.advance(10);
    const waiting = child.ready().catch((error: unknown) => error);
    await Promise.all([child.stop(), child.stop()]);
    expect(await waiting).toMatchObject({ code: 'child_stopped' });
    expect(children.length).toBe(1);
    expect(child.state()).toEqual({ kind: 'stopped' });
  });

  test('can be stopped before it is ready', async () => {
    const { timers, child, kinds } = setUp({ ready: () => new Promise(() => undefined) });
    await timers.advance(10);
    await child.stop();
    expect(kinds()).toEqual(['starting', 'stopping', 'stopped']);
  });

  test('reports a start that throws', async () => {
    const { timers, child } = setUp({
      start: () => {
        throw new Error('EACCES');
      },
    });
    const outcome = child.ready().catch((error: unknown) => error);
    await timers.advance(10_000);
    expect(await outcome).toMatchObject({ failure: { kind: 'spawn_failed', message: 'EACCES' } });
  });
});

describe('with real processes', () => {
  const options = {
    name: 'sh',
    readyTimeoutMs: 10_000,
    log,
    backoff: { initialMs: 1, maxMs: 2, healthyAfterMs: 1_000 },
  };

  test('a program that does not exist is named', async () => {
    const child = superviseChild({
      ...options,
      start: () => spawn('/nonexistent/program'),
      ready: () => new Promise(() => undefined),
    });
    await expect(child.ready()).rejects.toThrow(/sh did not start \(3 attempts\).*ENOENT/s);
  });

  test('the output of a program that ends at once is in the error', async () => {
    const child = superviseChild({
      ...options,
      start: () => spawn('sh', ['-c', 'echo cannot read the key >&2; exit 9']),
      ready: () => new Promise(() => undefined),
    });
    await expect(child.ready()).rejects.toMatchObject({
      stderrTail: ['cannot read the key'],
      failure: { kind: 'exited', code: 9 },
    });
  });

  test('a killed process is replaced, and stop leaves none', async () => {
    const pids: (number | undefined)[] = [];
    const replaced = Promise.withResolvers<undefined>();
    const child = superviseChild({
      ...options,
      start: () => spawn('sh', ['-c', 'while :; do sleep 60; done']),
      ready: () => Promise.resolve(),
      onState: (state) => {
        if (state.kind !== 'ready') return;
        pids.push(state.pid);
        if (pids.length === 2) replaced.resolve(undefined);
        else process.kill(state.pid ?? 0, 'SIGKILL');
      },
    });
    await replaced.promise;
    await child.stop();
    expect(pids[0]).not.toBe(pids[1]);
    for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });
});

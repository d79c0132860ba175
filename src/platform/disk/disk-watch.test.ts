import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { manualClock } from '../../kernel/index.ts';
import type { Timers } from '../supervise/index.ts';
import { measureDisks, nodeDiskProbe, type DiskProbe, type DiskUsage } from './disk-usage.ts';
import { startDiskWatch, type DiskWatch, type DiskWatchOptions } from './disk-watch.ts';

const start = new Date('2026-05-01T00:00:00Z');
const thresholds = { warnFreePercent: 15, stopFreePercent: 3 };
const places = [
  { name: 'data', path: '/srv/tocsin' },
  { name: 'spool', path: '/srv/tocsin/spool' },
  { name: 'postgres', path: '/var/lib/tocsin/clusters/x' },
];
const watches: DiskWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

/** Two file systems: 1 under /srv, 2 under /var. */
function fakeProbe(free: Record<1 | 2, number | Error>): DiskProbe {
  const deviceOf = (path: string): 1 | 2 => (path.startsWith('/srv') ? 1 : 2);
  return {
    device: (path) => Promise.resolve(deviceOf(path)),
    usage: (path): Promise<DiskUsage> => {
      const bytes = free[deviceOf(path)];
      return bytes instanceof Error
        ? Promise.reject(bytes)
        : Promise.resolve({ totalBytes: 1_000, freeBytes: bytes });
    },
  };
}

/** Timers that fire when they are told. */
function handTimers(): Timers & { fire(): Promise<void> } {
  let due: (() => void)[] = [];
  return {
    now: () => 0,
    after: (_ms, run) => {
      due.push(run);
      return () => void (due = due.filter((each) => each !== run));
    },
    fire: async () => {
      for (const run of due.splice(0)) run();
      // The look that was woken is several turns of the event loop long.
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function watch(free: Record<1 | 2, number | Error>, more: Partial<DiskWatchOptions> = {}) {
  const lines: { level: number; msg: string; places?: string[] }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const clock = manualClock(start);
  const timers = handTimers();
  const started = await startDiskWatch({
    places,
    thresholds,
    clock,
    log,
    probe: fakeProbe(free),
    timers,
    ...more,
  });
  watches.push(started);
  return { started, lines, clock, timers };
}

test('each file system is one disk with the places that lie on it', async () => {
  const { started } = await watch({ 1: 500, 2: 100 });
  expect(started.disks().map((disk) => [disk.places, disk.freeBytes, disk.level])).toEqual([
    [['data', 'spool'], 500, 'ok'],
    [['postgres'], 100, 'warn'],
  ]);
  expect(started.level()).toBe('warn');
});

test('a change of level is logged once, the worst as an error, and the end of it too', async () => {
  const free: Record<1 | 2, number | Error> = { 1: 500, 2: 500 };
  const { started, lines, clock, timers } = await watch(free);
  const seen: unknown[] = [];
  for (const bytes of [140, 139, 20, 25, 35, 45, 155, 170]) {
    free[1] = bytes;
    clock.advance(5_000);
    await timers.fire();
    seen.push([bytes, started.level()]);
  }
  expect(seen).toEqual([
    [140, 'warn'],
    [139, 'warn'],
    [20, 'stop'],
    [25, 'stop'],
    [35, 'stop'],
    [45, 'warn'],
    [155, 'warn'],
    [170, 'ok'],
  ]);
  // pino: 30 info, 40 warn, 50 error.
  expect(lines.map(({ level, places: on }) => [level, on])).toEqual([
    [40, ['data', 'spool']],
    [50, ['data', 'spool']],
    [40, ['data', 'spool']],
    [30, ['data', 'spool']],
  ]);
  expect(started.disks()[0]?.since).toEqual(new Date('2026-05-01T00:00:40Z'));
});

test('a disk that cannot be asked keeps its last level', async () => {
  const free: Record<1 | 2, number | Error> = { 1: 20, 2: 500 };
  const { started, timers } = await watch(free);
  free[1] = new Error('EIO');
  await timers.fire();
  expect(started.level()).toBe('stop');
});

test('a report that fails does not end the watch', async () => {
  const free: Record<1 | 2, number | Error> = { 1: 500, 2: 500 };
  const { started, timers } = await watch(free, { onLook: () => Promise.reject(new Error('no database')) });
  free[2] = 20;
  await timers.fire();
  expect(started.level()).toBe('stop');
});

test('the real file system says what df says, also of a folder that is not there yet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-disk-'));
  try {
    const [disk, ...others] = await measureDisks([
      { name: 'data', path: folder },
      { name: 'spool', path: join(folder, 'not', 'yet') },
    ]);
    expect(others).toEqual([]);
    expect(disk).toMatchObject({ places: ['data', 'spool'], path: folder });
    const { totalBytes, freeBytes } = await nodeDiskProbe.usage(folder);
    expect(freeBytes).toBeGreaterThan(0);
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
  } finally {
    await rm(folder, { recursive: true });
  }
});

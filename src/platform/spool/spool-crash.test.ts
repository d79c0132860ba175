import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSpool, spoolStart, type SpoolFrame } from './index.ts';
import { framePayload } from './testing/frame-payload.ts';
import { useTempDirs } from './testing/temp-dir.ts';

const tempDir = useTempDirs();
const writer = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url));
const seed = Number(process.env['TOCSIN_TEST_SEED'] ?? '20261123');

/** Runs a writer, kills it after `acks` acknowledgements, and returns the numbers acknowledged. */
async function killAfter(dir: string, first: number, acks: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [writer, dir, String(first), String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: number[] = [];
  const gone = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === acks) child.kill('SIGKILL');
  }
  await gone;
  return acknowledged;
}

async function readAll(dir: string): Promise<readonly SpoolFrame[]> {
  const spool = await openSpool({ dir, maxBytes: 1 << 30, segmentBytes: 1 << 20, now: new Date(0) });
  expect(spool.recovery.damage).toEqual([]);
  const reader = spool.reader(spoolStart);
  const frames: SpoolFrame[] = [];
  for (;;) {
    const batch = await reader.read();
    expect(batch.damage).toEqual([]);
    if (batch.frames.length === 0) break;
    frames.push(...batch.frames);
  }
  await reader.close();
  await spool.close();
  return frames;
}

test(`every acknowledged frame is there once and in order after kill -9 (seed ${seed})`, async () => {
  const dir = await tempDir();
  const killPoints = fc.sample(fc.integer({ min: 1, max: 1_500 }), { numRuns: 8, seed });
  const acknowledged = new Set<number>();
  let first = 0;
  for (const acks of killPoints) {
    for (const number of await killAfter(dir, first, acks)) acknowledged.add(number);
    const numbers = (await readAll(dir)).map(({ payload }) => {
      const number = payload.readDoubleLE();
      expect(payload.equals(framePayload(number, seed))).toBe(true);
      return number;
    });
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    const present = new Set(numbers);
    expect([...acknowledged].filter((number) => !present.has(number))).toEqual([]);
    first = Math.max(-1, ...numbers) + 1;
  }
  expect(acknowledged.size).toBeGreaterThan(1_000);
});

import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRunDir } from './run-dir.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'tocsin-test-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('the run directory', () => {
  test('lies in the data directory and is private', async () => {
    const run = await createRunDir(join(base, 'data'));
    expect(run.path).toBe(join(base, 'data', 'run'));
    expect(statSync(run.path).mode & 0o777).toBe(0o700);
    await run.remove();
    expect(existsSync(run.path)).toBe(true);
  });

  test.each([
    ['too long for a socket', 'x'.repeat(120)],
    ['read as a pattern by the engine', 'a{b,c}*'],
    ['not plain text', 'дата'],
  ])('is a short temporary one when the data directory is %s', async (_why, name) => {
    const run = await createRunDir(join(base, name));
    expect(run.path.startsWith(tmpdir())).toBe(true);
    expect(Buffer.byteLength(run.socketPath)).toBeLessThan(104);
    expect(statSync(run.path).mode & 0o777).toBe(0o700);
    await run.remove();
    expect(existsSync(run.path)).toBe(false);
  });
});

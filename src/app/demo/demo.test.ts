import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noTerminal, UsageError } from '../cli/command.ts';
import { demo } from './demo.ts';

let folder: string;
let out: string;
let said: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-demo-test-'));
  out = '';
  said = '';
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The project's folder is an empty one, so no server can be started. */
const run = (...args: string[]): Promise<number> =>
  demo({
    ...noTerminal,
    root: folder,
    env: { TOCSIN_DATA: join(folder, 'data') },
    args,
    out: (text) => (out += text),
    say: (text) => (said += text),
  });

test('without a server the demo fails, names the stage that is missing, and says why', async () => {
  expect(await run('--json')).toBe(1);
  expect(said).toContain('The stage “server” was not reached:');
  expect(JSON.parse(out)).toMatchObject({ completed: false, missing: 'server', stages: [] });
});

test('without --json nothing is written to standard output', async () => {
  await run();
  expect(out).toBe('');
});

test('an unknown option is wrong usage', async () => {
  await expect(run('--fast')).rejects.toThrow(UsageError);
});

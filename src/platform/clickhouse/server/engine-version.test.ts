import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEngineVersion, EngineOlderError, isNewer, noteEngineVersion } from './engine-version.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-engine-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.for([
  ['26.7.2.1', '26.7.9.9', false],
  ['26.7.9.9', '26.7.2.1', false],
  ['26.8.1.1', '26.7.2.1', true],
  ['26.10.1.1', '26.9.1.1', true],
  ['26.9.1.1', '26.10.1.1', false],
  ['27.1.1.1', '26.12.1.1', true],
  ['25.12.1.1', '26.1.1.1', false],
] as const)('release %s is newer than %s: %s', ([a, b, expected]) => {
  expect(isNewer(a, b)).toBe(expected);
});

test('a note that cannot be read refuses nothing, and is replaced', async () => {
  await writeFile(join(folder, 'engine-version'), 'what is this');
  checkEngineVersion(folder, '26.7.2.1');
  noteEngineVersion(folder, '26.7.2.1');
  expect(await readFile(join(folder, 'engine-version'), 'utf8')).toBe('26.7.2.1\n');
  checkEngineVersion(folder, '26.7.1.1');
  expect(() => checkEngineVersion(folder, '26.6.1.1')).toThrow(EngineOlderError);
});

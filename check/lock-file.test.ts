import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completeLock, entryFor, findMissing, lockFileStep, parseLock } from './lock-file.ts';

const lock = parseLock(
  JSON.stringify({
    name: 'x',
    lockfileVersion: 3,
    packages: {
      '': { optionalDependencies: { '@a/linux-x64': '1.0.0' } },
      'node_modules/@a/linux-x64': { version: '1.0.0', optional: true },
      'node_modules/engine': {
        version: '3.4.0',
        optionalDependencies: {
          '@e/lib-darwin-arm64': '26.7.3-stable.1',
          '@e/lib-linux-x64-gnu': '26.7.3-stable.1',
        },
      },
      'node_modules/engine/node_modules/@e/lib-linux-x64-gnu': { version: '26.7.3-stable.1' },
      'node_modules/tool': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@t/linux-arm64-musl': '0.156.0' },
      },
    },
  }),
);

test('platform packages without an entry are found, nested and hoisted ones are not', () => {
  expect(findMissing(lock)).toEqual([
    { name: '@e/lib-darwin-arm64', version: '26.7.3-stable.1', wantedBy: 'node_modules/engine', dev: false },
    { name: '@t/linux-arm64-musl', version: '0.156.0', wantedBy: 'node_modules/tool', dev: true },
  ]);
});

test('a completed lock file misses nothing, keeps every other entry and is sorted', () => {
  const completed = completeLock(lock);
  expect(findMissing(completed)).toEqual([]);
  expect(completed.packages).toMatchObject(lock.packages);
  expect(Object.keys(completed.packages)).toEqual([
    '',
    'node_modules/@a/linux-x64',
    'node_modules/@e/lib-darwin-arm64',
    'node_modules/@t/linux-arm64-musl',
    'node_modules/engine',
    'node_modules/engine/node_modules/@e/lib-linux-x64-gnu',
    'node_modules/tool',
  ]);
});

test.each([
  ['@e/lib-darwin-arm64', { version: '1.2.3', cpu: ['arm64'], optional: true, os: ['darwin'] }],
  [
    '@e/lib-linux-arm64-gnu',
    { version: '1.2.3', cpu: ['arm64'], libc: ['glibc'], optional: true, os: ['linux'] },
  ],
  [
    '@e/binding-linux-x64-musl',
    { version: '1.2.3', cpu: ['x64'], libc: ['musl'], optional: true, os: ['linux'] },
  ],
  ['@e/binding-linux-arm-gnueabihf', { version: '1.2.3', cpu: ['arm'], optional: true, os: ['linux'] }],
  ['@e/binding-win32-ia32-msvc', { version: '1.2.3', cpu: ['ia32'], optional: true, os: ['win32'] }],
])('the name %s tells its platform', (name, entry) => {
  expect(entryFor({ name, version: '1.2.3', wantedBy: '', dev: false })).toEqual(entry);
});

test.each([
  ['fsevents', '2.3.3'],
  ['@e/lib-linux-x64', '^1.2.3'],
])('%s at %s is left to npm', (name, version) => {
  expect(entryFor({ name, version, wantedBy: '', dev: false })).toBeNull();
});

test('the step names each lost entry and how to write it back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-lock-'));
  try {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    const outcome = await lockFileStep.run(folder);
    expect(outcome.ok).toBe(false);
    expect(outcome.output).toContain('@e/lib-darwin-arm64@26.7.3-stable.1, wanted by node_modules/engine');
    expect(outcome.output).toContain('node check/lock-file.ts --write');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a text that is not a lock file is refused', () => {
  expect(() => parseLock('{"packages": 1}')).toThrow('not a lock file');
});

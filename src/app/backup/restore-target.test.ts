import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSameRestore, readTarget, removeMarker, writeMarker } from './restore-target.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tocsin-target-'));
});
afterEach(() => rm(data, { recursive: true }));

const marker = {
  backup: '20260102T030405Z',
  installation: '01a21f37-0000-7000-8000-000000000001',
  masterKeyCheck: 'c',
};

test('a folder that is not there, is empty or has a master key laid ready may be filled', async () => {
  expect(await readTarget(join(data, 'nowhere'))).toBeNull();
  expect(await readTarget(data)).toBeNull();
  await writeFile(join(data, '.gitignore'), '*');
  await mkdir(join(data, 'secrets'));
  await writeFile(join(data, 'secrets', 'master.key'), 'k');
  expect(await readTarget(data)).toBeNull();
});

test.for(['postgres', 'spool', 'server.json', 'secrets/admin-token', 'anything'])(
  'a folder with %s in it is not touched',
  async (name) => {
    await mkdir(join(data, 'secrets'), { recursive: true });
    await writeFile(join(data, name), '');
    await expect(readTarget(data)).rejects.toMatchObject({ code: 'data_not_empty' });
    await expect(readTarget(data)).rejects.toThrow(name);
  },
);

test('an unfinished restore goes on for the same backup only', async () => {
  await writeMarker(data, marker);
  await writeFile(join(data, 'postgres'), '');
  const found = await readTarget(data);
  expect(found).toEqual(marker);
  expect(() => checkSameRestore(found, marker)).not.toThrow();
  expect(() => checkSameRestore(found, { ...marker, backup: '20260103T000000Z' })).toThrow(
    'Go on with --at 20260102T030405Z',
  );
  expect(() => checkSameRestore(null, marker)).not.toThrow();
  await removeMarker(data);
  expect(await readdir(data)).toEqual(['postgres']);
});

test('a damaged marker is no invitation', async () => {
  await writeFile(join(data, 'restore.json'), '{"backup":');
  await expect(readTarget(data)).rejects.toMatchObject({ code: 'data_not_empty' });
});

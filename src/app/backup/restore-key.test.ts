import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { masterKeyCheck, type StoredObject } from './manifest.ts';
import { chooseKey, type ChosenKey, type KeySources } from './restore-key.ts';

const right = Buffer.alloc(32, 1);
const wrong = Buffer.alloc(32, 2);
const object: StoredObject = { sha256: 'a'.repeat(64), bytes: 44 };
let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tocsin-key-'));
});
afterEach(() => rm(data, { recursive: true }));

async function layReady(key: Buffer): Promise<void> {
  await mkdir(join(data, 'secrets'));
  await writeFile(join(data, 'secrets', 'master.key'), key.toString('base64'));
}

async function keyFile(text: string): Promise<string> {
  await writeFile(join(data, 'given'), text);
  return join(data, 'given');
}

async function* stored(): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield Buffer.from(right.toString('base64'));
}

const choose = (sources: Partial<KeySources> & { inBackup?: boolean } = {}): Promise<ChosenKey> =>
  chooseKey({
    keyPath: null,
    newKey: false,
    dataFolder: data,
    fromEnvironment: undefined,
    manifest: { masterKey: sources.inBackup === true ? object : null, masterKeyCheck: masterKeyCheck(right) },
    objects: { read: stored },
    begun: null,
    ...sources,
  });

const begun = (key: Buffer) => ({ backup: 'b', installation: 'i', masterKeyCheck: masterKeyCheck(key) });

test('the right key is taken from a file, the environment, the data folder or the backup', async () => {
  const taken = { key: right, isNew: false };
  expect(await choose({ keyPath: await keyFile(`${right.toString('base64')}\n`) })).toEqual({
    ...taken,
    from: 'file',
  });
  expect(await choose({ fromEnvironment: right.toString('base64') })).toEqual({
    ...taken,
    from: 'environment',
  });
  expect(await choose({ inBackup: true })).toEqual({ ...taken, from: 'backup' });
  await layReady(right);
  expect(await choose()).toEqual({ ...taken, from: 'data folder' });
});

test('without any key nothing is restored, unless a new one is asked for', async () => {
  await expect(choose()).rejects.toMatchObject({ code: 'master_key_missing' });
  const made = await choose({ newKey: true, inBackup: true });
  expect(made).toMatchObject({ from: 'new', isNew: true });
  expect(made.key).toHaveLength(32);
  expect(masterKeyCheck(made.key)).not.toBe(masterKeyCheck(right));
});

test('a key that is not the one of the backup is refused, unless a new one is asked for', async () => {
  const wrongFile = await keyFile(wrong.toString('base64'));
  await expect(choose({ keyPath: wrongFile })).rejects.toMatchObject({ code: 'master_key_mismatch' });
  await expect(choose({ fromEnvironment: wrong.toString('base64') })).rejects.toMatchObject({
    code: 'master_key_mismatch',
  });
  expect(await choose({ fromEnvironment: wrong.toString('base64'), newKey: true })).toEqual({
    key: wrong,
    from: 'new',
    isNew: true,
  });
});

test('a key file is not believed against the one that the server would use', async () => {
  const keyPath = await keyFile(right.toString('base64'));
  await expect(choose({ keyPath, fromEnvironment: wrong.toString('base64') })).rejects.toThrow(
    'TOCSIN_SECRET_KEY holds another master key than the one given.',
  );
  await layReady(wrong);
  await expect(choose({ keyPath })).rejects.toThrow('holds another master key than the one given.');
});

test.for(['', 'not base64 at all', Buffer.alloc(16).toString('base64')])(
  'a file with "%s" holds no key',
  async (text) => {
    await expect(choose({ keyPath: await keyFile(text) })).rejects.toMatchObject({
      code: 'master_key_mismatch',
    });
  },
);

test('a restore goes on with the key that it was begun with', async () => {
  await layReady(wrong);
  expect(await choose({ begun: begun(wrong) })).toEqual({ key: wrong, from: 'new', isNew: true });
  await expect(choose({ begun: begun(right) })).rejects.toThrow('was begun with another master key');
});

import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBackupFolder, ownBackupFolder, type OwnBackupFolder } from './backup-folder.ts';
import { openJournal } from './journal.ts';
import { masterKeyCheck, writeManifest, type StoredObject } from './manifest.ts';
import { manifestOf, testInstallation, testKey } from './testing/manifest.ts';

let root: string;
let data: string;
let path: string;
const now = new Date('2026-01-02T03:04:05Z');
const opened = new Set<OwnBackupFolder>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tocsin-bf-'));
  data = join(root, 'data');
  path = join(root, 'backup');
  await mkdir(data);
});
afterEach(async () => {
  for (const folder of opened) await folder.release();
  opened.clear();
  await rm(root, { recursive: true });
});

async function own(at = path, installation = testInstallation): Promise<OwnBackupFolder> {
  const folder = await ownBackupFolder(at, data, installation, now);
  opened.add(folder);
  return folder;
}

async function* content(text: string): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield Buffer.from(text);
}

/** Completes a backup that needs the given texts. */
async function complete(
  folder: OwnBackupFolder,
  id: string,
  texts: readonly [string, ...string[]],
): Promise<void> {
  const objects: StoredObject[] = [];
  for (const text of texts) {
    const { bytes, sha256 } = await folder.objects.put(content(text));
    objects.push({ sha256, bytes });
  }
  const [first, ...more] = objects;
  if (first === undefined) throw new Error('no objects');
  const manifest = manifestOf(id, [first, ...more], masterKeyCheck(testKey));
  await folder.complete(manifest, writeManifest(manifest, testKey));
}

const namesOf = async (folder: OwnBackupFolder): Promise<number> => (await folder.objects.list()).length;

test('what is kept is private, named by its content, and not written twice', async () => {
  const folder = await own();
  const first = await folder.objects.put(content('hello'));
  expect(first).toEqual({
    sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    bytes: 5,
    copied: true,
  });
  expect(await folder.objects.put(content('hello'))).toEqual({ ...first, copied: false });
  const file = join(path, 'objects', '2c', first.sha256);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  for (const inner of ['.', 'objects', 'objects/2c', 'backups'])
    expect((await stat(join(path, inner))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(path, 'objects'))).toEqual(['2c']);
});

test('a backup is complete when its manifest is there, and that only when all it names is', async () => {
  const folder = await own();
  await complete(folder, '20260101T000000Z', ['a', 'b']);
  expect(await folder.ids()).toEqual(['20260101T000000Z']);
  const missing = manifestOf(
    '20260102T000000Z',
    [{ sha256: 'e'.repeat(64), bytes: 3 }],
    masterKeyCheck(testKey),
  );
  await expect(folder.complete(missing, writeManifest(missing, testKey))).rejects.toMatchObject({
    code: 'object_missing',
  });
  expect(await folder.ids()).toEqual(['20260101T000000Z']);
  await writeFile(join(path, 'backups', '.20260103T000000Z.json.draft'), '{');
  expect(await (await openBackupFolder(path)).ids()).toEqual(['20260101T000000Z']);
});

test('older backups than the newest few go, with what nobody else needs', async () => {
  const folder = await own();
  await complete(folder, '20260101T000000Z', ['shared', 'one']);
  await complete(folder, '20260102T000000Z', ['shared', 'two']);
  await complete(folder, '20260103T000000Z', ['shared', 'three']);
  expect(await namesOf(folder)).toBe(4);
  expect(await folder.prune(3)).toEqual([]);
  expect(await folder.prune(2)).toEqual(['20260101T000000Z']);
  expect(await namesOf(folder)).toBe(3);
  expect(await folder.ids()).toEqual(['20260102T000000Z', '20260103T000000Z']);
});

test('while a manifest that stays cannot be read, nothing that it may need goes', async () => {
  const folder = await own();
  await complete(folder, '20260101T000000Z', ['one']);
  await complete(folder, '20260102T000000Z', ['two']);
  await truncate(join(path, 'backups', '20260102T000000Z.json'), 40);
  await expect(folder.prune(1)).rejects.toMatchObject({ code: 'manifest_unreadable' });
  expect(await namesOf(folder)).toBe(2);
});

test.for<[string, string, () => Promise<unknown>]>([
  [
    'a folder with other things',
    'folder_not_a_backup',
    () => mkdir(join(path, 'photos'), { recursive: true }),
  ],
  ['the data folder itself', 'folder_inside_data', () => symlink(data, path)],
  [
    'a folder of a newer form',
    'format_newer',
    () =>
      mkdir(path).then(() =>
        writeFile(join(path, 'tocsin-backup.json'), `{"format":2,"installation":"${testInstallation}"}`),
      ),
  ],
  [
    'a folder whose mark is damaged',
    'folder_not_a_backup',
    () => mkdir(path).then(() => writeFile(join(path, 'tocsin-backup.json'), '{"form')),
  ],
])('%s is not written to', async ([, code, prepare]) => {
  await prepare();
  const before = await readdir(path);
  await expect(own()).rejects.toMatchObject({ code });
  expect(await readdir(path)).toEqual(before);
});

test('a folder inside the data folder is not even made', async () => {
  await expect(own(join(data, 'a', 'b'))).rejects.toMatchObject({ code: 'folder_inside_data' });
  expect(await readdir(data)).toEqual([]);
});

test('a folder is of one installation, and one process at a time writes to it', async () => {
  const folder = await own();
  await expect(own()).rejects.toMatchObject({ code: 'data_in_use' });
  await folder.release();
  opened.delete(folder);
  const other = '01a21f37-0000-7000-8000-000000000002';
  await expect(own(path, other)).rejects.toMatchObject({ code: 'other_installation' });
});

test('a folder that is there keeps its mode', async () => {
  await mkdir(path);
  await chmod(path, 0o750);
  await own();
  expect((await stat(path)).mode & 0o777).toBe(0o750);
});

async function readAll(folder: OwnBackupFolder, object: StoredObject): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of folder.objects.read(object)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('an object that is damaged, shortened, missing or a link is never taken for whole', async () => {
  const folder = await own();
  const { bytes, sha256 } = await folder.objects.put(content('precious'));
  const object = { sha256, bytes };
  const file = join(path, 'objects', sha256.slice(0, 2), sha256);
  expect(await readAll(folder, object)).toBe('precious');
  await writeFile(file, 'Precious');
  await expect(readAll(folder, object)).rejects.toMatchObject({ code: 'object_damaged' });
  await writeFile(file, 'prec');
  await expect(readAll(folder, object)).rejects.toMatchObject({ code: 'object_damaged' });
  expect(await folder.objects.has(object)).toBe(false);
  await folder.objects.setAside(sha256);
  expect(await folder.objects.put(content('precious'))).toEqual({ ...object, copied: true });
  await rm(file);
  await expect(readAll(folder, object)).rejects.toMatchObject({ code: 'object_missing' });
  await writeFile(join(root, 'elsewhere'), 'precious');
  await symlink(join(root, 'elsewhere'), file);
  await expect(readAll(folder, object)).rejects.toMatchObject({ code: 'object_missing' });
});

test('a write that fails in the middle leaves no object, and what a kill left is cleared away', async () => {
  const folder = await own();
  async function* broken(): AsyncGenerator<Buffer> {
    await Promise.resolve();
    yield Buffer.from('half');
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  }
  await expect(folder.objects.put(broken())).rejects.toMatchObject({ code: 'folder_full' });
  expect(await readdir(join(path, 'objects'))).toEqual([]);
  await writeFile(join(path, 'objects', 'draft-0123456789abcdef'), 'half');
  await folder.objects.clearDrafts();
  expect(await readdir(join(path, 'objects'))).toEqual([]);
});

test('a journal that a kill cut off tells all whole lines, and new lines are not glued to the torn one', async () => {
  await mkdir(path);
  const entry = (key: string) => ({ key, sha256: 'f'.repeat(64), bytes: 4 });
  const first = await openJournal(path);
  await first.add(entry('one'));
  await first.add(entry('two'));
  await first.close();
  const file = join(path, 'unfinished.ndjson');
  await truncate(file, (await readFile(file)).length - 10);
  const second = await openJournal(path);
  expect([...second.entries.keys()]).toEqual(['one']);
  await second.add(entry('three'));
  await second.close();
  const third = await openJournal(path);
  expect([...third.entries.keys()]).toEqual(['one', 'three']);
  await third.remove();
  await third.close();
  expect(await readdir(path)).toEqual([]);
});

test('a folder without backups is told from one that is not there and one that is no such folder', async () => {
  await expect(openBackupFolder(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'folder_missing' });
  await expect(openBackupFolder(data)).rejects.toMatchObject({ code: 'folder_not_a_backup' });
  await own();
  expect(await (await openBackupFolder(path)).ids()).toEqual([]);
});

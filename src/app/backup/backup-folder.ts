import { chmod, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { acquireLock } from '../../platform/lock/index.ts';
import { asFolderError, BackupError, errnoOf } from './backup-error.ts';
import { backupFormat, objectsOf, readManifest, type Manifest } from './manifest.ts';
import { nearestFolder } from './nearest-folder.ts';
import { openObjects, syncFolder, type ObjectStore } from './object-store.ts';

/** A folder with backups of one installation. Complete ones have a manifest; nothing else counts. */
export interface BackupFolder {
  readonly path: string;
  readonly objects: ObjectStore;
  /** Ids of complete backups, oldest first. */
  ids(): Promise<readonly string[]>;
  manifest(id: string): Promise<{ readonly manifest: Manifest; readonly text: string }>;
}

/** The same while this process may write to it. */
export interface OwnBackupFolder extends BackupFolder {
  /** Puts a manifest in place when everything that it names is on the disk: from then on the backup is complete. */
  complete(manifest: Manifest, text: string): Promise<void>;
  /** Removes all but the newest `keep` backups, and what only they needed. Gives the ids removed. */
  prune(keep: number): Promise<readonly string[]>;
  release(): Promise<void>;
}

const markName = 'tocsin-backup.json';
const manifestPattern = /^(\d{8}T\d{6}Z)\.json$/;
/** Files that file systems and people leave in empty folders. */
const harmless = new Set(['lost+found', '.gitignore', '.DS_Store']);
const markSchema = z.object({ format: z.int(), installation: z.uuid() });
const manifests = (path: string): string => join(path, 'backups');

/** Opens a folder to read from; throws BackupError when it holds no backups. */
export async function openBackupFolder(given: string): Promise<BackupFolder> {
  const path = resolve(given);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new BackupError('folder_missing', `There is no folder ${path}.`);
  const mark = await readMark(path);
  if (mark === null) {
    throw new BackupError(
      'folder_not_a_backup',
      `${path} is no folder of Tocsin's backups: it has no ${markName}.`,
    );
  }
  return reading(path);
}

function reading(path: string): BackupFolder {
  return {
    path,
    objects: openObjects(path),
    ids: async () => {
      const names = await readdir(manifests(path)).catch(() => []);
      return names.flatMap((name) => manifestPattern.exec(name)?.[1] ?? []).sort();
    },
    manifest: async (id) => {
      const text = await readFile(join(manifests(path), `${id}.json`), 'utf8').catch((error: unknown) => {
        if (errnoOf(error) === 'ENOENT')
          throw new BackupError('backup_unknown', `${path} holds no complete backup ${id}.`);
        throw error;
      });
      return { text, manifest: readManifest(text, id) };
    },
  };
}

/** Opens a folder to write to, or makes it; it must be empty or hold backups of this installation. */
export async function ownBackupFolder(
  given: string,
  dataFolder: string,
  installation: string,
  now: Date,
): Promise<OwnBackupFolder> {
  const path = resolve(given);
  try {
    await prepare(path, dataFolder, installation);
    const lock = await acquireLock(join(path, 'lock'), 'tocsin backup', now);
    const folder = reading(path);
    return {
      ...folder,
      complete: (manifest, text) => complete(folder, manifest, text),
      prune: (keep) => prune(folder, keep),
      release: () => lock.release(),
    };
  } catch (error) {
    throw asFolderError(path, error);
  }
}

async function prepare(path: string, dataFolder: string, installation: string): Promise<void> {
  if (isInside(await realpath(await nearestFolder(path)), await realpath(dataFolder))) {
    throw new BackupError(
      'folder_inside_data',
      `${path} is inside the data folder: what takes the data would take the backup too. Name a folder elsewhere, best on another disk.`,
    );
  }
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chmod(path, 0o700);
  const mark = await readMark(path);
  if (mark === null) {
    const others = (await readdir(path)).filter((name) => !harmless.has(name));
    if (others.length > 0) {
      throw new BackupError(
        'folder_not_a_backup',
        `${path} is not empty and holds no backups of Tocsin. Name an empty folder, or one that does not exist.`,
      );
    }
    await writeDurably(path, markName, `${JSON.stringify({ format: backupFormat, installation })}\n`);
  } else if (mark.installation !== installation) {
    throw new BackupError(
      'other_installation',
      `${path} holds backups of another installation. Name a folder of its own for each.`,
    );
  }
  for (const folder of [manifests(path), join(path, 'objects')])
    await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Whether `path` is `folder` or below it. */
function isInside(path: string, folder: string): boolean {
  const between = relative(folder, path);
  return between === '' || !(between === '..' || between.startsWith(`..${sep}`) || between.startsWith(sep));
}

async function readMark(path: string): Promise<z.infer<typeof markSchema> | null> {
  const text = await readFile(join(path, markName), 'utf8').catch(() => null);
  if (text === null) return null;
  const mark = parseMark(text);
  if (mark === null)
    throw new BackupError(
      'folder_not_a_backup',
      `${join(path, markName)} is damaged, so ${path} is not used.`,
    );
  if (mark.format > backupFormat) {
    throw new BackupError(
      'format_newer',
      `The backups in ${path} were made by a newer Tocsin: use that version.`,
    );
  }
  return mark;
}

function parseMark(text: string): z.infer<typeof markSchema> | null {
  try {
    return markSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function complete({ objects, path }: BackupFolder, manifest: Manifest, text: string): Promise<void> {
  try {
    for (const object of objectsOf(manifest)) {
      if (await objects.has(object)) continue;
      throw new BackupError(
        'object_missing',
        `The file ${object.sha256} went from ${path} while the backup was made.`,
      );
    }
    await objects.sync();
    await writeDurably(manifests(path), `${manifest.id}.json`, text);
  } catch (error) {
    throw asFolderError(path, error);
  }
}

async function prune(folder: BackupFolder, keep: number): Promise<readonly string[]> {
  const ids = await folder.ids();
  const gone = ids.slice(0, Math.max(0, ids.length - keep));
  for (const id of gone) await rm(join(manifests(folder.path), `${id}.json`));
  await syncFolder(manifests(folder.path));
  const needed = new Set<string>();
  for (const id of await folder.ids()) {
    for (const { sha256 } of objectsOf((await folder.manifest(id)).manifest)) needed.add(sha256);
  }
  for (const { sha256 } of await folder.objects.list())
    if (!needed.has(sha256)) await folder.objects.remove(sha256);
  return gone;
}

/** Whole or not at all. */
async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `.${name}.draft`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, name));
  await syncFolder(folder);
}

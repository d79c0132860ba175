import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asFolderError, BackupError, errnoOf } from './backup-error.ts';
import type { StoredObject } from './manifest.ts';

/** What a `put` did: `copied` is false when the folder had the content already. */
export interface PutResult extends StoredObject {
  readonly copied: boolean;
}

/** Immutable files, each named by the SHA-256 of its content: a file with its name is whole. */
export interface ObjectStore {
  /** Keeps a content and names it when all of it is on the disk. */
  put(content: AsyncIterable<Uint8Array>): Promise<PutResult>;
  /** True when an object is there in its full length. */
  has(object: StoredObject): Promise<boolean>;
  /** The content; throws BackupError at its end when it is not what its name says, so use nothing before. */
  read(object: StoredObject): AsyncIterable<Buffer>;
  /** Names and lengths of all objects. */
  list(): Promise<readonly StoredObject[]>;
  remove(sha256: string): Promise<void>;
  /** Renames a damaged object, so that the next backup copies it anew. */
  setAside(sha256: string): Promise<void>;
  /** Removes what interrupted writes left. */
  clearDrafts(): Promise<void>;
  /** Returns when the objects' names are on the disk too. */
  sync(): Promise<void>;
}

const draftPattern = /^draft-[0-9a-f]{16}$/;
const namePattern = /^[0-9a-f]{64}$/;
const shardPattern = /^[0-9a-f]{2}$/;
export const readBytes = 1024 * 1024;

/** Opens `folder/objects`; files are 0600, folders 0700. `folder` is named in errors. */
export function openObjects(folder: string): ObjectStore {
  const root = join(folder, 'objects');
  const touched = new Set<string>([root]);
  const shardOf = (sha256: string): string => join(root, sha256.slice(0, 2));
  const pathOf = (sha256: string): string => join(shardOf(sha256), sha256);

  async function has({ sha256, bytes }: StoredObject): Promise<boolean> {
    const found = await lstat(pathOf(sha256)).catch(() => null);
    return found?.isFile() === true && found.size === bytes;
  }

  async function put(content: AsyncIterable<Uint8Array>): Promise<PutResult> {
    const draft = join(root, `draft-${randomBytes(8).toString('hex')}`);
    try {
      const object = await writeDraft(root, draft, content);
      if (await has(object)) {
        await rm(draft);
        return { ...object, copied: false };
      }
      const shard = shardOf(object.sha256);
      await mkdir(shard, { recursive: true, mode: 0o700 });
      await rename(draft, pathOf(object.sha256));
      touched.add(shard);
      return { ...object, copied: true };
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw asFolderError(folder, error);
    }
  }

  return {
    put,
    has,
    read: (object) => readVerified(pathOf(object.sha256), object),
    list: async () => {
      const objects: StoredObject[] = [];
      for (const shard of (await readdir(root)).filter((name) => shardPattern.test(name)).sort()) {
        for (const sha256 of (await readdir(join(root, shard)))
          .filter((name) => namePattern.test(name))
          .sort()) {
          objects.push({ sha256, bytes: (await lstat(pathOf(sha256))).size });
        }
      }
      return objects;
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    setAside: (sha256) => rename(pathOf(sha256), `${pathOf(sha256)}.damaged`),
    clearDrafts: async () => {
      for (const name of await readdir(root)) if (draftPattern.test(name)) await rm(join(root, name));
    },
    sync: async () => {
      for (const path of touched) await syncFolder(path);
    },
  };
}

async function writeDraft(
  root: string,
  draft: string,
  content: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const file = await open(draft, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** A link or a device in an object's place is refused: only what was written there counts. */
async function* readVerified(path: string, { sha256, bytes }: StoredObject): AsyncGenerator<Buffer> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found?.isFile() !== true)
    throw new BackupError('object_missing', `The file ${path} of the backup is missing.`);
  const hash = createHash('sha256');
  if (found.size === bytes) {
    for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
    if (hash.digest('hex') === sha256) return;
  }
  throw new BackupError(
    'object_damaged',
    `The file ${path} of the backup is damaged: it is not what was written.`,
  );
}

/** Makes the names in a folder durable. File systems that cannot do that for a folder keep them as they see fit. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(errnoOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

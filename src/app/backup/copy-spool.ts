import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolFile } from '../../platform/spool/index.ts';
import { BackupError } from './backup-error.ts';
import type { SpoolPart } from './manifest.ts';
import { readBytes, type ObjectStore } from './object-store.ts';
import type { Progress } from './progress.ts';

/** Where the spool's files get their second names: on the spool's own disk. */
export const spoolCutFolder = (dataFolder: string): string => join(dataFolder, 'spool', 'cut');

/** Makes the folder anew, empty. */
export async function makeSpoolCutFolder(dataFolder: string): Promise<string> {
  const folder = spoolCutFolder(dataFolder);
  await dropSpoolCut(dataFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export const dropSpoolCut = (dataFolder: string): Promise<void> =>
  rm(spoolCutFolder(dataFolder), { recursive: true, force: true });

/** Copies what was durable of the spool at the cut: the newest file may have grown since. */
export async function copySpool(
  folder: string,
  files: readonly SpoolFile[],
  objects: ObjectStore,
  progress: Progress,
): Promise<SpoolPart> {
  const copied: SpoolPart['files'] = [];
  for (const { bytes, name } of files) {
    progress.check();
    const result = await objects.put(firstBytes(join(folder, name), bytes));
    progress.add(bytes, result.copied ? bytes : 0);
    copied.push({ name, sha256: result.sha256, bytes });
  }
  return { files: copied };
}

async function* firstBytes(path: string, bytes: number): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  let left = bytes;
  for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: readBytes })) {
    left -= (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (left > 0) throw new BackupError('data_unreadable', `${path} became shorter while it was read.`);
}

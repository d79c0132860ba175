import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { BackupError } from './backup-error.ts';
import { restoreMarker } from './restore-marker.ts';
import { syncFolder } from './object-store.ts';

/** Says which restore has begun in a data folder, so that the same one can go on and nothing else starts there. */
const markerSchema = z.object({
  backup: z.string(),
  installation: z.uuid(),
  /** Of the key that the restored installation has. */
  masterKeyCheck: z.string(),
});
export type RestoreMarker = z.infer<typeof markerSchema>;

/** What may be in a data folder before a restore: what Tocsin puts into every one, and a master key laid ready. */
const allowed = new Set(['.gitignore', 'lock', 'secrets', 'lost+found']);

/** The restore that has begun here, or null when the folder is empty. Throws BackupError when it is in use. */
export async function readTarget(dataFolder: string): Promise<RestoreMarker | null> {
  const marker = await readMarker(dataFolder);
  if (marker !== null) return marker;
  const names = await readdir(dataFolder).catch(() => []);
  const secrets = await readdir(join(dataFolder, 'secrets')).catch(() => []);
  const strange = [
    ...names.filter((name) => !allowed.has(name)),
    ...secrets.filter((name) => name !== 'master.key').map((name) => `secrets/${name}`),
  ];
  if (strange.length === 0) return null;
  throw new BackupError(
    'data_not_empty',
    `${dataFolder} is not empty (${strange.slice(0, 3).join(', ')}). Nothing is ever overwritten: move it away, or name another folder with TOCSIN_DATA.`,
  );
}

async function readMarker(dataFolder: string): Promise<RestoreMarker | null> {
  const text = await readFile(restoreMarker(dataFolder), 'utf8').catch(() => null);
  if (text === null) return null;
  const marker = markerSchema.safeParse(parseJson(text));
  if (marker.success) return marker.data;
  throw new BackupError(
    'data_not_empty',
    `${restoreMarker(dataFolder)} is damaged: empty the folder and begin anew.`,
  );
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export function checkSameRestore(
  found: RestoreMarker | null,
  wanted: Omit<RestoreMarker, 'masterKeyCheck'>,
): void {
  if (found === null) return;
  if (found.backup === wanted.backup && found.installation === wanted.installation) return;
  throw new BackupError(
    'data_not_empty',
    `The restore of another backup (${found.backup}) is unfinished here. Go on with --at ${found.backup}, or empty the folder.`,
  );
}

export async function writeMarker(dataFolder: string, marker: RestoreMarker): Promise<void> {
  await writeWhole(restoreMarker(dataFolder), `${JSON.stringify(marker)}\n`);
}

/** From now on a server may start here. */
export async function removeMarker(dataFolder: string): Promise<void> {
  await rm(restoreMarker(dataFolder));
  await syncFolder(dataFolder);
}

/** A private file, whole or not at all. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

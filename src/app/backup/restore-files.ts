import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { engineFolder } from '../../platform/clickhouse/index.ts';
import { clickhouseFolder } from './cut.ts';
import type { Manifest, StoredObject } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import { unpack } from './pack.ts';
import type { Progress } from './progress.ts';

/**
 * Puts ClickHouse's files where the engine looks for them: parts under their own names, with the memory of insert tokens,
 * so that a batch which the cut found half done is recognised. Parts that are there already are whole.
 */
export async function restoreClickHouse(
  dataFolder: string,
  { parts, state }: Manifest['clickhouse'],
  objects: ObjectStore,
  progress: Progress,
): Promise<void> {
  const engine = engineFolder(clickhouseFolder(dataFolder));
  await mkdir(engine, { recursive: true, mode: 0o700 });
  for (const part of parts) {
    progress.check();
    const target = join(engine, part.folder);
    if (await exists(target)) continue;
    // Not below the table, which the engine would take for a part.
    const draft = join(engine, 'restoring');
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o750 });
    await unpack(watched(objects, part, progress), draft, 'new');
    await mkdir(dirname(target), { recursive: true, mode: 0o750 });
    await rename(draft, target);
  }
  await unpack(watched(objects, state, progress), engine, 'replace');
}

/**
 * How far the numbers of new segments are from those of the backup: events that the lost system received after the cut have
 * ids made of the numbers in between, and no other event must get the same.
 */
const segmentGap = 1_000_000;

/** Puts the spool's files back, and an empty segment far behind them, so that new ones go on from there. */
export async function restoreSpool(
  dataFolder: string,
  { files }: Manifest['spool'],
  objects: ObjectStore,
  progress: Progress,
): Promise<void> {
  const spool = join(dataFolder, 'spool');
  for (const file of files) {
    progress.check();
    await writeObject(join(spool, file.name), watched(objects, file, progress));
  }
  const numbers = files.flatMap(({ name }) => /^(\d+)\.seg$/.exec(name)?.[1] ?? []).map(Number);
  const next = Math.max(0, ...numbers) + segmentGap;
  await writeObject(join(spool, `${String(next).padStart(12, '0')}.seg`), nothing());
}

/** A file with an object's content and nobody else's eyes on it. */
async function writeObject(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of content) await file.writeFile(chunk);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function* nothing(): AsyncGenerator<Buffer> {
  // An empty file.
}

async function* watched(
  objects: ObjectStore,
  object: StoredObject,
  progress: Progress,
): AsyncGenerator<Buffer> {
  for await (const chunk of objects.read({ sha256: object.sha256, bytes: object.bytes })) {
    progress.check();
    progress.add(chunk.length, chunk.length);
    yield chunk;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

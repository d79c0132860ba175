import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from './journal.ts';
import type { BackedUpPart, StoredObject } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOf, pack } from './pack.ts';
import type { Progress } from './progress.ts';

/** A part of the frozen tables, found but not read. */
interface FoundPart {
  /** Relative, as in the engine's own folder. */
  readonly folder: string;
  readonly bytes: number;
  readonly rows: number;
  /** Parts never change, and their checksums cover their content: the same key is the same part. */
  readonly key: string;
}

/** What is known already: parts of earlier backups and of the interrupted one, by key. */
export type KnownParts = ReadonlyMap<string, StoredObject>;

export interface CopyTarget {
  readonly objects: ObjectStore;
  readonly journal: Journal;
  readonly known: KnownParts;
  readonly progress: Progress;
}

export interface CopiedTables {
  readonly state: StoredObject;
  readonly parts: BackedUpPart[];
}

/** Lists the parts below a frozen folder, in the order of their names. */
export async function findParts(frozen: string): Promise<readonly FoundPart[]> {
  const parts: FoundPart[] = [];
  for (const shard of await sortedNames(join(frozen, 'store'))) {
    for (const table of await sortedNames(join(frozen, 'store', shard))) {
      for (const name of await sortedNames(join(frozen, 'store', shard, table))) {
        const folder = `store/${shard}/${table}/${name}`;
        const checksums = await readFile(join(frozen, folder, 'checksums.txt')).catch(() => null);
        if (checksums !== null) parts.push(await describe(frozen, folder, checksums));
      }
    }
  }
  return parts;
}

const sortedNames = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

async function describe(frozen: string, folder: string, checksums: Buffer): Promise<FoundPart> {
  const files = await filesOf(join(frozen, folder));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = Number(await readFile(join(frozen, folder, 'count.txt'), 'utf8').catch(() => '0'));
  const digest = createHash('sha256').update(checksums).digest('hex');
  return { folder, bytes, rows, key: `${folder} ${digest} ${bytes} ${files.length}` };
}

/** Copies the frozen tables: a part that is known and there is not even read. */
export async function copyClickHouse(
  frozen: string,
  parts: readonly FoundPart[],
  target: CopyTarget,
): Promise<CopiedTables> {
  const copied: BackedUpPart[] = [];
  for (const part of parts) {
    target.progress.check();
    const { sha256, bytes } = await copyPart(frozen, part, target);
    copied.push({ folder: part.folder, rows: part.rows, sha256, bytes, key: part.key });
  }
  const state = await target.objects.put(pack(frozen, await stateFiles(frozen, parts)));
  return { state: { sha256: state.sha256, bytes: state.bytes }, parts: copied };
}

async function copyPart(frozen: string, part: FoundPart, target: CopyTarget): Promise<StoredObject> {
  const { journal, known, objects, progress } = target;
  const before = known.get(part.key);
  if (before !== undefined && (await objects.has(before))) {
    progress.add(part.bytes, 0);
    return before;
  }
  const folder = join(frozen, part.folder);
  const { copied, ...object } = await objects.put(watched(pack(folder, await filesOf(folder)), progress));
  await journal.add({ key: part.key, ...object });
  progress.add(part.bytes, copied ? object.bytes : 0);
  return object;
}

/** A part may be as large as a disk: an interruption is noticed within it. */
async function* watched(content: AsyncIterable<Buffer>, progress: Progress): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    progress.check();
    yield chunk;
  }
}

async function stateFiles(
  frozen: string,
  parts: readonly FoundPart[],
): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  const folders = new Set(parts.map((part) => part.folder));
  const isInPart = (name: string): boolean => folders.has(name.split('/').slice(0, 4).join('/'));
  return (await filesOf(frozen)).filter(({ name }) => !isInPart(name));
}

import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Room on a file system, as df(1) counts it: what is kept back for root is neither used nor free. Bytes. */
export interface DiskUsage {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** A folder that is watched, under a name that people know it by. */
export interface DiskPlace {
  readonly name: string;
  readonly path: string;
}

/** A file system, the watched folders that lie on it, and its room. */
export interface MeasuredDisk extends DiskUsage {
  /** Names of the places on it, in the order given; the first names the file system. */
  readonly places: readonly string[];
  /** Path of the first place. */
  readonly path: string;
}

/** Free space in percent of what can be used at all. */
export const freePercentOf = ({ totalBytes, freeBytes }: DiskUsage): number =>
  totalBytes === 0 ? 100 : (freeBytes / totalBytes) * 100;

/** What statfs(2) and stat(2) say of a path. */
export interface DiskProbe {
  usage(path: string): Promise<DiskUsage>;
  /** The same for paths on the same file system. */
  device(path: string): Promise<number>;
}

export const nodeDiskProbe: DiskProbe = {
  usage: async (path) => {
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    return { totalBytes: (blocks - bfree + bavail) * bsize, freeBytes: bavail * bsize };
  },
  device: async (path) => (await stat(path)).dev,
};

/** Measures the file systems under the places, each once. A folder that is not there yet counts as its parent. */
export async function measureDisks(
  places: readonly DiskPlace[],
  probe: DiskProbe = nodeDiskProbe,
): Promise<readonly MeasuredDisk[]> {
  const byDevice = new Map<number, { readonly path: string; readonly places: string[] }>();
  for (const { name, path } of places) {
    const found = await existing(path, probe);
    const known = byDevice.get(found.device);
    if (known === undefined) byDevice.set(found.device, { path: found.path, places: [name] });
    else known.places.push(name);
  }
  return Promise.all(
    [...byDevice.values()].map(async (disk) => ({ ...disk, ...(await probe.usage(disk.path)) })),
  );
}

async function existing(path: string, probe: DiskProbe): Promise<{ path: string; device: number }> {
  try {
    return { path, device: await probe.device(path) };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return existing(dirname(path), probe);
  }
}

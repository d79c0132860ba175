import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data directory was last used by a newer release of the engine. */
export class EngineOlderError extends Error {
  override readonly name = 'EngineOlderError';
}

const fileName = 'engine-version';

/**
 * Refuses a data directory that a newer release of ClickHouse has used: an older one may not understand its files, and
 * would find out in the middle. Releases are `year.month`; patches of one release read each other's files.
 */
export function checkEngineVersion(dataDir: string, own: string): void {
  const last = readLast(dataDir);
  if (last === null || !isNewer(last, own)) return;
  throw new EngineOlderError(
    `The events were last written by ClickHouse ${last}; this Tocsin brings ${own}. Start the newer Tocsin again, or restore the backup made before the upgrade.`,
  );
}

/** Notes that this engine has opened the directory. */
export function noteEngineVersion(dataDir: string, own: string): void {
  const last = readLast(dataDir);
  if (last === own) return;
  const path = join(dataDir, fileName);
  writeFileSync(`${path}.new`, `${own}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function readLast(dataDir: string): string | null {
  try {
    const text = readFileSync(join(dataDir, fileName), 'utf8').trim();
    return /^\d+(?:\.\d+){1,3}$/.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** True when release `a` is newer than release `b`. */
export function isNewer(a: string, b: string): boolean {
  const [yearA = 0, monthA = 0] = a.split('.').map(Number);
  const [yearB = 0, monthB = 0] = b.split('.').map(Number);
  return yearA === yearB ? monthA > monthB : yearA > yearB;
}

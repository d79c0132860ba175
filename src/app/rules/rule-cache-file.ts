import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the command line keeps parsed rules between runs: one file for each choice of folders. */
export function ruleCacheFile(
  env: Readonly<Record<string, string | undefined>>,
  folders: readonly string[],
): string {
  const own = env['XDG_CACHE_HOME'];
  const base = own === undefined || own === '' ? join(env['HOME'] ?? homedir(), '.cache') : own;
  const name = createHash('sha256').update(JSON.stringify(folders.map((folder) => resolve(folder))));
  return join(base, 'tocsin', `rules-${name.digest('hex').slice(0, 16)}`);
}

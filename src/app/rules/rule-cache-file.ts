import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LoadOptions } from '../../detection/index.ts';
import type { CommandContext } from '../cli/command.ts';

/** Parsed rules are kept between runs of the command line. A file that cannot be trusted is told of; one of another release is no news. */
export const ruleCache = (
  { env, say }: Pick<CommandContext, 'env' | 'say'>,
  folders: readonly string[],
): Required<Pick<LoadOptions, 'cacheFile' | 'onCacheTrouble'>> => ({
  cacheFile: ruleCacheFile(env, folders),
  onCacheTrouble: ({ code, path, reason }) => {
    if (code !== 'outdated') say(`tocsin: rules are parsed without ${path}: ${code}: ${reason}\n`);
  },
});

/** One file for each choice of folders. */
function ruleCacheFile(
  env: Readonly<Record<string, string | undefined>>,
  folders: readonly string[],
): string {
  const own = env['XDG_CACHE_HOME'];
  const base = own === undefined || own === '' ? join(env['HOME'] ?? homedir(), '.cache') : own;
  const name = createHash('sha256').update(JSON.stringify(folders.map((folder) => resolve(folder))));
  return join(base, 'tocsin', `rules-${name.digest('hex').slice(0, 16)}`);
}

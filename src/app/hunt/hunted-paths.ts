import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to hunt through. */
export interface HuntedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written, Unix milliseconds: the time near which lines without a year lie. */
  readonly modifiedAt: number;
}

/** A path that cannot be read. */
export interface UnreadablePath {
  readonly path: string;
  readonly reason: string;
}

const mostFiles = 1_000_000;
const deepestFolder = 64;

/**
 * The files at and below the paths, each once, in the order of the paths and sorted within a folder. Links to folders
 * inside a folder are not followed.
 */
export async function huntedFiles(
  paths: readonly string[],
): Promise<{ readonly files: readonly HuntedFile[]; readonly unreadable: readonly UnreadablePath[] }> {
  const files = new Map<string, HuntedFile>();
  const unreadable: UnreadablePath[] = [];

  async function visit(path: string, depth: number): Promise<void> {
    try {
      const found = await stat(path);
      if (found.isDirectory()) {
        await visitFolder(path, depth);
        return;
      }
      if (!found.isFile()) throw new Error('it is neither a file nor a folder');
      if (files.size >= mostFiles) throw new Error(`there are more than ${mostFiles} files`);
      files.set(path, { path, bytes: found.size, modifiedAt: found.mtimeMs });
    } catch (error) {
      unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async function visitFolder(path: string, depth: number): Promise<void> {
    if (depth >= deepestFolder) throw new Error(`folders nest deeper than ${deepestFolder}`);
    const names: string[] = [];
    for await (const entry of await opendir(path)) {
      if (entry.isFile() || entry.isDirectory()) names.push(entry.name);
    }
    for (const name of names.sort()) await visit(join(path, name), depth + 1);
  }

  for (const path of paths) await visit(path, 0);
  return { files: [...files.values()], unreadable };
}

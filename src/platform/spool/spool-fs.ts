import { link, mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One open segment file. */
export interface SegmentFile {
  /** Writes from `position` on; returns the bytes written, which may be fewer than given. */
  writev(pieces: readonly Uint8Array[], position: number): Promise<number>;
  /** Fills `target` from `position`; returns the bytes read, fewer only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Returns when everything written is on the disk (fdatasync). */
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** What the spool needs of a file system; tests put a failing one in its place. */
export interface SpoolFs {
  /** Makes a folder that may exist, and makes its name durable. */
  makeDir(path: string): Promise<void>;
  list(dir: string): Promise<readonly { readonly name: string; readonly size: number }[]>;
  /** Creates a segment file that must not exist, and makes its name durable. */
  create(path: string): Promise<SegmentFile>;
  open(path: string): Promise<SegmentFile>;
  remove(path: string): Promise<void>;
  /** Gives a file a second name on the same disk: it stays there when the first one is removed. */
  link(path: string, second: string): Promise<void>;
  /** The text of a small file; null when there is none. */
  readText(path: string): Promise<string | null>;
  /** Puts a small file in place whole and durably. */
  writeText(path: string, text: string): Promise<void>;
}

/** The real file system. */
export const nodeSpoolFs: SpoolFs = {
  makeDir: async (path) => {
    const made = await mkdir(path, { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    await syncDir(dirname(made));
    await syncDir(dirname(path));
  },
  list: async (dir) => {
    const names = await readdir(dir);
    return Promise.all(names.map(async (name) => ({ name, size: (await stat(join(dir, name))).size })));
  },
  create: async (path) => {
    const handle = await open(path, 'wx+', 0o600);
    await syncDir(dirname(path));
    return segmentFile(handle);
  },
  open: async (path) => segmentFile(await open(path, 'r+')),
  remove: (path) => rm(path, { force: true }),
  link: (path, second) => link(path, second),
  readText: async (path) => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  },
  writeText: async (path, text) => {
    const draft = `${path}.draft`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    await syncDir(dirname(path));
  },
};

function segmentFile(handle: FileHandle): SegmentFile {
  return {
    writev: async (pieces, position) => (await handle.writev([...pieces], position)).bytesWritten,
    read: async (target, position) => {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    datasync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  };
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small file system (tmpfs) over a folder; it has to be unmounted before the folder is removed. */
export interface SmallDisk {
  /** Takes so many bytes away, as somebody else's files would. */
  fill(bytes: number): Promise<void>;
  /** Gives them back. */
  makeRoom(): Promise<void>;
  unmount(): Promise<void>;
}

export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    fill: (taken) => writeFile(ballast, Buffer.alloc(taken)),
    makeRoom: () => rm(ballast),
    unmount: async () => {
      await run('umount', [folder]);
    },
  };
}

/** Why this machine lets us mount nothing; null when it does. */
export async function mountRefusal(): Promise<string | null> {
  if (process.platform !== 'linux') return 'a small disk is mounted on Linux only';
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-mount-'));
  try {
    const disk = await mountSmallDisk(folder, 1024 * 1024);
    await disk.unmount();
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return `a small disk cannot be mounted here (needs root): ${reason}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

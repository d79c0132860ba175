import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the child's socket and request bodies live; only this user can look inside. */
export interface RunDir {
  readonly path: string;
  readonly socketPath: string;
  /** Removes the directory if it was made for this run alone. */
  remove(): Promise<void>;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, with the ending zero. */
const maxSocketPathBytes = 103;
/** What the engine takes literally in a file path: it would expand `*`, `?`, `{a,b}`, `[…]` and `|`. */
const literalPath = /^[\w\-./ ~+@:=]+$/;

/** `dataDir/run`, or a short temporary directory when that path is too long for a socket or unfit for the engine. */
export async function createRunDir(dataDir: string): Promise<RunDir> {
  const own = join(resolve(dataDir), 'run');
  if (fits(own)) {
    await mkdir(own, { recursive: true, mode: 0o700 });
    await chmod(own, 0o700);
    return { path: own, socketPath: socketIn(own), remove: () => Promise.resolve() };
  }
  const parent = fits(join(tmpdir(), 'tocsin-XXXXXX')) ? tmpdir() : '/tmp';
  const path = await mkdtemp(join(parent, 'tocsin-'));
  return { path, socketPath: socketIn(path), remove: () => rm(path, { recursive: true, force: true }) };
}

function socketIn(dir: string): string {
  return join(dir, 'clickhouse.sock');
}

function fits(dir: string): boolean {
  return literalPath.test(dir) && Buffer.byteLength(socketIn(dir)) <= maxSocketPathBytes;
}

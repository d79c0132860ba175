import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the child's socket and request bodies live; only this user can look inside. */
export interface RunDir {
  readonly path: string;
  readonly socketPath: string;
  /** Removes the socket, and the directory if it was made for this run alone. */
  remove(): Promise<void>;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, with the ending zero. */
const maxSocketPathBytes = 103;
/** The name is new each time: a second starter on the same directory must not take the first one's answers for its own child's. */
const socketName = (): string => `ch-${randomBytes(4).toString('hex')}.sock`;
/** What the engine takes literally in a file path: it would expand `*`, `?`, `{a,b}`, `[…]` and `|`. */
const literalPath = /^[\w\-./ ~+@:=]+$/;

/** `dataDir/run`, or a short temporary directory when that path is too long for a socket or unfit for the engine. */
export async function createRunDir(dataDir: string): Promise<RunDir> {
  const own = join(resolve(dataDir), 'run');
  if (fits(own)) {
    await mkdir(own, { recursive: true, mode: 0o700 });
    await chmod(own, 0o700);
    const socketPath = join(own, socketName());
    return { path: own, socketPath, remove: () => rm(socketPath, { force: true }) };
  }
  const parent = fits(join(tmpdir(), 'tocsin-XXXXXX')) ? tmpdir() : '/tmp';
  const path = await mkdtemp(join(parent, 'tocsin-'));
  return {
    path,
    socketPath: join(path, socketName()),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function fits(dir: string): boolean {
  return literalPath.test(dir) && Buffer.byteLength(join(dir, socketName())) <= maxSocketPathBytes;
}

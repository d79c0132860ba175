import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { readBytes } from './object-store.ts';

/**
 * One file for all regular files of a folder, as GNU tar: names in order, no times and no owners, so that the same content
 * always makes the same bytes. `tar -xf` reads it.
 */
const blockBytes = 512;
const nameBytes = 100;
/** Octal digits hold less than this; beyond it the size is binary (GNU). */
const octalLimit = 8 ** 11;
/** Longest relative name that is read back. */
const maxNameBytes = 1_024;

interface PackedFile {
  readonly name: string;
  readonly bytes: number;
}

/** Relative names and sizes of a folder's files, folders inside included, sorted by name. */
export async function filesOf(folder: string): Promise<readonly PackedFile[]> {
  const files: PackedFile[] = [];
  const walk = async (inside: string): Promise<void> => {
    for (const entry of await readdir(join(folder, inside), { withFileTypes: true })) {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else if (entry.isFile()) files.push({ name, bytes: (await lstat(join(folder, name))).size });
      else throw new BackupError('data_unreadable', `${join(folder, name)} is neither a file nor a folder.`);
    }
  };
  await walk('');
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function* pack(folder: string, files: readonly PackedFile[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    yield* header(file);
    let left = file.bytes;
    if (left > 0) {
      for await (const chunk of createReadStream(join(folder, file.name), {
        end: file.bytes - 1,
        highWaterMark: readBytes,
      })) {
        left -= (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    }
    if (left !== 0)
      throw new BackupError(
        'data_unreadable',
        `${join(folder, file.name)} became shorter while it was read.`,
      );
    yield padding(file.bytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

function* header({ name, bytes }: PackedFile): Generator<Buffer> {
  const text = Buffer.from(name);
  if (text.length > nameBytes) {
    // GNU: an entry of type L holds the name of the one behind it.
    const long = Buffer.concat([text, Buffer.from([0])]);
    yield block('././@LongLink', long.length, 'L');
    yield long;
    yield padding(long.length);
  }
  yield block(text.subarray(0, nameBytes), bytes, '0');
}

function block(name: Buffer | string, bytes: number, type: string): Buffer {
  const head = Buffer.alloc(blockBytes);
  if (typeof name === 'string') head.write(name);
  else name.copy(head);
  head.write('0000600\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  if (bytes < octalLimit) head.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    head[124] = 0x80;
    head.writeUIntBE(bytes, 130, 6);
  }
  head.write('00000000000\0', 136);
  head.write(type, 156);
  head.write('ustar  \0', 257);
  head.write(`${checksum(head).toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

/** Sum of the block's bytes, its own field counted as blanks. */
function checksum(head: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of head.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

const padding = (bytes: number): Buffer => Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);

/** Writes a pack's files below `folder`; `new`: it must not hold them yet. Refuses names that lead out of it. */
export async function unpack(
  content: AsyncIterable<Buffer>,
  folder: string,
  mode: 'new' | 'replace',
): Promise<void> {
  const source = createSource(content);
  let longName: string | null = null;
  for (;;) {
    const head = await source.take(blockBytes);
    if (head.every((byte) => byte === 0)) break;
    const { name, bytes, type } = readBlock(head);
    if (type === 'L') {
      if (bytes > maxNameBytes) throw malformed('a name is too long');
      longName = text(await source.take(bytes));
    } else if (type === '0') {
      await writeFile(source, join(folder, safeName(longName ?? name)), bytes, mode === 'new' ? 'wx' : 'w');
      longName = null;
    } else throw malformed('an entry is no file');
    await source.take(padding(bytes).length);
  }
  await source.finish();
}

function readBlock(head: Buffer): { readonly name: string; readonly bytes: number; readonly type: string } {
  const stated = parseInt(head.toString('latin1', 148, 154), 8);
  if (stated !== checksum(head)) throw malformed('a header is damaged');
  const bytes = head[124] === 0x80 ? head.readUIntBE(130, 6) : parseInt(head.toString('latin1', 124, 135), 8);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw malformed('a size is no number');
  return { name: text(head.subarray(0, nameBytes)), bytes, type: head.toString('latin1', 156, 157) };
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

function safeName(name: string): string {
  const parts = name.split('/');
  const isSafe = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
  if (!isSafe) throw malformed(`"${name.slice(0, 80)}" is no name inside the folder`);
  return name;
}

const malformed = (what: string): BackupError =>
  new BackupError('object_damaged', `A packed folder of the backup cannot be read: ${what}.`);

async function writeFile(source: Source, path: string, bytes: number, flag: 'wx' | 'w'): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  const file: FileHandle = await open(path, flag, 0o640);
  try {
    let left = bytes;
    while (left > 0) {
      const chunk = await source.some(left);
      await file.writeFile(chunk);
      left -= chunk.length;
    }
  } finally {
    await file.close();
  }
}

interface Source {
  /** Exactly so many bytes. */
  take(bytes: number): Promise<Buffer>;
  /** At least one and at most so many bytes. */
  some(most: number): Promise<Buffer>;
  /** Reads what is left, which must be zeros: the content's own check stands at its end. */
  finish(): Promise<void>;
}

function createSource(content: AsyncIterable<Buffer>): Source {
  const chunks = content[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  const cut = (bytes: number): Buffer => {
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    return taken;
  };
  return {
    take: async (bytes) => {
      while (rest.length < bytes) if (!(await fill())) throw malformed('it ends too early');
      return cut(bytes);
    },
    some: async (most) => {
      while (rest.length === 0) if (!(await fill())) throw malformed('it ends too early');
      return cut(Math.min(most, rest.length));
    },
    finish: async () => {
      do {
        if (rest.some((byte) => byte !== 0)) throw malformed('something follows its end');
        rest = Buffer.alloc(0);
      } while (await fill());
    },
  };
}

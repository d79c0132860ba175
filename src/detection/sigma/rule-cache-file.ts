import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hourMs } from '../../kernel/index.ts';

/** Why a cache file is not used (`outdated`: other code wrote it, as after an upgrade), or was not written. */
export const cacheTroubleCodes = [
  'foreign',
  'damaged',
  'too_large',
  'unreadable',
  'outdated',
  'unwritable',
] as const;

/** What is wrong with a cache file; `reason` is a sentence for people. */
export interface CacheTrouble {
  readonly code: (typeof cacheTroubleCodes)[number];
  readonly path: string;
  readonly reason: string;
}

interface CacheFileOptions {
  /** Of what made the entries; those of another are not used. */
  readonly version: string;
  readonly onTrouble: (trouble: CacheTrouble) => void;
}

/** Entries as bytes, by their keys. */
type Entries = ReadonlyMap<string, Uint8Array>;

/*
 * The file: SHA-256 of all that follows; length of the head (32 bits, little-endian); the head as JSON; the entries' bytes in the
 * order of the head. V8's reader is not made for damaged input: nothing is read before the checksum is right.
 */
interface Head {
  readonly format: typeof format;
  readonly version: string;
  readonly entries: readonly (readonly [key: string, bytes: number])[];
}

const format = 'tocsin rules 2';
const checksumBytes = 32;
const lengthBytes = 4;
/** What the head may take beside the entries. */
const mostHeadBytes = 64 * 1024 * 1024;

const checksum = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

/** Reads a cache file; without entries when it cannot be used, and `onTrouble` hears why. One that is missing is no trouble. */
export function readRuleCache(
  path: string,
  { mostBytes, onTrouble, version }: CacheFileOptions & { readonly mostBytes: number },
): Entries {
  const none = (code: CacheTrouble['code'], reason: string): Entries => {
    onTrouble({ code, path, reason });
    return new Map();
  };
  let bytes: Buffer;
  try {
    const read = readOwn(path, mostBytes + mostHeadBytes);
    if (read === null) return new Map();
    if ('code' in read) return none(read.code, read.reason);
    ({ bytes } = read);
  } catch (error) {
    return none('unreadable', `It cannot be read: ${messageOf(error)}`);
  }
  const body = bytes.subarray(checksumBytes);
  if (bytes.length < checksumBytes + lengthBytes || !checksum(body).equals(bytes.subarray(0, checksumBytes)))
    return none('damaged', 'Its checksum is not that of what it holds.');
  const head = headOf(body);
  if (head?.version !== version) return none('outdated', 'Other code wrote it.');
  return entriesOf(body, head) ?? none('damaged', 'Its head does not fit what follows.');
}

type Read = { readonly bytes: Buffer } | Pick<CacheTrouble, 'code' | 'reason'>;

/** A regular file that nobody else could have written; null when there is none. Throws what the system says otherwise. */
function readOwn(path: string, mostBytes: number): Read | null {
  const opened = openOrNull(path);
  if (opened === null) return null;
  try {
    const stat = fstatSync(opened);
    if (!stat.isFile() || !isOwn(stat))
      return {
        code: 'foreign',
        reason: 'It is no file of this account alone: others could have written it.',
      };
    if (stat.size > mostBytes) return { code: 'too_large', reason: `It is larger than ${mostBytes} bytes.` };
    return { bytes: readFileSync(opened) };
  } finally {
    closeSync(opened);
  }
}

/** A pipe in its place is opened without waiting for a writer, and a link is not followed. */
function openOrNull(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const othersMayWrite = 0o022;

/** Where the system knows no owners, the folder's own protection has to do. */
const isOwn = ({ mode, uid }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & othersMayWrite) === 0);

function headOf(body: Buffer): Head | null {
  try {
    const head: unknown = JSON.parse(body.toString('utf8', lengthBytes, lengthBytes + body.readUInt32LE(0)));
    return isHead(head) ? head : null;
  } catch {
    return null;
  }
}

function isHead(head: unknown): head is Head {
  if (typeof head !== 'object' || head === null) return false;
  if (!('format' in head && head.format === format && 'version' in head && 'entries' in head)) return false;
  return (
    typeof head.version === 'string' &&
    Array.isArray(head.entries) &&
    head.entries.every(
      (entry: unknown) =>
        Array.isArray(entry) &&
        typeof entry[0] === 'string' &&
        Number.isSafeInteger(entry[1]) &&
        entry[1] >= 0,
    )
  );
}

function entriesOf(body: Buffer, { entries }: Head): Entries | null {
  let end = lengthBytes + body.readUInt32LE(0);
  const found = new Map<string, Uint8Array>();
  for (const [key, length] of entries) {
    found.set(key, body.subarray(end, end + length));
    end += length;
  }
  return end === body.length ? found : null;
}

/**
 * Puts a file in the place of the one that is there. Of several processes that do so at once the last wins, and each leaves a whole
 * file. What cannot be written costs time at the next start, and nothing else.
 */
export function writeRuleCache(
  path: string,
  { entries, onTrouble, version }: CacheFileOptions & { readonly entries: Entries },
): void {
  const draft = `${path}.${randomUUID()}${draftEnding}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, fileOf(version, entries), { mode: 0o600, flag: 'wx' });
    removeOldDrafts(path, draft);
    renameSync(draft, path);
  } catch (error) {
    onTrouble({ code: 'unwritable', path, reason: `It cannot be written: ${messageOf(error)}` });
    remove(draft);
  }
}

function fileOf(version: string, entries: Entries): Buffer {
  const sizes = [...entries].map(([key, { length }]) => [key, length] as const);
  const head = Buffer.from(JSON.stringify({ format, version, entries: sizes } satisfies Head));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(head.length);
  const bytes = Buffer.concat([Buffer.alloc(checksumBytes), length, head, ...entries.values()]);
  checksum(bytes.subarray(checksumBytes)).copy(bytes);
  return bytes;
}

function remove(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    return; // its folder cannot be reached: nothing was written there
  }
}

const draftEnding = '.draft';

/** A process that was killed while it wrote leaves its draft behind. */
function removeOldDrafts(path: string, own: string): void {
  const folder = dirname(path);
  const now = statSync(own).mtimeMs;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(draftEnding)) continue;
    const old = statSync(join(folder, name), { throwIfNoEntry: false });
    if (old !== undefined && now - old.mtimeMs > hourMs) rmSync(join(folder, name), { force: true });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

import { open as openFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fromRandomAccessReader, getFileNameLowLevel, open, type Entry, type ZipFile } from 'yauzl';
import type { ByteStream } from './byte-source.ts';
import { measureArchive, PaddedFile } from './archive-end.ts';
import type { FileProblem } from './file-problem.ts';

/** A file inside an archive; with a problem its stream is empty. */
export interface ZipEntry {
  readonly name: string;
  readonly stream: ByteStream;
  readonly problem: FileProblem | null;
}

/** Most files of one archive that are looked at. */
const maxEntries = 100_000;
const localHeader = Buffer.from('PK\x03\x04', 'latin1');

/** Whether a file begins as a ZIP archive does. Throws when it cannot be opened. */
export async function isZip(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    const start = Buffer.alloc(localHeader.length);
    await file.read(start, 0, start.length, 0);
    return start.equals(localHeader);
  } finally {
    await file.close();
  }
}

/** The files of an archive in its order, without the folders that macOS adds. */
export async function* zipEntries(
  path: string,
  onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<ZipEntry, void, undefined> {
  const opened = await openArchive(path);
  if (typeof opened === 'string') {
    yield problemEntry('', 'archive_damaged', opened);
    return;
  }
  try {
    let seen = 0;
    for (let next = await nextEntry(opened); next !== null; next = await nextEntry(opened)) {
      if (typeof next === 'string') {
        yield problemEntry('', 'archive_damaged', next);
        return;
      }
      seen += 1;
      if (seen > maxEntries) {
        yield problemEntry('', 'archive_damaged', `The archive holds more than ${maxEntries} files.`);
        return;
      }
      const name = nameOf(next);
      if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue;
      yield await streamOf(opened, next, name);
      onRead?.(next.compressedSize);
    }
  } finally {
    opened.close();
  }
}

const problemEntry = (name: string, code: FileProblem['code'], reason: string): ZipEntry => ({
  name,
  stream: Readable.from([]),
  problem: { code, reason },
});

/** Names are taken as they are: nothing is written where one says, and one that leads elsewhere must not hide the files behind it. */
const archiveOptions = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;

const nameOf = ({ extraFields, fileNameRaw, generalPurposeBitFlag }: Entry): string =>
  getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);

/** The archive, or why it is none. */
async function openArchive(path: string): Promise<ZipFile | string> {
  const { size, end } = await measureArchive(path);
  return new Promise((resolve) => {
    const opened = (error: Error | null, archive: ZipFile): void =>
      resolve(error === null ? archive : error.message);
    if (end === size) open(path, archiveOptions, opened);
    else fromRandomAccessReader(new PaddedFile(path, size), end, archiveOptions, opened);
  });
}

function nextEntry(archive: ZipFile): Promise<Entry | string | null> {
  return new Promise((resolve) => {
    const settle = (result: Entry | string | null): void => {
      archive.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      resolve(result);
    };
    archive.once('entry', (entry: Entry) => settle(entry));
    archive.once('end', () => settle(null));
    archive.once('error', (error: Error) => settle(error.message));
    archive.readEntry();
  });
}

function streamOf(archive: ZipFile, entry: Entry, name: string): Promise<ZipEntry> {
  return new Promise((resolve) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error === null) resolve({ name, stream, problem: null });
      else resolve(problemEntry(name, 'archive_damaged', error.message));
    });
  });
}

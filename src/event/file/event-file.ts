import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { isEvtx, readEvtx } from '../evtx/evtx-file.ts';
import type { JsonObject } from '../event.ts';
import { ByteSource, type ByteStream } from './byte-source.ts';
import type { FileProblem } from './file-problem.ts';
import { hasHeaderLines, headerRecords } from './header-lines.ts';
import { jsonValuesOf, linesOf, passByteOrderMark, type TextPiece } from './text-records.ts';
import { isZip, zipEntries } from './zip.ts';

/** One event of a file, before anybody has looked what it says. */
export type FileRecord =
  | { readonly kind: 'object'; readonly value: JsonObject }
  /** A JSON text, or a line of a log. */
  | { readonly kind: 'json' | 'line'; readonly text: string };

/** What a file gives, in its order. `entry` names a file inside an archive. */
export type FileItem =
  | { readonly kind: 'record'; readonly entry: string | null; readonly record: FileRecord }
  | { readonly kind: 'problem'; readonly entry: string | null; readonly problem: FileProblem };

export interface EventFileOptions {
  /** Every line is one JSON object. Otherwise the first bytes tell what the file is. */
  readonly ndjson?: boolean;
  /** Called with the bytes of the file that have been read. */
  readonly onRead?: (bytes: number) => void;
}

const sniffBytes = 4_096;
/** Compressed bytes that are decompressed at once. */
const pieceBytes = 8 * 1024;
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a file of events: EVTX, JSON (objects behind each other, an array, `{"Records": […]}`), NDJSON, logs whose
 * header lines name the fields (Zeek, W3C extended), or the lines of a text log; also inside gzip and ZIP. Never throws for what the file holds: that is a problem among its items.
 */
export async function* readEventFile(
  path: string,
  options: EventFileOptions = {},
): AsyncGenerator<FileItem, void, undefined> {
  try {
    if (await isZip(path)) {
      for await (const { name, stream, problem } of zipEntries(path, options.onRead)) {
        if (problem !== null) yield { kind: 'problem', entry: name, problem };
        else yield* guarded(name, readStream(stream, options));
      }
      return;
    }
    yield* guarded(null, readStream(fileStream(path, options.onRead), options));
  } catch (error) {
    const problem = { code: 'file_unreadable', reason: messageOf(error) } as const;
    yield { kind: 'problem', entry: null, problem };
  }
}

async function* fileStream(
  path: string,
  onRead: EventFileOptions['onRead'],
): ByteStream & AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    if (!Buffer.isBuffer(chunk)) continue;
    onRead?.(chunk.length);
    yield chunk;
  }
}

type Found = { readonly record: FileRecord } | { readonly problem: FileProblem };

async function* guarded(
  entry: string | null,
  found: AsyncIterable<Found>,
): AsyncGenerator<FileItem, void, undefined> {
  try {
    for await (const item of found) {
      if ('record' in item) yield { kind: 'record', entry, record: item.record };
      else yield { kind: 'problem', entry, problem: item.problem };
    }
  } catch (error) {
    const isCompression = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    const code = isCompression ? 'compression_damaged' : 'file_unreadable';
    yield { kind: 'problem', entry, problem: { code, reason: messageOf(error) } };
  }
}

async function* readStream(
  stream: ByteStream,
  options: EventFileOptions,
): AsyncGenerator<Found, void, undefined> {
  const source = new ByteSource(stream);
  const start = await source.peek(sniffBytes);
  if (start.subarray(0, 2).equals(gzipMagic)) yield* readToEnd(new ByteSource(gunzip(source)), options);
  else yield* readContent(source, options);
  if (source.failure !== null) throw source.failure;
}

/** Gives everything that came before the damage, if there is some, and throws it then. */
async function* readToEnd(
  source: ByteSource,
  options: EventFileOptions,
): AsyncGenerator<Found, void, undefined> {
  yield* readContent(source, options);
  if (source.failure !== null) throw source.failure;
}

async function* readContent(
  source: ByteSource,
  { ndjson = false }: EventFileOptions,
): AsyncGenerator<Found, void, undefined> {
  const start = await source.peek(sniffBytes);
  if (isEvtx(start)) {
    yield* readEvtxRecords(source);
    return;
  }
  await passByteOrderMark(source);
  if (!ndjson && hasHeaderLines((await source.peek(sniffBytes)).toString('latin1', 0, sniffBytes))) {
    yield* headerRecords(linesOf(source, 'line'));
    return;
  }
  yield* textRecords(await piecesOf(source, ndjson));
}

async function piecesOf(
  source: ByteSource,
  ndjson: boolean,
): Promise<AsyncGenerator<TextPiece, void, undefined>> {
  if (ndjson) return linesOf(source, 'json');
  const start = (await source.peek(sniffBytes)).toString('latin1', 0, sniffBytes);
  // A line may begin with `[` too: `[Mon Nov 23 …`.
  if (!/^\s*(?:\{|\[\s*(?:[[{\]]|$))/.test(start)) return linesOf(source, 'line');
  return jsonValuesOf(source);
}

async function* textRecords(pieces: AsyncIterable<TextPiece>): AsyncGenerator<Found, void, undefined> {
  for await (const piece of pieces) {
    if (piece.kind !== 'too_long') yield { record: piece };
    else
      yield {
        problem: { code: 'record_too_long', reason: `A record of ${piece.bytes} bytes was passed over.` },
      };
  }
}

async function* readEvtxRecords(source: ByteSource): AsyncGenerator<Found, void, undefined> {
  for await (const { records, problems } of readEvtx((_offset, bytes) => source.take(bytes))) {
    for (const { code, offset, reason } of problems)
      yield { problem: { code, reason: `At byte ${offset}: ${reason}.` } };
    for (const { event } of records) yield { record: { kind: 'object', value: event } };
  }
}

/**
 * Decompresses what a source still holds, a small piece at a time: at damage the stream throws away what it holds, and that
 * is what came out of the last piece at most.
 */
async function* gunzip(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const unzip = createGunzip();
  let out: Buffer[] = [];
  const failures: Error[] = [];
  unzip.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise<void>((resolve) => {
    unzip.once('end', resolve);
    unzip.once('error', (error: Error) => {
      failures.push(error);
      resolve();
    });
  });
  const taken = (): Buffer[] => {
    const chunks = out;
    out = [];
    return chunks;
  };
  try {
    for (let piece = await source.take(pieceBytes); piece.length > 0; piece = await source.take(pieceBytes)) {
      const written = new Promise<void>((resolve) => void unzip.write(piece, () => resolve()));
      await Promise.race([written, ended]);
      yield* taken();
      throwFirst(failures);
    }
    unzip.end();
    await ended;
    yield* taken();
    throwFirst(failures);
  } finally {
    unzip.destroy();
  }
}

function throwFirst([failure]: readonly Error[]): void {
  if (failure !== undefined) throw failure;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

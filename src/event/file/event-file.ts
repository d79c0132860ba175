import { createReadStream } from 'node:fs';
import { isEvtx, readEvtx } from '../evtx/evtx-file.ts';
import type { JsonObject } from '../event.ts';
import { ByteSource, type ByteStream } from './byte-source.ts';
import { compressionOf, decompress, isCompressionError } from './decompress.ts';
import type { FileProblem } from './file-problem.ts';
import { hasHeaderLines, headerRecords } from './header-lines.ts';
import { fromUtf16, mayBeText, utf16Of } from './text-encoding.ts';
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

/** Enough to see whether behind a damaged header an EVTX file's first chunk begins. */
const sniffBytes = 4_096 + 8;

/**
 * Reads a file of events: EVTX, JSON (objects behind each other, an array, `{"Records": […]}`), NDJSON, logs whose
 * header lines name the fields (Zeek, W3C extended), or the lines of a text log; also inside gzip, Zstandard and ZIP. Never throws for what the file holds: that is a problem among its items.
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
    const code = isCompressionError(error) ? 'compression_damaged' : 'file_unreadable';
    yield { kind: 'problem', entry, problem: { code, reason: messageOf(error) } };
  }
}

async function* readStream(
  stream: ByteStream,
  options: EventFileOptions,
): AsyncGenerator<Found, void, undefined> {
  const source = new ByteSource(stream);
  const start = await source.peek(sniffBytes);
  const compression = compressionOf(start);
  if (compression === null) yield* readContent(source, options);
  else yield* readToEnd(new ByteSource(decompress(source, compression)), options);
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
  const utf16 = utf16Of(start);
  if (utf16 !== null) {
    yield* readText(new ByteSource(fromUtf16(source, utf16)), ndjson);
    return;
  }
  if (!mayBeText(start.subarray(0, sniffBytes))) {
    const reason = 'It is neither text nor EVTX, gzip, Zstandard or ZIP.';
    yield { problem: { code: 'not_text', reason } };
    return;
  }
  yield* readText(source, ndjson);
}

async function* readText(source: ByteSource, ndjson: boolean): AsyncGenerator<Found, void, undefined> {
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

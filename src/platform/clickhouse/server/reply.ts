import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip, createZstdCompress } from 'node:zlib';
import { httpStatus, type EngineError } from './engine-error.ts';
import { EngineFailure } from './session.ts';

/** What every reply says about its query. */
export interface ReplyContext {
  readonly queryId: string;
  readonly format: string;
  /** Content coding for the reply, or null for none. */
  readonly coding: Coding | null;
}

const codings = ['gzip', 'deflate', 'zstd'] as const;
type Coding = (typeof codings)[number];

/** The first coding in Accept-Encoding that this server can make. */
export function acceptedCoding(request: IncomingMessage): Coding | null {
  const accepted = (request.headers['accept-encoding'] ?? '').toLowerCase().split(',');
  const names = new Set(accepted.map((part) => part.split(';')[0]?.trim()));
  return codings.find((coding) => names.has(coding)) ?? null;
}

/** Counts as ClickHouse reports them in X-ClickHouse-Summary; numbers are text there. */
export interface Summary {
  readonly readRows: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
  readonly resultRows: number;
  readonly resultBytes: number;
  readonly elapsedSeconds: number;
}

export function summaryHeader(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: '0',
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(summary.resultRows),
    result_bytes: String(summary.resultBytes),
    elapsed_ns: String(Math.round(summary.elapsedSeconds * 1e9)),
  });
}

export function sendError(response: ServerResponse, queryId: string, error: EngineError): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = Buffer.from(`${error.message}\n`);
  response.writeHead(httpStatus(error.code), {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Length': body.length,
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Exception-Code': String(error.code),
  });
  response.end(body);
}

export async function sendResult(
  response: ServerResponse,
  context: ReplyContext,
  bytes: Uint8Array,
  summary: Summary,
): Promise<void> {
  writeHead(response, context, { 'X-ClickHouse-Summary': summaryHeader(summary) });
  await send(response, context.coding, [bytes]);
}

/**
 * Sends chunks as they come. A failure before the first one is a plain error; a later one is written into the body
 * between tags that the X-ClickHouse-Exception-Tag header announced (as ClickHouse does since 25.11).
 */
export async function sendStream(
  response: ServerResponse,
  context: ReplyContext,
  chunks: AsyncIterable<Uint8Array>,
  tag: string,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    writeHead(response, context, { 'X-ClickHouse-Exception-Tag': tag });
    await send(response, context.coding, withFailureTag(first, iterator, tag));
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    sendError(response, context.queryId, error.error);
  } finally {
    await iterator.return?.();
  }
}

async function* withFailureTag(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
  tag: string,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield next.value;
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const message = Buffer.from(`${error.error.message}\n`);
    yield Buffer.concat([
      Buffer.from(`\r\n__exception__\r\n${tag}\r\n`),
      message,
      Buffer.from(`${message.length} ${tag}\r\n__exception__\r\n`),
    ]);
  }
}

function writeHead(
  response: ServerResponse,
  context: ReplyContext,
  extra: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, {
    'Content-Type': contentType(context.format),
    'X-ClickHouse-Query-Id': context.queryId,
    'X-ClickHouse-Format': context.format,
    'X-ClickHouse-Timezone': 'UTC',
    ...(context.coding === null ? {} : { 'Content-Encoding': context.coding }),
    ...extra,
  });
}

async function send(
  response: ServerResponse,
  coding: Coding | null,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const source = Readable.from(chunks, { objectMode: true, highWaterMark: 1 });
  if (coding === null) await pipeline(source, response);
  else await pipeline(source, createCoder(coding), response);
}

function createCoder(coding: Coding): Duplex {
  switch (coding) {
    case 'gzip':
      return createGzip({ level: 3 });
    case 'deflate':
      return createDeflate({ level: 3 });
    case 'zstd':
      return createZstdCompress();
  }
}

function contentType(format: string): string {
  if (format.includes('EachRow') || format === 'NDJSON') return 'application/x-ndjson; charset=UTF-8';
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (/^(?:TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  return /^(?:RowBinary|Native|Parquet|Arrow|ORC|Avro)/.test(format)
    ? 'application/octet-stream'
    : 'text/plain; charset=UTF-8';
}

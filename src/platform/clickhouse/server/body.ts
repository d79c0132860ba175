import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform, type Duplex, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { err, ok, type Result } from '../../../kernel/index.ts';
import { engineError, type EngineError } from './engine-error.ts';

/** Writes the body, decompressed, to a file; gives its length. The limit counts decompressed bytes. */
export async function bodyToFile(
  request: IncomingMessage,
  path: string,
  maxBytes: number,
): Promise<Result<number, EngineError>> {
  let bytes = 0;
  const count = limited(maxBytes, (total) => {
    bytes = total;
  });
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: 1_048_576 });
  const done = await receive(request, (decoder) =>
    decoder === null ? pipeline(request, count, file) : pipeline(request, decoder, count, file),
  );
  return done.ok ? ok(bytes) : done;
}

/** Reads the body, decompressed, into memory. */
export async function bodyToBuffer(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Result<Buffer, EngineError>> {
  const chunks: Buffer[] = [];
  const count = limited(maxBytes, () => undefined);
  const collect = async (source: Readable): Promise<void> => {
    for await (const chunk of source) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  };
  const done = await receive(request, (decoder) =>
    decoder === null ? pipeline(request, count, collect) : pipeline(request, decoder, count, collect),
  );
  return done.ok ? ok(Buffer.concat(chunks)) : done;
}

async function receive(
  request: IncomingMessage,
  run: (decoder: Duplex | null) => Promise<void>,
): Promise<Result<void, EngineError>> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const decoder = createDecoder(encoding);
  if (decoder === undefined) {
    return err(
      engineError(
        'NOT_IMPLEMENTED',
        `Content-Encoding "${encoding.slice(0, 40)}" is not known; use gzip, deflate, br or zstd.`,
      ),
    );
  }
  try {
    await run(decoder);
    return ok(undefined);
  } catch (error) {
    if (error instanceof TooLarge) return err(engineError('TOO_LARGE_REQUEST', error.message));
    if (request.destroyed && !request.complete)
      return err(engineError('QUERY_WAS_CANCELLED', 'The client went away in the middle of the body.'));
    if (isZlibError(error))
      return err(engineError('CANNOT_DECOMPRESS', `The body is not valid ${encoding}: ${error.message}.`));
    throw error;
  }
}

/** null: the body is as it is; undefined: an encoding nobody knows. */
function createDecoder(encoding: string): Duplex | null | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return undefined;
  }
}

class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

function limited(maxBytes: number, onTotal: (bytes: number) => void): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      onTotal(total);
      if (total > maxBytes)
        done(new TooLarge(`The request body is larger than ${maxBytes} bytes; send smaller batches.`));
      else done(null, chunk);
    },
  });
}

function isZlibError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(Z_|ZSTD_|ERR__?Z|ERR_BR|ERR_PADDING|ERR_DECODER|ERR_ZSTD)/.test(error.code)
  );
}

import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { InflightBudget } from './inflight-budget.ts';
import { intakeError, type IntakeError } from './intake-error.ts';

export interface BodyLimits {
  /** Most bytes of a body as sent. */
  readonly maxBodyBytes: number;
  /** Most bytes of a body once it is decoded. */
  readonly maxDecodedBytes: number;
}

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const unzip = {
  gzip: promisify(gunzip),
  zlib: promisify(inflate),
  raw: promisify(inflateRaw),
  zstd: promisify(zstdDecompress),
};

/** RFC 9110, 8.4.1; `deflate` is the zlib format, and senders that mean raw deflate are common enough to be read. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', unzip.gzip],
  ['x-gzip', unzip.gzip],
  ['deflate', (bytes, options) => (isZlib(bytes) ? unzip.zlib(bytes, options) : unzip.raw(bytes, options))],
  ['zstd', unzip.zstd],
]);

/** Reads a body to its end and decodes it, within bounds. */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  contentEncoding: string | null,
  { maxBodyBytes, maxDecodedBytes, budget }: BodyLimits & { readonly budget: InflightBudget },
): Promise<Result<Buffer, IntakeError>> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  const decoder = decoders.get(encoding);
  if (decoder === undefined && encoding !== '' && encoding !== 'identity') {
    const message = `Content-Encoding "${encoding.slice(0, 40)}" is not read. Send gzip, deflate, zstd or none.`;
    return err(intakeError('encoding_unsupported', message));
  }
  let taken = 0;
  const take = (bytes: number): void => {
    taken += bytes;
    budget.take(bytes);
  };
  try {
    const sent = await gather(
      stream,
      decoder === undefined ? Math.min(maxBodyBytes, maxDecodedBytes) : maxBodyBytes,
      budget,
      take,
    );
    if (!sent.ok || decoder === undefined) return sent;
    return await decode(sent.value, decoder, encoding, maxDecodedBytes);
  } finally {
    budget.give(taken);
  }
}

async function gather(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
  budget: InflightBudget,
  take: (bytes: number) => void,
): Promise<Result<Buffer, IntakeError>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      if (budget.isOver())
        return err(intakeError('intake_busy', 'Too many bytes are being taken in. Send the batch again.'));
      size += chunk.length;
      if (size > maxBytes)
        return err(intakeError('body_too_large', `A body may have ${maxBytes} bytes. Send smaller batches.`));
      take(chunk.length);
      chunks.push(chunk);
    }
  } catch {
    return err(intakeError('body_aborted', 'The body ended before its end. Send the batch again.'));
  }
  return ok(joined(chunks, size));
}

/** In memory of its own, so that the caller can give it back. */
function joined(chunks: readonly Uint8Array[], size: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

async function decode(
  bytes: Buffer,
  decoder: Decoder,
  encoding: string,
  maxDecodedBytes: number,
): Promise<Result<Buffer, IntakeError>> {
  if (bytes.length === 0) return ok(bytes);
  try {
    return ok(await decoder(bytes, { maxOutputLength: maxDecodedBytes }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      return err(
        intakeError('body_too_large', `A body may decode to ${maxDecodedBytes} bytes. Send smaller batches.`),
      );
    }
    return err(intakeError('encoding_damaged', `The body is not ${encoding}, or was cut short.`));
  }
}

/** A zlib header (RFC 1950): method 8, and the first two bytes divide by 31. */
const isZlib = (bytes: Buffer): boolean =>
  bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../platform/http/index.ts';
import { contentTypes, exportFormats, type ExportFile, type ReadInScope } from './export-schema.ts';
import { z } from 'zod';

/** Exports that one server sends at the same time. */
const mostAtOnce = 4;
/** A receiver that takes longer is cut off. */
const longestMs = 15 * 60_000;
const retryAfterSeconds = 15;

/** Places for exports; a file takes one until its last byte has gone or the receiver has. */
export interface ExportSlots {
  /** Throws `too_many_requests` when all are taken. Calling what it gives twice gives back one place only. */
  take(): () => void;
}

export function createExportSlots(most = mostAtOnce): ExportSlots {
  let taken = 0;
  return {
    take: () => {
      if (taken >= most)
        throw new ProblemError({
          code: 'too_many_requests',
          message: `${most} exports are being sent already. Wait until one of them has ended.`,
          retryAfter: retryAfterSeconds,
        });
      taken += 1;
      let held = true;
      return () => {
        if (held) taken -= 1;
        held = false;
      };
    },
  };
}

/** What OpenAPI says of the reply. */
export const fileReply = {
  description: 'The file. One that could not be sent to its end breaks off without the end of its transfer.',
  content: Object.fromEntries(
    exportFormats.map((format) => [contentTypes[format].split(';')[0] ?? '', { schema: z.string() }]),
  ),
};

/** Sends a file while it is made, as fast as it is taken; an error midway breaks the transfer off. */
export function sendFile(
  reply: FastifyReply,
  file: ExportFile,
  read: ReadInScope,
  release: () => void,
): FastifyReply {
  const stream = Readable.from(file.chunks(read), { objectMode: false });
  const timer = setTimeout(() => stream.destroy(new Error('The receiver was too slow.')), longestMs);
  timer.unref();
  stream.once('error', (error) => reply.log.warn({ err: error, file: file.name }, 'an export broke off'));
  stream.once('close', () => {
    clearTimeout(timer);
    release();
  });
  return reply
    .header('content-disposition', `attachment; filename="${file.name}"`)
    .header('cache-control', 'no-store')
    .type(file.contentType)
    .send(stream);
}

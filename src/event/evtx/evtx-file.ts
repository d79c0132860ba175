import {
  chunkBytes,
  headerBytes,
  isEmptyChunk,
  readChunk,
  type EvtxProblem,
  type EvtxRecord,
} from './chunk.ts';

/** Reads so many bytes from a place of a file; fewer only at its end. */
export type ReadAt = (offset: number, bytes: number) => Promise<Buffer>;

/** The events of a stretch of an EVTX file, and what of it could not be read. */
export interface EvtxStretch {
  readonly records: readonly EvtxRecord[];
  readonly problems: readonly EvtxProblem[];
}

const fileSignature = Buffer.from('ElfFile\0', 'latin1');

const chunkSignature = Buffer.from('ElfChnk\0', 'latin1');

const beginsAsFile = (start: Buffer): boolean =>
  start.subarray(0, fileSignature.length).equals(fileSignature);

/** Whether a file begins as an EVTX file does, or, behind a damaged header, its first chunk: give 4,104 bytes. */
export const isEvtx = (start: Buffer): boolean =>
  beginsAsFile(start) ||
  start.subarray(headerBytes, headerBytes + chunkSignature.length).equals(chunkSignature);

/**
 * Reads an EVTX file chunk by chunk, to its end, whatever its header says: a log that was copied while it was written
 * has an old header. Damage is told and passed over. Memory is that of one chunk.
 */
export async function* readEvtx(readAt: ReadAt): AsyncGenerator<EvtxStretch, void, undefined> {
  const header = await readAt(0, headerBytes);
  if (!beginsAsFile(header)) {
    const reason = 'the file does not begin as an EVTX file';
    yield { records: [], problems: [{ code: 'header_damaged', offset: 0, reason }] };
  }
  for (let offset = headerBytes; ; offset += chunkBytes) {
    const bytes = await readAt(offset, chunkBytes);
    if (bytes.length === 0) return;
    if (bytes.length >= 512 && !isEmptyChunk(bytes)) yield readChunk(bytes, offset);
    if (bytes.length < chunkBytes) {
      const reason = `the last chunk has ${bytes.length} bytes instead of ${chunkBytes}`;
      yield { records: [], problems: [{ code: 'file_cut_short', offset, reason }] };
      return;
    }
  }
}

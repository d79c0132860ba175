import { crc32 } from 'node:zlib';
import type { JsonObject } from '../event.ts';
import type { ChunkCache } from './binary-xml.ts';
import { recordJson } from './event-json.ts';
import { fileTime } from './value.ts';

/** Size of a chunk, and of the file's header before the first one. */
export const chunkBytes = 65_536;
export const headerBytes = 4_096;

/** One event of an EVTX file. */
export interface EvtxRecord {
  readonly recordId: number;
  /** When it was written to the log, ISO 8601 with microseconds. */
  readonly writtenAt: string;
  readonly event: JsonObject;
}

/** A place of a file that could not be read as it should be; what lies behind it was. */
export interface EvtxProblem {
  /** `chunk_damaged`: its header or checksum is wrong. `record_damaged`: one event was passed over. */
  readonly code: 'header_damaged' | 'chunk_damaged' | 'record_damaged' | 'file_cut_short';
  /** Byte of the file. */
  readonly offset: number;
  readonly reason: string;
}

export interface ChunkContent {
  readonly records: readonly EvtxRecord[];
  readonly problems: readonly EvtxProblem[];
}

const firstRecordAt = 512;
const recordHeaderBytes = 24;
const recordMagic = 0x0000_2a2a;
/** Size behind the magic, and once more at the end. */
const leastRecordBytes = recordHeaderBytes + 4;
/** Most damage that is told of one chunk. */
const maxProblems = 100;
const signature = Buffer.from('ElfChnk\0', 'latin1');
const magic = Buffer.from([0x2a, 0x2a, 0x00, 0x00]);

/** Whether the bytes hold no chunk: Windows makes files larger than what is in them. */
export const isEmptyChunk = (bytes: Buffer): boolean => bytes.subarray(0, 512).every((byte) => byte === 0);

/** Reads a chunk's events as far as they can be read; `base` is its place in the file, for the problems. */
export function readChunk(bytes: Buffer, base: number): ChunkContent {
  const records: EvtxRecord[] = [];
  const problems: EvtxProblem[] = [];
  const problem = (code: EvtxProblem['code'], at: number, reason: string): void => {
    if (problems.length < maxProblems) problems.push({ code, offset: base + at, reason });
  };
  const end = recordsEnd(bytes, (reason) => problem('chunk_damaged', 0, reason));
  const cache: ChunkCache = { names: new Map(), templates: new Map() };
  let at = firstRecordAt;
  while (at + leastRecordBytes <= end) {
    const size = recordSize(bytes, at, end);
    if (size === null) {
      const next = bytes.indexOf(magic, at + 1);
      const isLast = next < 0 || next + leastRecordBytes > end;
      problem(
        'record_damaged',
        at,
        isLast
          ? 'no record begins here or behind'
          : `no record begins here; ${next - at} bytes are passed over`,
      );
      if (isLast) break;
      at = next;
      continue;
    }
    try {
      records.push(readRecord(bytes, at, size, cache));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problem('record_damaged', at, error.message);
    }
    at += size;
  }
  return { records, problems };
}

/** Where records end, as the chunk says; the whole chunk when it says nothing sensible. */
function recordsEnd(bytes: Buffer, damaged: (reason: string) => void): number {
  if (!bytes.subarray(0, 8).equals(signature)) {
    damaged('the chunk does not begin as one');
    return bytes.length;
  }
  const free = bytes.readUInt32LE(0x30);
  if (free < firstRecordAt || free > bytes.length) {
    damaged(`the chunk says that its records end at ${free}`);
    return bytes.length;
  }
  if (crc32(bytes.subarray(firstRecordAt, free)) !== bytes.readUInt32LE(0x34))
    damaged("the checksum of the chunk's records is wrong");
  return free;
}

/** The size of the record that begins at `at`; null when none does. */
function recordSize(bytes: Buffer, at: number, end: number): number | null {
  if (bytes.readUInt32LE(at) !== recordMagic) return null;
  const size = bytes.readUInt32LE(at + 4);
  if (size < leastRecordBytes || at + size > end) return null;
  return bytes.readUInt32LE(at + size - 4) === size ? size : null;
}

function readRecord(bytes: Buffer, at: number, size: number, cache: ChunkCache): EvtxRecord {
  return {
    recordId: Number(bytes.readBigUInt64LE(at + 8)),
    writtenAt: fileTime(bytes, at + 16),
    event: recordJson(bytes, at + recordHeaderBytes, at + size - 4, cache),
  };
}

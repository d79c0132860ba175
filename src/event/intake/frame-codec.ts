import { hash } from 'node:crypto';
import { err, formatUuid, ok, type EventId, type Id, type Result } from '../../kernel/index.ts';
import type { SpoolPosition } from '../../platform/spool/index.ts';
import { recordFormats, type Attribution, type RawRecord, type RecordFormat } from '../event.ts';
import { transports, type Transport } from './counters.ts';

/**
 * What one payload of the spool holds: records of one sender that arrived together. Little-endian:
 * [version u8][transport u8][format u8][flags u8][receivedAt u48][company 16][source 16][project 16, if flag 1]
 * [batch: key 16, fingerprint 16, first u32, total u32, if flag 2][peer: length u8, UTF-8][count u32], then the
 * records, each a varint length and its bytes as received.
 */
export interface FrameHeader {
  readonly attribution: Attribution;
  readonly transport: Transport;
  readonly format: RecordFormat;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** Address of the sender, without port. */
  readonly peer: string;
  readonly batch: BatchPart | null;
}

/** Which part of an HTTP batch with an idempotency key a frame holds. */
export interface BatchPart {
  /** 32 hexadecimal digits that stand for the source and its key. */
  readonly key: string;
  /** 32 hexadecimal digits that stand for the batch's content. */
  readonly fingerprint: string;
  /** Index in the batch of the frame's first record. */
  readonly first: number;
  /** Records of the whole batch. */
  readonly total: number;
}

export interface FrameError {
  /** `frame_version`: written by a newer version. `frame_malformed`: not what this version writes. */
  readonly code: 'frame_version' | 'frame_malformed';
  readonly message: string;
}

const version = 1;
const flagProject = 1;
const flagBatch = 2;
const fixedBytes = 10;
const idBytes = 16;
const batchBytes = 2 * idBytes + 8;
const maxPeerBytes = 255;

/** Most records of one frame: 20 bits of a record's id are its index. */
export const maxFrameRecords = 2 ** 20;

/** Writes a frame's header; the payload is the header followed by the record block's bytes. */
export function encodeFrameHeader(header: FrameHeader, count: number): Buffer {
  const { attribution, batch } = header;
  const peer = Buffer.from(header.peer).subarray(0, maxPeerBytes);
  const ids = [
    attribution.companyId,
    attribution.sourceId,
    ...(attribution.projectId === null ? [] : [attribution.projectId]),
  ];
  const size = fixedBytes + ids.length * idBytes + (batch === null ? 0 : batchBytes) + 1 + peer.length + 4;
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = version;
  bytes[1] = transports.indexOf(header.transport);
  bytes[2] = recordFormats.indexOf(header.format);
  bytes[3] = (attribution.projectId === null ? 0 : flagProject) | (batch === null ? 0 : flagBatch);
  bytes.writeUIntLE(header.receivedAt, 4, 6);
  let at = fixedBytes;
  for (const id of ids) at += bytes.write(id.replaceAll('-', ''), at, 'hex');
  if (batch !== null) {
    at += bytes.write(batch.key, at, 'hex');
    at += bytes.write(batch.fingerprint, at, 'hex');
    at = bytes.writeUInt32LE(batch.first, at);
    at = bytes.writeUInt32LE(batch.total, at);
  }
  bytes[at] = peer.length;
  at += 1 + peer.copy(bytes, at + 1);
  bytes.writeUInt32LE(count, at);
  return bytes;
}

export interface DecodedHeader {
  readonly header: FrameHeader;
  /** Records in the frame. */
  readonly count: number;
  /** Offset of the first record in the payload. */
  readonly recordsAt: number;
}

/** Reads a frame's header only. */
export function decodeFrameHeader(payload: Buffer): Result<DecodedHeader, FrameError> {
  const [found, transportIndex, formatIndex, flags] = payload;
  if (found !== version) {
    if (found !== undefined && found > version) {
      return err({ code: 'frame_version', message: `A frame of version ${found} needs a newer Tocsin.` });
    }
    return malformed('no version');
  }
  const transport = transports[transportIndex ?? -1];
  const format = recordFormats[formatIndex ?? -1];
  if (
    transport === undefined ||
    format === undefined ||
    flags === undefined ||
    flags > (flagProject | flagBatch)
  ) {
    return malformed('an unknown transport, format or flag');
  }
  const hasProject = (flags & flagProject) !== 0;
  const hasBatch = (flags & flagBatch) !== 0;
  const peerAt = fixedBytes + (hasProject ? 3 : 2) * idBytes + (hasBatch ? batchBytes : 0);
  const recordsAt = peerAt + 1 + (payload[peerAt] ?? 0) + 4;
  if (payload.length < recordsAt) return malformed('a header cut short');
  const count = payload.readUInt32LE(recordsAt - 4);
  if (count > maxFrameRecords) return malformed('too many records');
  const id = <Kind extends string>(index: number): Id<Kind> =>
    formatUuid(payload.subarray(fixedBytes + index * idBytes)) as Id<Kind>;
  const attribution = {
    companyId: id<'company'>(0),
    sourceId: id<'source'>(1),
    projectId: hasProject ? id<'project'>(2) : null,
  };
  const header: FrameHeader = {
    attribution,
    transport,
    format,
    receivedAt: payload.readUIntLE(4, 6),
    peer: payload.toString('utf8', peerAt + 1, recordsAt - 4),
    batch: hasBatch ? readBatch(payload, peerAt - batchBytes) : null,
  };
  return ok({ header, count, recordsAt });
}

function readBatch(payload: Buffer, at: number): BatchPart {
  return {
    key: payload.toString('hex', at, at + idBytes),
    fingerprint: payload.toString('hex', at + idBytes, at + 2 * idBytes),
    first: payload.readUInt32LE(at + 2 * idBytes),
    total: payload.readUInt32LE(at + 2 * idBytes + 4),
  };
}

export interface DecodedFrame {
  readonly header: FrameHeader;
  /** Decoded one at a time as they are asked for: a frame may hold a million. */
  readonly records: Iterable<RawRecord>;
}

/**
 * Reads a payload back as records. Their ids follow from the spool's id and the frame's place alone, so every reading
 * gives the same. Invalid UTF-8 becomes U+FFFD.
 */
export function decodeFrame(
  payload: Buffer,
  place: { readonly spoolId: string; readonly position: SpoolPosition },
): Result<DecodedFrame, FrameError> {
  const decoded = decodeFrameHeader(payload);
  if (!decoded.ok) return decoded;
  const { header, count, recordsAt } = decoded.value;
  const spans = recordSpans(payload, recordsAt, count);
  if (!spans.ok) return spans;
  const idOf = recordIds(header.receivedAt, place);
  return ok({
    header,
    records: { [Symbol.iterator]: () => recordsOf(payload, header, spans.value, idOf) },
  });
}

function* recordsOf(
  payload: Buffer,
  { attribution, format, receivedAt, peer }: FrameHeader,
  spans: Uint32Array,
  idOf: (index: number) => EventId,
): Generator<RawRecord, void, undefined> {
  const { companyId, projectId, sourceId } = attribution;
  for (let index = 0; 2 * index < spans.length; index += 1) {
    const raw = payload.toString('utf8', spans[2 * index], spans[2 * index + 1]);
    yield { companyId, projectId, sourceId, id: idOf(index), format, receivedAt, peer, raw };
  }
}

/** Start and end of each record; fails unless the records fill the payload to its end. */
function recordSpans(payload: Buffer, recordsAt: number, count: number): Result<Uint32Array, FrameError> {
  if (count > payload.length - recordsAt) return malformed('a record length cut short');
  const spans = new Uint32Array(2 * count);
  let at = recordsAt;
  for (let index = 0; index < count; index += 1) {
    let length = 0;
    let shift = 0;
    for (;;) {
      const byte = payload[at];
      if (byte === undefined || shift > 28) return malformed('a record length cut short');
      at += 1;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    if (at + length > payload.length) return malformed('a record cut short');
    spans[2 * index] = at;
    at += length;
    spans[2 * index + 1] = at;
  }
  return at === payload.length ? ok(spans) : malformed('bytes behind its last record');
}

/** 20 bits as five hexadecimal digits: eight high bits, then twelve low bits. */
const highDigits = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));
const lowDigits = Array.from({ length: 4096 }, (_, value) => value.toString(16).padStart(3, '0'));

/**
 * Ids of a frame's records as UUID version 8 (RFC 9562, 5.8): 48 bits of receipt time so that ids sort by age, 54 bits
 * of a SHA-256 of the frame's place, and the record's index in the last 20 bits.
 */
function recordIds(
  receivedAt: number,
  { spoolId, position }: { readonly spoolId: string; readonly position: SpoolPosition },
): (index: number) => EventId {
  const time = receivedAt.toString(16).padStart(12, '0');
  const mix = hash('sha256', `${spoolId}:${position.segment}:${position.offset}`);
  const variant = (8 + (parseInt(mix.charAt(0), 16) & 3)).toString(16);
  const frame = `${time.slice(0, 8)}-${time.slice(8)}-8${mix.slice(1, 4)}-${variant}${mix.slice(4, 7)}-${mix.slice(7, 14)}`;
  return (index) => `${frame}${highDigits[index >> 12] ?? ''}${lowDigits[index & 0xfff] ?? ''}` as EventId;
}

const malformed = (what: string): Result<never, FrameError> =>
  err({ code: 'frame_malformed', message: `A frame of the spool has ${what}; it cannot be read.` });

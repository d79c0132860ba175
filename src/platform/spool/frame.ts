import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * A frame on disk, little-endian: [marker u32][length u32][crc u32][payload].
 *
 * The marker belongs to one segment of one spool and no sender knows it, so bytes inside a payload cannot pass for a
 * frame, and the next whole frame behind damage is found by looking for it. The CRC-32 (zlib's) runs over the payload
 * from a start value that mixes marker, length and offset: a frame is good only at its own place.
 */
export const frameHeaderBytes = 12;

/** Largest payload of one frame, in bytes. */
export const maxPayloadBytes = 16 * 1024 * 1024;

/** The marker of a segment's frames, from the spool's id and the segment's number. */
export function segmentMarker(spoolId: string, segment: number): number {
  return createHash('sha256').update(`tocsin-spool:${spoolId}:${segment}`).digest().readUInt32LE(0);
}

const crcStart = (marker: number, offset: number, length: number): number =>
  (marker ^ offset ^ Math.imul(length, 0x9e3779b1)) >>> 0;

/** Writes a frame's header into `target` at `at`, for a payload in pieces that will lie at `offset` of its segment. */
export function writeFrameHeader(
  target: Buffer,
  at: number,
  place: { readonly marker: number; readonly offset: number },
  payload: readonly Uint8Array[],
): void {
  let length = 0;
  for (const piece of payload) length += piece.length;
  let crc = crcStart(place.marker, place.offset, length);
  for (const piece of payload) crc = crc32(piece, crc);
  target.writeUInt32LE(place.marker, at);
  target.writeUInt32LE(length, at + 4);
  target.writeUInt32LE(crc, at + 8);
}

/** What stands at a place: a whole frame, the beginning of one that needs `bytes` in all, or something else. */
export type FrameAt =
  | { readonly kind: 'frame'; readonly bytes: number }
  | { readonly kind: 'part'; readonly bytes: number }
  | { readonly kind: 'damaged' };

const damaged: FrameAt = { kind: 'damaged' };

/** Judges the frame that starts at `at` of `bytes`, which lies at `place.offset` of its segment. */
export function frameAt(
  bytes: Buffer,
  at: number,
  place: { readonly marker: number; readonly offset: number },
): FrameAt {
  const available = bytes.length - at;
  if (available < frameHeaderBytes) return { kind: 'part', bytes: frameHeaderBytes };
  if (bytes.readUInt32LE(at) !== place.marker) return damaged;
  const length = bytes.readUInt32LE(at + 4);
  if (length === 0 || length > maxPayloadBytes) return damaged;
  if (available < frameHeaderBytes + length) return { kind: 'part', bytes: frameHeaderBytes + length };
  const payload = bytes.subarray(at + frameHeaderBytes, at + frameHeaderBytes + length);
  const crc = crc32(payload, crcStart(place.marker, place.offset, length));
  return crc === bytes.readUInt32LE(at + 8) ? { kind: 'frame', bytes: frameHeaderBytes + length } : damaged;
}

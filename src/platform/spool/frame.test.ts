import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameAt, frameHeaderBytes, maxPayloadBytes, segmentMarker, writeFrameHeader } from './frame.ts';

const spoolId = '01890a5d-ac96-774b-bcce-b302099a8057';
const marker = segmentMarker(spoolId, 1);

function frame(payload: readonly Uint8Array[], offset: number): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  writeFrameHeader(header, 0, { marker, offset }, payload);
  return Buffer.concat([header, ...payload]);
}

const payload = fc.uint8Array({ minLength: 1, maxLength: 300 });
const offsets = fc.nat({ max: 2 ** 31 - 1 });

test('a frame reads back whole at its own place, however its payload was cut into pieces', () => {
  fc.assert(
    fc.property(payload, offsets, fc.nat(), (bytes, offset, cut) => {
      const at = cut % bytes.length;
      const written = frame([bytes.subarray(0, at), bytes.subarray(at)], offset);
      expect(frameAt(written, 0, { marker, offset })).toEqual({
        kind: 'frame',
        bytes: frameHeaderBytes + bytes.length,
      });
    }),
  );
});

test('a frame with any one bit turned is not whole', () => {
  fc.assert(
    fc.property(payload, offsets, fc.nat(), (bytes, offset, where) => {
      const written = frame([bytes], offset);
      const bit = where % (written.length * 8);
      written[bit >> 3] = (written[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(frameAt(written, 0, { marker, offset }).kind).not.toBe('frame');
    }),
  );
});

test('a frame cut short is a part that tells how long it must be', () => {
  fc.assert(
    fc.property(payload, offsets, fc.nat(), (bytes, offset, where) => {
      const written = frame([bytes], offset);
      const cut = where % written.length;
      const wanted = cut < frameHeaderBytes ? frameHeaderBytes : written.length;
      expect(frameAt(written.subarray(0, cut), 0, { marker, offset })).toEqual({
        kind: 'part',
        bytes: wanted,
      });
    }),
  );
});

test.each([
  { name: 'at another offset', place: { marker, offset: 8 } },
  { name: 'in another segment', place: { marker: segmentMarker(spoolId, 2), offset: 0 } },
])('a good frame that stands $name is not whole', ({ place }) => {
  expect(frameAt(frame([Buffer.from('abc')], 0), 0, place)).toEqual({ kind: 'damaged' });
});

test.each([
  { name: 'zero', length: 0 },
  { name: 'more than a frame may hold', length: maxPayloadBytes + 1 },
])('a length of $name is damage', ({ length }) => {
  const bytes = frame([Buffer.from('abc')], 0);
  bytes.writeUInt32LE(length, 4);
  expect(frameAt(bytes, 0, { marker, offset: 0 })).toEqual({ kind: 'damaged' });
});

test('random bytes never pass for a frame', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(frameAt(Buffer.from(bytes), 0, { marker, offset: 0 }).kind).not.toBe('frame');
    }),
  );
});

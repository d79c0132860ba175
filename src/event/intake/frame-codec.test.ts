import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseId } from '../../kernel/index.ts';
import { recordFormats } from '../event.ts';
import { transports } from './counters.ts';
import {
  decodeFrame,
  decodeFrameHeader,
  encodeFrameHeader,
  maxFrameRecords,
  type FrameHeader,
} from './frame-codec.ts';
import { createRecordBlock } from './record-block.ts';
import { attributionOf } from './testing/attribution.ts';

const place = { spoolId: '01890a5d-ac96-774b-bcce-b302099a8057', position: { segment: 3, offset: 4096 } };
const header: FrameHeader = {
  attribution: attributionOf(1),
  transport: 'tcp',
  format: 'syslog',
  receivedAt: 0x019b_7ca9_8c88,
  peer: '192.0.2.1',
  batch: null,
};

function encode(frame: FrameHeader, records: readonly Uint8Array[]): Buffer {
  const block = createRecordBlock(16);
  for (const record of records) block.add(record, 0, record.length);
  return Buffer.concat([encodeFrameHeader(frame, block.count()), block.take()]);
}

const headers: fc.Arbitrary<FrameHeader> = fc.record({
  attribution: fc.nat({ max: 900 }).map(attributionOf),
  transport: fc.constantFrom(...transports),
  format: fc.constantFrom(...recordFormats),
  receivedAt: fc.nat({ max: 2 ** 47 }),
  peer: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('')),
  batch: fc.option(
    fc.record({
      key: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      fingerprint: fc.constant('0123456789abcdef'.repeat(2)),
      first: fc.nat(),
      total: fc.nat(),
    }),
  ),
});

test('a frame reads back as it was written', () => {
  fc.assert(
    fc.property(headers, fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (frame, texts) => {
      const payload = encode(
        frame,
        texts.map((text) => Buffer.from(text)),
      );
      const decoded = decodeFrame(payload, place);
      if (!decoded.ok) throw new Error(decoded.error.message);
      expect(decoded.value.header).toEqual(frame);
      expect(decodeFrameHeader(payload)).toMatchObject({
        ok: true,
        value: { header: frame, count: texts.length },
      });
      const { companyId, projectId, sourceId } = frame.attribution;
      const { format, receivedAt, peer } = frame;
      const records = [...decoded.value.records];
      expect(records).toEqual(
        texts.map((raw, index) => ({
          companyId,
          projectId,
          sourceId,
          format,
          receivedAt,
          peer,
          id: records[index]?.id,
          raw: Buffer.from(raw).toString(),
        })),
      );
    }),
  );
});

test('invalid UTF-8 is replaced, and only where it stands', () => {
  const decoded = decodeFrame(encode(header, [Buffer.from([0x61, 0xff, 0x62]), Buffer.from('ok')]), place);
  const raws = decoded.ok ? [...decoded.value.records].map(({ raw }) => raw) : [];
  expect(raws).toEqual(['a\uFFFDb', 'ok']);
});

test('ids are UUIDs that follow from the place alone, sort by age and index, and never repeat', () => {
  const records = Array.from({ length: 5_000 }, () => Buffer.from('x'));
  const ids = (at: typeof place, receivedAt = header.receivedAt): readonly string[] => {
    const decoded = decodeFrame(encode({ ...header, receivedAt }, records), at);
    if (!decoded.ok) throw new Error(decoded.error.message);
    return [...decoded.value.records].map(({ id }) => id);
  };
  const here = ids(place);
  expect(here.every((id) => parseId(id).ok && id.charAt(14) === '8' && '89ab'.includes(id.charAt(19)))).toBe(
    true,
  );
  expect(ids(place)).toEqual(here);
  expect(here).toEqual(here.toSorted());
  expect(here[1]?.slice(0, 15)).toBe('019b7ca9-8c88-8');
  const later = ids(place, header.receivedAt + 1);
  expect(later.every((id) => id > (here.at(-1) ?? ''))).toBe(true);
  const elsewhere = ids({ ...place, position: { segment: 3, offset: 4097 } });
  const otherSpool = ids({ ...place, spoolId: '01890a5d-ac96-774b-bcce-b302099a8058' });
  expect(new Set([...here, ...later, ...elsewhere, ...otherSpool]).size).toBe(20_000);
});

test('a frame of a newer version is told from a damaged one', () => {
  const payload = encode(header, []);
  payload[0] = 2;
  expect(decodeFrame(payload, place)).toMatchObject({ ok: false, error: { code: 'frame_version' } });
  payload[0] = 0;
  expect(decodeFrame(payload, place)).toMatchObject({ ok: false, error: { code: 'frame_malformed' } });
});

test('a frame cut short anywhere, or with bytes behind it, is malformed', () => {
  const payload = encode(
    { ...header, batch: { key: '0'.repeat(32), fingerprint: 'f'.repeat(32), first: 0, total: 2 } },
    [Buffer.from('one'), Buffer.alloc(200, 65)],
  );
  for (let length = 0; length < payload.length; length += 1) {
    expect(decodeFrame(payload.subarray(0, length), place)).toMatchObject({
      ok: false,
      error: { code: 'frame_malformed' },
    });
  }
  expect(decodeFrame(Buffer.concat([payload, Buffer.from('x')]), place)).toMatchObject({ ok: false });
});

test('any bytes are answered with records or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeFrame(Buffer.from(bytes), place)),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), (noise, at) => {
      const payload = encode(header, [Buffer.alloc(100, 65), Buffer.alloc(100, 66)]);
      payload.set(noise.subarray(0, payload.length), at % Math.max(1, payload.length - noise.length));
      void decodeFrame(payload, place);
    }),
  );
});

test('a count beyond what a frame may hold is refused before anything is made', () => {
  const payload = encode(header, []);
  payload.writeUInt32LE(maxFrameRecords + 1, payload.length - 4);
  expect(decodeFrame(payload, place)).toMatchObject({ ok: false, error: { code: 'frame_malformed' } });
});

import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, test } from 'vitest';
import { chunkBytes, readChunk, type EvtxProblem, type EvtxRecord } from './chunk.ts';
import { isEvtx, readEvtx } from './evtx-file.ts';
import { buildChunk, buildFile, firstXmlAt, seal, text, type BuiltRecord } from './testing/evtx-builder.ts';

const number = (value: number) => ({ type: 0x08, bytes: Buffer.from(Uint32Array.of(value).buffer) });
const nothing = { type: 0x00, bytes: Buffer.alloc(0) };

/** An event as Windows writes one: a template with the parts that all events of a kind share. */
const logOn =
  (user: string): BuiltRecord =>
  (writer) =>
    writer.instance(
      (definition) =>
        definition
          .open('Event', (xml) => xml.attribute('xmlns').text('urn:events'))
          .open('System')
          .open('Provider', (xml) =>
            xml.attribute('Name').text('Security').attribute('Guid').value(2, 0x0f, true),
          )
          .close()
          .open('EventID', (xml) => xml.attribute('Qualifiers').value(3, 0x06))
          .value(0, 0x08)
          .close()
          .open('Correlation')
          .close()
          .close()
          .open('EventData')
          .open('Data', (xml) => xml.attribute('Name').text('TargetUserName'))
          .value(1, 0x01)
          .close()
          .open('Data', (xml) => xml.attribute('Name').text('Empty'))
          .value(2, 0x01)
          .close()
          .close()
          .close(),
      [number(4624), text(user), nothing, { type: 0x06, bytes: Buffer.from([5, 0]) }],
    );

const logOnJson = (user: string): unknown => ({
  Event: {
    '#attributes': { xmlns: 'urn:events' },
    System: {
      Provider: { '#attributes': { Name: 'Security' } },
      EventID: { '#attributes': { Qualifiers: 5 }, '#text': 4624 },
      Correlation: null,
    },
    EventData: { TargetUserName: user, Empty: null },
  },
});

async function readAll(file: Buffer): Promise<{ records: EvtxRecord[]; problems: EvtxProblem[] }> {
  const all: { records: EvtxRecord[]; problems: EvtxProblem[] } = { records: [], problems: [] };
  for await (const { records, problems } of readEvtx((offset, bytes) =>
    Promise.resolve(file.subarray(offset, offset + bytes)),
  )) {
    all.records.push(...records);
    all.problems.push(...problems);
  }
  return all;
}

const eventsOf = (chunk: Buffer): readonly unknown[] => readChunk(chunk, 0).records.map(({ event }) => event);

describe('an EVTX file', () => {
  test('gives each event as the object of its JSON form', async () => {
    const file = buildFile([buildChunk([logOn('ana'), logOn('Ünal')]), buildChunk([logOn('eve')])]);
    expect(isEvtx(file)).toBe(true);
    const { records, problems } = await readAll(file);
    expect(problems).toEqual([]);
    expect(records.map(({ event }) => event)).toEqual(['ana', 'Ünal', 'eve'].map(logOnJson));
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 2, 1]);
    expect(records[0]?.writtenAt).toBe('2026-01-02T03:04:05.678901Z');
  });

  test('uses a template again that an earlier event has defined', () => {
    const again: BuiltRecord = (writer) =>
      // Behind the fragment's header (4), the token, one byte and the template's number (6), and its offset (4).
      writer.again(firstXmlAt + 14, [
        number(4624),
        text('bob'),
        nothing,
        { type: 0x06, bytes: Buffer.from([5, 0]) },
      ]);
    expect(eventsOf(buildChunk([logOn('ana'), again]))).toEqual([logOnJson('ana'), logOnJson('bob')]);
  });

  test('reads elements without a template, entities, characters, and lists of equal names', () => {
    const plain: BuiltRecord = (writer) =>
      writer
        .open('Event')
        .open('Param')
        .text('a')
        .entity('amp')
        .entity('lt')
        .character(0x41)
        .close()
        .open('Param')
        .text('second')
        .close()
        .open('Data')
        .close()
        .close();
    expect(eventsOf(buildChunk([plain]))).toEqual([{ Event: { Param: ['a&<A', 'second'], Data: null } }]);
  });

  test('leaves out an element whose optional value is not there', () => {
    const record: BuiltRecord = (writer) =>
      writer.instance(
        (definition) =>
          definition
            .open('Event')
            .open('Level')
            .value(0, 0x04, true)
            .close()
            .open('Task')
            .value(1, 0x06)
            .close()
            .close(),
        [nothing, nothing],
      );
    expect(eventsOf(buildChunk([record]))).toEqual([{ Event: { Task: null } }]);
  });

  test('takes a name that would change an object as no member', () => {
    const record: BuiltRecord = (writer) => writer.open('Event').open('__proto__').text('x').close().close();
    const [event] = eventsOf(buildChunk([record]));
    expect(event).toEqual({ Event: null });
  });
});

describe('damage', () => {
  test('in one event is told with its place, and the others are read', () => {
    const chunk = buildChunk([logOn('ana'), logOn('bob'), logOn('eve')]);
    const second = 512 + chunk.readUInt32LE(512 + 4);
    chunk[second + 24 + 4] = 0x3f;
    const { records, problems } = readChunk(seal(chunk), 4_096);
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 3]);
    expect(problems).toMatchObject([{ code: 'record_damaged', offset: 4_096 + second }]);
  });

  test('of a record head is passed over up to the next one', () => {
    const chunk = buildChunk([logOn('ana'), logOn('bob'), logOn('eve')]);
    const second = 512 + chunk.readUInt32LE(512 + 4);
    chunk.writeUInt32LE(0, second);
    const { records, problems } = readChunk(seal(chunk), 0);
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 3]);
    expect(problems).toMatchObject([{ code: 'record_damaged', offset: second }]);
  });

  test('of a checksum, a signature or a header is told, and what can be read is read', async () => {
    const wrong = buildChunk([logOn('ana')]);
    wrong.writeUInt32LE(1, 0x34);
    const unsigned = buildChunk([logOn('bob')]);
    unsigned.write('Nothing\0', 'latin1');
    const file = buildFile([wrong, unsigned]);
    file.write('X', 'latin1');
    const { records, problems } = await readAll(file);
    expect(records.map(({ event }) => event)).toEqual([logOnJson('ana'), logOnJson('bob')]);
    expect(problems.map(({ code }) => code)).toEqual([
      'header_damaged',
      'chunk_damaged',
      'chunk_damaged',
      'record_damaged',
    ]);
  });

  test('at the end of a file that was cut short costs only what is missing; unused chunks are none', async () => {
    const file = buildFile([
      buildChunk([logOn('ana')]),
      Buffer.alloc(chunkBytes),
      buildChunk([logOn('bob')]),
    ]);
    expect((await readAll(file)).problems).toEqual([]);
    const cut = await readAll(file.subarray(0, file.length - chunkBytes + 600));
    expect(cut.records.map(({ event }) => event)).toEqual([logOnJson('ana')]);
    expect(cut.problems.map(({ code }) => code)).toContain('file_cut_short');
    expect((await readAll(Buffer.alloc(0))).problems).toMatchObject([{ code: 'header_damaged' }]);
  });

  test('that makes a template contain itself, or nest without end, is told', () => {
    const self: BuiltRecord = (writer) =>
      writer.instance(
        (definition) =>
          definition
            .open('Event')
            .raw(Buffer.from([0x0c, 1, 7, 0, 0, 0]), offsetOf(firstXmlAt + 14))
            .close(),
        [],
      );
    expect(readChunk(buildChunk([self]), 0).problems).toMatchObject([{ code: 'record_damaged' }]);
    const deep: BuiltRecord = (writer) => {
      for (let level = 0; level < 200; level += 1) writer.open('a');
    };
    expect(readChunk(buildChunk([deep]), 0).problems).toMatchObject([{ code: 'record_damaged' }]);
  });

  test('of any bytes never throws, and never takes long', () => {
    const whole = buildChunk(['ana', 'bob', 'eve'].map(logOn));
    const used = whole.readUInt32LE(0x30);
    const edit = fc.tuple(fc.integer({ min: 0, max: used }), fc.uint8Array({ minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const chunk = Buffer.from(whole);
        for (const [at, bytes] of edits) chunk.set(bytes, at);
        const startedAt = performance.now();
        const { records } = readChunk(chunk, 0);
        expect(records.length).toBeLessThanOrEqual(3);
        expect(performance.now() - startedAt).toBeLessThan(2_000);
      }),
      fuzz(2_000),
    );
  });
});

const offsetOf = (offset: number): Buffer => Buffer.from(Uint32Array.of(offset).buffer);

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildChunk, buildFile } from '../evtx/testing/evtx-builder.ts';
import { readEventFile, type EventFileOptions } from './event-file.ts';

/** Bytes without any order, the same every time. */
function randomBytes(length: number): Buffer {
  let state = 1;
  return Buffer.from(Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff));
}

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(content: Buffer | string): Promise<string> {
  files += 1;
  const path = join(folder, `file-${files}`);
  await writeFile(path, content);
  return path;
}

/** Records as text, objects as JSON, problems as `!code`; those in an archive behind their file's name. */
async function read(content: Buffer | string, options: EventFileOptions = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const item of readEventFile(await written(content), options)) {
    const said =
      item.kind === 'problem'
        ? `!${item.problem.code}`
        : item.record.kind === 'object'
          ? JSON.stringify(item.record.value)
          : `${item.record.kind} ${item.record.text}`;
    found.push(item.entry === null ? said : `${item.entry}: ${said}`);
  }
  return found;
}

const evtx = buildFile([
  buildChunk([(writer) => writer.open('Event').open('EventID').text('7').close().close()]),
]);

test.for<[string, Buffer | string, readonly string[]]>([
  ['NDJSON', '{"a":1}\n\n{"a":2}\r\n', ['json {"a":1}', 'json {"a":2}']],
  ['NDJSON with a byte order mark', '\uFEFF{"a":1}\n', ['json {"a":1}']],
  ['NDJSON with a broken line', '{"a":1}\n{"a":\n{"a":3}\n', ['json {"a":1}', 'line {"a":', 'json {"a":3}']],
  ['objects over several lines', '{\n "a": 1\n}\n{"b":\n2}', ['json {\n "a": 1\n}', 'json {"b":\n2}']],
  ['one object', '{"a":{"b":"}"}}', ['json {"a":{"b":"}"}}']],
  ['an array', ' [ {"a":1}, {"a":2} ]\n', ['json {"a":1}', 'json {"a":2}']],
  ['records as Azure delivers them', '{"records":[{"a":1},{"a":2}]}', ['json {"a":1}', 'json {"a":2}']],
  ['records as CloudTrail delivers them', '{"Records":[{"a":1},{"a":2}]}', ['json {"a":1}', 'json {"a":2}']],
  [
    'broken JSON between objects',
    '{\n"a":1}\nnonsense }\n{"a":2}',
    ['json {\n"a":1}', 'line nonsense }', 'json {"a":2}'],
  ],
  ['an object without an end', '{\n"a":1}\n{"b":', ['json {\n"a":1}', 'line {"b":']],
  [
    'lines of a log',
    'Jan  1 00:00:00 h sshd: x\nsecond\n',
    ['line Jan  1 00:00:00 h sshd: x', 'line second'],
  ],
  ['an EVTX file', evtx, ['{"Event":{"EventID":"7"}}']],
  ['gzip', gzipSync('{"a":1}\n{"a":2}\n'), ['json {"a":1}', 'json {"a":2}']],
  [
    'gzip of several members',
    Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')]),
    ['json {"a":1}', 'json {"a":2}'],
  ],
  ['Zstandard', zstdCompressSync('{"a":1}\n{"a":2}\n'), ['json {"a":1}', 'json {"a":2}']],
  [
    'Zstandard of several frames',
    Buffer.concat([zstdCompressSync('{"a":1}\n'), zstdCompressSync('{"a":2}\n')]),
    ['json {"a":1}', 'json {"a":2}'],
  ],
  ['a compressed EVTX file', gzipSync(evtx), ['{"Event":{"EventID":"7"}}']],
  [
    'UTF-16, as Windows PowerShell writes it',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[{"a":"ż🔒"},\r\n{"a":2}]\r\n', 'utf16le')]),
    ['json {"a":"ż🔒"}', 'json {"a":2}'],
  ],
  [
    'UTF-16, the other order of bytes, cut within a character',
    Buffer.from([0xfe, 0xff, 0x00, 0x61, 0x00, 0x0a, 0x00, 0x62, 0x00]),
    ['line a', 'line b\uFFFD'],
  ],
  ['a log that begins with zero bytes', Buffer.from(`${'\0'.repeat(9_000)}\nsecond\n`), ['line second']],
  [
    'EVTX behind a damaged header',
    Buffer.concat([Buffer.alloc(4_096), evtx.subarray(4_096)]),
    ['!header_damaged', '{"Event":{"EventID":"7"}}'],
  ],
  ['a program', Buffer.concat([Buffer.from('\x7fELF'), randomBytes(9_000)]), ['!not_text']],
  ['a program in gzip', gzipSync(Buffer.concat([Buffer.from('\x7fELF'), randomBytes(9_000)])), ['!not_text']],
  ['text with colours', '\u001B[1mbold\u001B[0m\n', ['line \u001B[1mbold\u001B[0m']],
  ['nothing', '', []],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0xff, 0x22, 0x3a, 0x31, 0x7d]), ['json {"a\uFFFD":1}']],
])('%s', async ([, content, expected]) => {
  expect(await read(content)).toEqual(expected);
});

describe('archives', () => {
  test('give the files in them, whatever they are', async () => {
    const archive = zip({
      'a/one.json': '{"a":1}',
      '__MACOSX/a/x': 'x',
      'log.evtx': evtx,
      'two.gz': gzipSync('{"b":2}\n'),
    });
    expect(await read(archive)).toEqual([
      'a/one.json: json {"a":1}',
      'log.evtx: {"Event":{"EventID":"7"}}',
      'two.gz: json {"b":2}',
    ]);
  });

  test('are read whatever their files are called', async () => {
    const archive = zip({ '../../up.json': '{"a":1}', '/etc/root.json': '{"a":2}', 'C:\\x.json': '{"a":3}' });
    expect(await read(archive)).toEqual([
      '../../up.json: json {"a":1}',
      '/etc/root.json: json {"a":2}',
      'C:/x.json: json {"a":3}',
    ]);
  });

  test('that are damaged are a problem, and so is a damaged file in one; the others are read', async () => {
    expect(await read(zip({ 'a.json': '{"a":1}' }).subarray(0, 40))).toEqual([': !archive_damaged']);
    const commented = Buffer.from(zip({ 'a.json': '{"a":1}' }));
    expect(await read(Buffer.concat([commented, Buffer.from('\n')]))).toEqual(['a.json: json {"a":1}']);
    commented.writeUInt16LE(9, commented.length - 2);
    expect(await read(commented)).toEqual(['a.json: json {"a":1}']);
    const archive = zip({ 'a.json': '{"a":1}', 'b.json': '{"b":2}' });
    archive[31 + 'a.json'.length] = 0xff;
    const found = await read(archive);
    expect(found.filter((item) => item.startsWith('a.json: !'))).toHaveLength(1);
    expect(found.at(-1)).toBe('b.json: json {"b":2}');
  });
});

describe('what cannot be read', () => {
  test('is a problem: a missing file, a folder, damaged gzip', async () => {
    const missing: string[] = [];
    for await (const item of readEventFile(join(folder, 'absent')))
      if (item.kind === 'problem') missing.push(item.problem.code);
    for await (const item of readEventFile(folder))
      if (item.kind === 'problem') missing.push(item.problem.code);
    expect(missing).toEqual(['file_unreadable', 'file_unreadable']);
    const cut = gzipSync(Buffer.from('{"a":1}\n'.repeat(100_000))).subarray(0, 200);
    expect((await read(cut)).at(-1)).toBe('!compression_damaged');
    const half = zstdCompressSync(randomBytes(1_000)).subarray(0, 500);
    expect((await read(half)).at(-1)).toBe('!compression_damaged');
  });

  test('is passed over when a single record is too long, in lines and in objects', async () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    expect(await read(`{"a":1}\n{"b":"${long}"}\n{"a":2}\n`)).toEqual([
      'json {"a":1}',
      '!record_too_long',
      'json {"a":2}',
    ]);
    expect(await read(`{\n"b":"${long}"}\n{"a":2}\n`)).toEqual(
      ['!record_too_long', 'json {"a":2}'].slice(0, 2),
    );
  });
});

test('a line that is asked to be NDJSON is, whatever it begins with', async () => {
  expect(await read('# comment\n{"a":1}\n', { ndjson: true })).toEqual(['json # comment', 'json {"a":1}']);
});

test('objects are found wherever the reads end', async () => {
  const object = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(object, { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 3 }),
      async (objects, indent) => {
        const large = { ...objects[0], padding: 'y'.repeat(700_000) };
        const all = [...objects, large, ...objects, large];
        const text = all.map((one) => JSON.stringify(one, null, indent)).join('\n');
        const found = await read(text);
        expect(found.map((item) => JSON.parse(item.replace(/^json /, '')) as unknown)).toEqual(
          JSON.parse(JSON.stringify(all)),
        );
      },
    ),
    fuzz(30),
  );
});

/** A ZIP archive of deflated files. */
function zip(content: Readonly<Record<string, Buffer | string>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(content)) {
    const plain = Buffer.from(data);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(name.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), head, tail, Buffer.from(name)]));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventFile, type FileItem } from './event-file.ts';
import { fileProblemCodes } from './file-problem.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-damaged-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: Buffer): Promise<readonly FileItem[]> {
  files += 1;
  const path = join(folder, String(files));
  await writeFile(path, content);
  const items: FileItem[] = [];
  for await (const item of readEventFile(path)) items.push(item);
  await rm(path);
  return items;
}

const lines = (name: string): Buffer =>
  Buffer.from(
    Array.from({ length: 40 }, (_, number) =>
      JSON.stringify({ name, number, text: `${name}${number * 7919}` }),
    ).join('\n'),
  );
const textsOf = (items: readonly FileItem[], entry: string | null): readonly string[] =>
  items.flatMap((item) =>
    item.kind === 'record' && item.entry === entry && item.record.kind !== 'object' ? [item.record.text] : [],
  );
const expected = (name: string): readonly string[] => lines(name).toString().split('\n');

const edits = fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 6 })), {
  minLength: 1,
  maxLength: 6,
});
function damaged(
  bytes: Buffer,
  from: number,
  to: number,
  puts: readonly (readonly [number, Uint8Array])[],
): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, put] of puts) {
    const place = from + (at % (to - from));
    copy.set(put.subarray(0, to - place), place);
  }
  return copy;
}

/** A stored (method 0) archive, and where the data of each file begins and ends. */
function stored(names: readonly string[]) {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  const places = new Map<string, readonly [number, number]>();
  let offset = 0;
  for (const name of names) {
    const data = lines(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(name.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), head, Buffer.from(name), data]);
    places.set(name, [offset + entry.length - data.length, offset + entry.length]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\0', 'latin1'), head, tail, Buffer.from(name)]),
    );
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(names.length, 4);
  end.writeUInt16LE(names.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  const bytes = Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
  return { bytes, places };
}

describe('a damaged file', () => {
  test('of gzip or ZIP is read to its end, and what could not be read has a code of the list', async () => {
    const wholes = [
      gzipSync(lines('a')),
      stored(['a', 'b', 'c']).bytes,
      Buffer.concat([gzipSync(lines('a')), gzipSync(lines('b'))]),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...wholes), edits, fc.nat(), async (whole, puts, cut) => {
        const bytes = damaged(whole, 0, whole.length, puts);
        const items = await read(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
        for (const item of items)
          if (item.kind === 'problem') expect(fileProblemCodes).toContain(item.problem.code);
      }),
      fuzz(400),
    );
  });

  test('inside an archive leaves the files beside it whole', async () => {
    const { bytes, places } = stored(['a', 'b', 'c']);
    const [from, to] = places.get('b') ?? [0, 0];
    await fc.assert(
      fc.asyncProperty(edits, async (puts) => {
        const items = await read(damaged(bytes, from, to, puts));
        expect(textsOf(items, 'a')).toEqual(expected('a'));
        expect(textsOf(items, 'c')).toEqual(expected('c'));
      }),
      fuzz(200),
    );
  });

  test('that is cut off gives all lines of before', async () => {
    const whole = gzipSync(lines('a'));
    const items = await read(whole.subarray(0, -4));
    expect(textsOf(items, null)).toEqual(expected('a'));
    expect(items.at(-1)).toMatchObject({ problem: { code: 'compression_damaged' } });
  });

  test('gives the lines of before the damage, but for the last stretch of it', async () => {
    const long = Buffer.from(
      Array.from({ length: 200_000 }, (_, number) =>
        JSON.stringify({ number, odd: (number * 7919) % 10_007 }),
      ).join('\n'),
    );
    const whole = gzipSync(long);
    const middle = Math.floor(whole.length / 2);
    const items = await read(damaged(whole, middle, middle + 64, [[0, new Uint8Array(64).fill(0xff)]]));
    const found = textsOf(items, null);
    expect(found.length).toBeGreaterThan(90_000);
    expect(found.slice(0, 90_000)).toEqual(long.toString().split('\n').slice(0, 90_000));
    expect(items.at(-1)).toMatchObject({ problem: { code: 'compression_damaged' } });
  });
});

describe('a file of one endless line', () => {
  test('of 50 MB is passed over with a code, and the lines around it are read', async () => {
    const long = Buffer.alloc(50 * 1024 * 1024, 0x78);
    for (const around of ['{"n":1}\n', 'first line\n']) {
      const items = await read(Buffer.concat([Buffer.from(around), long, Buffer.from(`\n${around}`)]));
      expect(textsOf(items, null)).toEqual([around.trim(), around.trim()]);
      expect(items.filter((item) => item.kind === 'problem')).toMatchObject([
        { problem: { code: 'record_too_long' } },
      ]);
    }
  });
});

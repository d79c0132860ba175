import { open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LockHeldError } from '../lock/index.ts';
import {
  comparePositions,
  openSpool,
  spoolStart,
  type Spool,
  type SpoolDamage,
  type SpoolFrame,
  type SpoolOptions,
  type SpoolPosition,
} from './index.ts';
import { failingFs, healthy } from './testing/failing-fs.ts';
import { useTempDirs } from './testing/temp-dir.ts';

const tempDir = useTempDirs();
const now = new Date('2026-01-02T03:04:05Z');

const openAt = (dir: string, options: Partial<SpoolOptions> = {}): Promise<Spool> =>
  openSpool({ dir, maxBytes: 1 << 20, segmentBytes: 1 << 12, now, ...options });

interface ReadBack {
  readonly frames: readonly SpoolFrame[];
  readonly damage: readonly SpoolDamage[];
}

async function readAll(spool: Spool, from?: SpoolPosition, maxBytes?: number): Promise<ReadBack> {
  const reader = spool.reader(from);
  const frames: SpoolFrame[] = [];
  const damage: SpoolDamage[] = [];
  for (;;) {
    const batch = await reader.read(maxBytes);
    frames.push(...batch.frames);
    damage.push(...batch.damage);
    if (batch.frames.length === 0) break;
  }
  await reader.close();
  return { frames, damage };
}

const texts = ({ frames }: ReadBack): readonly string[] => frames.map(({ payload }) => payload.toString());
const names = (count: number, size = 1_000): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(size, '.'));

async function appendAll(spool: Spool, payloads: readonly string[]): Promise<readonly SpoolPosition[]> {
  const places: SpoolPosition[] = [];
  for (const payload of payloads) places.push(await spool.append(Buffer.from(payload)));
  return places;
}

async function overwrite(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
}

test('frames come back in the order of their appends, over segments and reopening', async () => {
  const dir = await tempDir();
  const first = await openAt(dir);
  const written = names(10);
  const places = [...(await appendAll(first, written.slice(0, 6)))];
  expect(texts(await readAll(first))).toEqual(written.slice(0, 6));
  await first.close();
  const second = await openAt(dir);
  expect(second.id).toBe(first.id);
  expect(second.recovery).toEqual({ cutBytes: 0, cutAt: null, damage: [] });
  places.push(...(await appendAll(second, written.slice(6))));
  const back = await readAll(second);
  expect(texts(back)).toEqual(written);
  expect(back.frames.map(({ position }) => position)).toEqual(places);
  expect(places).toEqual(places.toSorted(comparePositions));
  await second.close();
});

test('whatever is appended at once, in whatever pieces, is read back the same with any size of read', async () => {
  const dir = await tempDir();
  const payload = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(payload, { maxLength: 30 }),
      fc.integer({ min: 1, max: 5_000 }),
      async (payloads, most) => {
        const spool = await openAt(dir);
        const from = spool.usage().end;
        await Promise.all(payloads.map((pieces) => spool.append(pieces)));
        const { frames, damage } = await readAll(spool, from, most);
        expect(damage).toEqual([]);
        expect(frames.map((frame) => frame.payload.toString('hex'))).toEqual(
          payloads.map((pieces) => Buffer.concat(pieces).toString('hex')),
        );
        await spool.release(spool.usage().end);
        await spool.close();
      },
    ),
    { numRuns: 40 },
  );
});

test('appends that wait together share commits', async () => {
  const spool = await openAt(await tempDir(), { maxBytes: 1 << 24, segmentBytes: 1 << 22 });
  await Promise.all(names(1_000).map((name) => spool.append(Buffer.from(name))));
  expect(spool.counters()).toEqual({ frames: 1_000, commits: 1, refused: 0, failed: 0 });
  await spool.close();
});

test('a reader that has caught up waits for the next append', async () => {
  const spool = await openAt(await tempDir());
  const reader = spool.reader();
  expect(await reader.read()).toEqual({ frames: [], damage: [], end: spoolStart });
  const waiting = reader.wait();
  await spool.append(Buffer.from('late'));
  await waiting;
  expect((await reader.read()).frames.map(({ payload }) => payload.toString())).toEqual(['late']);
  const stop = new AbortController();
  const stopped = reader.wait(stop.signal);
  stop.abort();
  await stopped;
  const ended = reader.wait();
  await reader.close();
  await spool.close();
  await ended;
});

test('reading goes on from the end of a frame', async () => {
  const spool = await openAt(await tempDir());
  await appendAll(spool, names(8));
  const { frames } = await readAll(spool);
  for (const [index, frame] of frames.entries()) {
    expect(texts(await readAll(spool, frame.end))).toEqual(names(8).slice(index + 1));
  }
  await spool.close();
});

test('released segments are gone and their room can be used again', async () => {
  const dir = await tempDir();
  const spool = await openAt(dir, { maxBytes: 1 << 13 });
  const places = await appendAll(spool, names(8, 900));
  await expect(spool.append(Buffer.alloc(900))).rejects.toMatchObject({
    code: 'spool_full',
    retryable: true,
  });
  await spool.release({ segment: 2, offset: 0 });
  expect(spool.usage()).toMatchObject({ segments: 1, start: { segment: 2, offset: 0 } });
  expect((await readdir(dir)).toSorted()).toEqual(['000000000002.seg', 'lock', 'spool-id']);
  expect(await spool.append(Buffer.alloc(900))).toEqual({ segment: 3, offset: 0 });
  expect(texts(await readAll(spool, places[0])).length).toBe(5);
  await spool.close();
});

test('segment numbers are never used twice, even when everything was released', async () => {
  const dir = await tempDir();
  const first = await openAt(dir);
  await appendAll(first, names(8));
  const { end } = first.usage();
  await first.release(end);
  await first.close();
  const second = await openAt(dir);
  expect(comparePositions(await second.append(Buffer.from('next')), end)).toBeGreaterThan(0);
  expect(texts(await readAll(second, end))).toEqual(['next']);
  await second.close();
});

test('a torn tail is cut back to the last whole frame, and the cut is told', async () => {
  const dir = await tempDir();
  const first = await openAt(dir);
  await appendAll(first, ['one', 'two', 'three']);
  await first.close();
  await truncate(join(dir, '000000000001.seg'), 12 + 3 + 12 + 3 + 12 + 2);
  const second = await openAt(dir);
  expect(second.recovery).toEqual({ cutBytes: 14, cutAt: { segment: 1, offset: 30 }, damage: [] });
  await appendAll(second, ['four']);
  expect(await readAll(second).then(texts)).toEqual(['one', 'two', 'four']);
  await second.close();
});

test.each([
  { name: 'payload', at: 15 + 12, bytes: Buffer.from('?') },
  { name: 'length', at: 15 + 4, bytes: Buffer.from([0xff, 0xff, 0xff]) },
  { name: 'marker', at: 15, bytes: Buffer.from([1, 2, 3, 4]) },
])('a frame with a damaged $name is told, and the frames behind it are read', async ({ at, bytes }) => {
  const dir = await tempDir();
  const first = await openAt(dir);
  await appendAll(first, ['one', 'two', 'three', 'four']);
  await first.close();
  await overwrite(join(dir, '000000000001.seg'), at, bytes);
  const second = await openAt(dir);
  const damage = [{ position: { segment: 1, offset: 15 }, bytes: 15 }];
  expect(second.recovery).toEqual({ cutBytes: 0, cutAt: null, damage });
  const back = await readAll(second);
  expect(texts(back)).toEqual(['one', 'three', 'four']);
  expect(back.damage).toEqual(damage);
  await second.close();
});

test('damage in an older segment is told when it is read', async () => {
  const dir = await tempDir();
  const first = await openAt(dir);
  await appendAll(first, names(8, 900));
  await first.close();
  await overwrite(join(dir, '000000000001.seg'), 3 * 912 + 100, Buffer.from('damage'));
  const second = await openAt(dir);
  expect(second.recovery.damage).toEqual([]);
  const back = await readAll(second);
  expect(texts(back)).toEqual(names(8, 900).filter((_, index) => index !== 3));
  expect(back.damage).toEqual([{ position: { segment: 1, offset: 3 * 912 }, bytes: 912 }]);
  await second.close();
});

test('a payload that holds the bytes of a frame is not taken for one behind damage', async () => {
  const dir = await tempDir();
  const path = join(dir, '000000000001.seg');
  const first = await openAt(dir);
  await appendAll(first, ['true']);
  const copied = await readFile(path);
  await first.append(copied);
  await appendAll(first, ['last']);
  await first.close();
  await overwrite(path, copied.length, Buffer.from('????'));
  const second = await openAt(dir);
  expect(texts(await readAll(second))).toEqual(['true', 'last']);
  await second.close();
});

test('damage anywhere loses only the frames it touches', async () => {
  const written = names(12, 50);
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 12 * 62 - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 150 }),
      async (at, noise) => {
        const dir = await tempDir();
        const first = await openAt(dir);
        await appendAll(first, written);
        await first.close();
        const size = 12 * 62;
        const fitting = noise.subarray(0, size - at);
        await overwrite(join(dir, '000000000001.seg'), at, fitting);
        const second = await openAt(dir);
        const touched = (index: number): boolean => index * 62 < at + fitting.length && (index + 1) * 62 > at;
        const read = texts(await readAll(second));
        expect(read).toEqual(expect.arrayContaining(written.filter((_, index) => !touched(index))));
        expect(read.every((text) => written.includes(text))).toBe(true);
        await second.close();
      },
    ),
    { numRuns: 60 },
  );
});

test('a disk that fills up refuses, keeps nothing of it, and goes on when there is room', async () => {
  const dir = await tempDir();
  const faults = healthy();
  const spool = await openAt(dir, { fs: failingFs(faults) });
  await appendAll(spool, ['one']);
  faults.room = 20;
  const both = [spool.append(Buffer.from('two, never kept')), spool.append(Buffer.from('three, never kept'))];
  for (const refused of both)
    await expect(refused).rejects.toMatchObject({ code: 'spool_full', retryable: true });
  faults.room = Infinity;
  await appendAll(spool, ['four']);
  expect(texts(await readAll(spool))).toEqual(['one', 'four']);
  expect(spool.counters()).toEqual({ frames: 2, commits: 2, refused: 2, failed: 0 });
  await spool.close();
  const again = await openAt(dir);
  expect(again.recovery).toEqual({ cutBytes: 0, cutAt: null, damage: [] });
  expect(texts(await readAll(again))).toEqual(['one', 'four']);
  await again.close();
});

test('a short write is carried on to its end', async () => {
  const dir = await tempDir();
  const faults = healthy();
  const fs = failingFs(faults);
  const spool = await openAt(dir, {
    fs: {
      ...fs,
      create: async (path) => {
        const file = await fs.create(path);
        return {
          ...file,
          writev: (pieces, position) => file.writev([Buffer.concat(pieces).subarray(0, 7)], position),
        };
      },
    },
  });
  await Promise.all(names(5, 100).map((name) => spool.append(Buffer.from(name))));
  expect(texts(await readAll(spool))).toEqual(names(5, 100));
  await spool.close();
});

test.each([{ truncateFails: false }, { truncateFails: true }])(
  'a failed fdatasync is an error and its frames are not read (cutting back fails: $truncateFails)',
  async ({ truncateFails }) => {
    const dir = await tempDir();
    const faults = healthy();
    const spool = await openAt(dir, { fs: failingFs(faults) });
    await appendAll(spool, ['one']);
    faults.syncFails = true;
    faults.truncateFails = truncateFails;
    await expect(spool.append(Buffer.from('two'))).rejects.toMatchObject({
      code: 'spool_io',
      retryable: true,
    });
    expect(await spool.append(Buffer.from('three'))).toEqual({ segment: 2, offset: 0 });
    expect(texts(await readAll(spool))).toEqual(['one', 'three']);
    await spool.close();
  },
);

test('a half-written frame that could not be cut back is damage after reopening, never a frame', async () => {
  const dir = await tempDir();
  const faults = healthy();
  const spool = await openAt(dir, { fs: failingFs(faults) });
  await appendAll(spool, ['one']);
  faults.room = 14;
  faults.truncateFails = true;
  await expect(spool.append(Buffer.from('two'))).rejects.toMatchObject({ code: 'spool_full' });
  faults.room = Infinity;
  await appendAll(spool, ['three']);
  expect(texts(await readAll(spool))).toEqual(['one', 'three']);
  await spool.close();
  const again = await openAt(dir);
  const back = await readAll(again);
  expect(texts(back)).toEqual(['one', 'three']);
  expect(back.damage).toEqual([{ position: { segment: 1, offset: 15 }, bytes: 14 }]);
  await again.close();
});

test('a second owner learns which process holds the spool', async () => {
  const dir = await tempDir();
  const spool = await openAt(dir);
  await expect(openAt(dir)).rejects.toThrow(LockHeldError);
  await expect(openAt(dir)).rejects.toThrow(`process ${process.pid}`);
  await spool.close();
  await (await openAt(dir)).close();
});

test.each([
  { name: 'empty', bytes: 0 },
  { name: 'larger than a segment', bytes: 5_000 },
])('a payload that is $name is refused for good', async ({ bytes }) => {
  const spool = await openAt(await tempDir());
  await expect(spool.append(Buffer.alloc(bytes))).rejects.toMatchObject({
    code: 'frame_size',
    retryable: false,
  });
  await spool.close();
  await expect(spool.append(Buffer.from('x'))).rejects.toMatchObject({
    code: 'spool_closed',
    retryable: false,
  });
});

test('a reader of a place that was never reached is an error, not a silent gap', async () => {
  const spool = await openAt(await tempDir());
  await appendAll(spool, ['one']);
  expect(() => spool.reader({ segment: 1, offset: 16 })).toThrow('ends before the place asked for');
  expect(() => spool.reader({ segment: 2, offset: 0 })).toThrow('ends before the place asked for');
  await spool.close();
});

test('segments without their id, or with one of another version, are not read as empty', async () => {
  const dir = await tempDir();
  const spool = await openAt(dir);
  await appendAll(spool, ['one']);
  await spool.close();
  await rm(join(dir, 'spool-id'));
  await expect(openAt(dir)).rejects.toMatchObject({ code: 'spool_foreign' });
  await writeFile(join(dir, 'spool-id'), 'tocsin-spool 2 something\n');
  await expect(openAt(dir)).rejects.toMatchObject({ code: 'spool_foreign' });
});

test('what is linked into a folder is what was durable then, whatever the spool does afterwards', async () => {
  const dir = await tempDir();
  const spool = await openAt(dir);
  await appendAll(spool, names(9));
  const folder = await tempDir();
  const files = await spool.linkInto(folder);
  expect(files.map(({ name }) => name)).toEqual([
    'spool-id',
    '000000000001.seg',
    '000000000002.seg',
    '000000000003.seg',
  ]);
  const last = await spool.append(Buffer.from('later'));
  await spool.release(last);
  const end = files.at(-1);
  await truncate(join(folder, end?.name ?? ''), end?.bytes);
  await spool.close();
  const copy = await openAt(folder);
  expect(copy.id).toBe(spool.id);
  expect(copy.recovery.cutBytes).toBe(0);
  expect(texts(await readAll(copy))).toEqual(names(9));
  await copy.close();
});

test('an empty segment far ahead makes new frames go there and old ones be read first', async () => {
  const dir = await tempDir();
  const spool = await openAt(dir);
  await appendAll(spool, ['one', 'two']);
  await spool.close();
  await writeFile(join(dir, '000001000001.seg'), '');
  const again = await openAt(dir);
  expect(await again.append(Buffer.from('three'))).toEqual({ segment: 1_000_002, offset: 0 });
  expect(texts(await readAll(again))).toEqual(['one', 'two', 'three']);
  await again.close();
});

test('while the disk is held, appends are refused as by a full spool, and what is there is read and released', async () => {
  let isHeld = false;
  const spool = await openAt(await tempDir(), { isHeld: () => isHeld });
  await appendAll(spool, ['before']);
  isHeld = true;
  await expect(spool.append(Buffer.from('refused'))).rejects.toMatchObject({
    code: 'spool_full',
    retryable: true,
  });
  expect(spool.counters()).toMatchObject({ frames: 1, refused: 1 });
  expect(texts(await readAll(spool))).toEqual(['before']);
  isHeld = false;
  await appendAll(spool, ['after']);
  expect(texts(await readAll(spool))).toEqual(['before', 'after']);
  await spool.close();
});

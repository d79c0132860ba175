import { cp, mkdir, mkdtemp, open as openFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hourMs, manualClock, type ManualClock, type Result } from '../../kernel/index.ts';
import { SpoolError, type Spool } from '../../platform/spool/index.ts';
import { createIntakeCounters } from './counters.ts';
import { createInflightBudget } from './inflight-budget.ts';
import type { IntakeError } from './intake-error.ts';
import { openIntakeSpool, type IntakeSpool, type IntakeSpoolOptions } from './intake-spool.ts';
import {
  createNdjsonIntake,
  type BatchReceipt,
  type NdjsonDeps,
  type NdjsonRequest,
} from './ndjson-intake.ts';
import { attributionOf } from './testing/attribution.ts';
import { gate, readFrames } from './testing/receiver.ts';

let dir: string;
let clock: ManualClock;
let opened: IntakeSpool;

const open = (path: string, options: Partial<IntakeSpoolOptions> = {}): Promise<IntakeSpool> =>
  openIntakeSpool({ dir: path, maxBytes: 2 ** 24, segmentBytes: 2 ** 21, clock, ...options });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tocsin-ndjson-'));
  clock = manualClock(new Date('2026-01-02T03:04:05Z'));
  opened = await open(join(dir, 'spool'));
});
afterEach(async () => {
  await opened.spool.close();
  await rm(dir, { recursive: true });
});

interface Sending {
  readonly to?: IntakeSpool;
  readonly deps?: Partial<NdjsonDeps>;
  readonly request?: Partial<NdjsonRequest>;
  readonly chunkBytes?: number;
}

type Answer = Result<BatchReceipt, IntakeError>;

function send(
  body: string | Buffer,
  { to = opened, deps = {}, request = {}, chunkBytes = 1_000 }: Sending = {},
): Promise<Answer> {
  const bytes = Buffer.from(body);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const intake = createNdjsonIntake({
    spool: to.spool,
    keys: to.keys,
    counters: createIntakeCounters(),
    budget: createInflightBudget(2 ** 28),
    ...deps,
  });
  return intake.accept(Readable.from(chunks), {
    attribution: attributionOf(1),
    contentEncoding: null,
    idempotencyKey: null,
    receivedAt: clock.now().getTime(),
    peer: '192.0.2.1',
    ...request,
  });
}

const raws = async (spool: Spool): Promise<readonly string[]> =>
  (await readFrames(spool)).flatMap(({ records }) => records.map(({ raw }) => raw));
const withKey = (idempotencyKey: string): Sending => ({ request: { idempotencyKey } });
const lines = (count: number, size = 0): readonly string[] =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ n, fill: 'x'.repeat(size) }));
const batch = lines(3).join('\n');

test('a batch is on the disk with its source when it is answered', async () => {
  const answer = await send(`${batch}\nnot json\n{"last":true}`);
  expect(answer).toEqual({
    ok: true,
    value: {
      accepted: 4,
      malformed: 1,
      rejected: [{ line: 4, code: 'not_json', message: 'Not JSON. Kept as raw text.' }],
      isRepeat: false,
    },
  });
  const [frame, ...others] = await readFrames(opened.spool);
  expect(others).toEqual([]);
  expect(frame?.header).toMatchObject({
    transport: 'http',
    format: 'json',
    attribution: attributionOf(1),
    peer: '192.0.2.1',
  });
  expect(frame?.records.map(({ raw }) => raw)).toEqual([...lines(3), 'not json', '{"last":true}']);
});

test('nothing is answered before the disk has it', async () => {
  const slow = gate(opened.spool.append);
  let isAnswered = false;
  const answer = send(batch, { deps: { spool: slow } }).then((value) => {
    isAnswered = true;
    return value;
  });
  while (slow.waiting() === 0) await new Promise(setImmediate);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  slow.open();
  expect(await answer).toMatchObject({ ok: true });
});

test('a large batch becomes frames of at most 1 MiB, in order', async () => {
  const many = lines(4_000, 1_000);
  expect(await send(many.join('\n'), { chunkBytes: 65_536 })).toMatchObject({
    ok: true,
    value: { accepted: 4_000 },
  });
  expect(await raws(opened.spool)).toEqual(many);
  const reader = opened.spool.reader();
  const { frames } = await reader.read(2 ** 24);
  await reader.close();
  expect(frames.map(({ payload }) => payload.length).every((length) => length <= 2 ** 20)).toBe(true);
});

test('only the first hundred bad lines are told, and all are counted and kept', async () => {
  const bad = Array.from({ length: 250 }, (_, index) => `bad ${index}`);
  const answer = await send(bad.join('\n'));
  expect(answer).toMatchObject({ ok: true, value: { accepted: 0, malformed: 250 } });
  expect(answer.ok && answer.value.rejected.map(({ line }) => line)).toEqual(
    bad.slice(0, 100).map((_, index) => index + 1),
  );
  expect(await raws(opened.spool)).toEqual(bad);
});

test('an empty body is a batch of nothing', async () => {
  expect(await send('')).toMatchObject({ ok: true, value: { accepted: 0, malformed: 0 } });
  expect(await send('', { request: { contentEncoding: 'gzip', idempotencyKey: 'k' } })).toMatchObject({
    ok: true,
  });
});

test.each([
  { encoding: 'gzip', pack: gzipSync },
  { encoding: ' GZIP ', pack: gzipSync },
  {
    encoding: 'gzip',
    pack: (text: Buffer) => Buffer.concat([gzipSync(text.subarray(0, 9)), gzipSync(text.subarray(9))]),
  },
  { encoding: 'deflate', pack: deflateSync },
  { encoding: 'deflate', pack: deflateRawSync },
  { encoding: 'zstd', pack: zstdCompressSync },
  { encoding: 'identity', pack: (text: Buffer) => text },
])('a body in $encoding is read', async ({ encoding, pack }) => {
  const body = pack(Buffer.from(batch));
  expect(await send(body, { request: { contentEncoding: encoding } })).toMatchObject({
    ok: true,
    value: { accepted: 3 },
  });
  expect(await raws(opened.spool)).toEqual(lines(3));
});

const limits = { maxBodyBytes: 20_000, maxDecodedBytes: 50_000, maxRecordBytes: 1_000 };
const zeros = Buffer.alloc(10_000_000);

test.each<{ name: string; body: Buffer; encoding: string | null; code: string; helps: boolean }>([
  {
    name: 'in an encoding we do not read',
    body: Buffer.from(batch),
    encoding: 'br',
    code: 'encoding_unsupported',
    helps: false,
  },
  {
    name: 'that is not gzip',
    body: Buffer.from(batch),
    encoding: 'gzip',
    code: 'encoding_damaged',
    helps: false,
  },
  {
    name: 'that is not zstd',
    body: Buffer.from(batch),
    encoding: 'zstd',
    code: 'encoding_damaged',
    helps: false,
  },
  {
    name: 'cut short',
    body: gzipSync(batch).subarray(0, 40),
    encoding: 'gzip',
    code: 'encoding_damaged',
    helps: false,
  },
  {
    name: 'larger than allowed',
    body: Buffer.alloc(20_001, 32),
    encoding: null,
    code: 'body_too_large',
    helps: false,
  },
  {
    name: 'of packed zeros in gzip',
    body: gzipSync(zeros),
    encoding: 'gzip',
    code: 'body_too_large',
    helps: false,
  },
  {
    name: 'of packed zeros in deflate',
    body: deflateSync(zeros),
    encoding: 'deflate',
    code: 'body_too_large',
    helps: false,
  },
  {
    name: 'of packed zeros in zstd',
    body: zstdCompressSync(zeros),
    encoding: 'zstd',
    code: 'body_too_large',
    helps: false,
  },
])('a body $name is refused as a whole', async ({ body, encoding, code, helps }) => {
  const answer = await send(body, { deps: { limits }, request: { contentEncoding: encoding } });
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(!answer.ok && answer.error.retryAfterMs !== null).toBe(helps);
  expect(await raws(opened.spool)).toEqual([]);
});

test('a body whose sender goes away leaves nothing behind', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from(batch);
    await Promise.resolve();
    throw new Error('socket hang up');
  }
  const budget = createInflightBudget(1_000_000);
  const intake = createNdjsonIntake({ ...opened, counters: createIntakeCounters(), budget });
  const request = {
    attribution: attributionOf(1),
    contentEncoding: null,
    idempotencyKey: null,
    receivedAt: 0,
    peer: '',
  };
  expect(await intake.accept(broken(), request)).toMatchObject({
    ok: false,
    error: { code: 'body_aborted' },
  });
  expect(budget.bytes()).toBe(0);
  expect(await raws(opened.spool)).toEqual([]);
});

test('senders are asked to wait while too many bytes are under way', async () => {
  const budget = createInflightBudget(1_000);
  budget.take(1_000);
  const answer = await send(batch, { deps: { budget } });
  expect(answer).toMatchObject({ ok: false, error: { code: 'intake_busy', retryAfterMs: 1_000 } });
  budget.give(1_000);
  expect(await send(batch, { deps: { budget } })).toMatchObject({ ok: true });
  expect(budget.bytes()).toBe(0);
});

test.each([
  { cause: new SpoolError('spool_full', 'no room'), code: 'spool_full' },
  { cause: new SpoolError('spool_io', 'broken'), code: 'spool_failed' },
])('a spool that refuses ($code) is told so that the sender comes again', async ({ cause, code }) => {
  const counters = createIntakeCounters();
  const spool = { append: () => Promise.reject(cause) };
  const answer = await send(batch, { deps: { spool, counters } });
  expect(answer).toMatchObject({ ok: false, error: { code, retryAfterMs: 5_000 } });
  expect(counters).toMatchObject({ received: { http: 3 }, stored: { http: 0 }, dropped: { unstored: 3 } });
});

test('a batch sent again with its key is answered the same and stored once', async () => {
  const body = `${batch}\nnot json`;
  const first = await send(body, withKey('key-1'));
  const second = await send(body, withKey('key-1'));
  expect(first).toMatchObject({ ok: true, value: { isRepeat: false } });
  expect(second).toEqual({ ok: true, value: { ...(first.ok ? first.value : {}), isRepeat: true } });
  expect(await raws(opened.spool)).toEqual([...lines(3), 'not json']);
});

test('a batch that is sent again while it is under way is stored once', async () => {
  const slow = gate(opened.spool.append);
  const answers = Array.from({ length: 5 }, () =>
    send(batch, { ...withKey('key-1'), deps: { spool: slow } }),
  );
  while (slow.waiting() === 0) await new Promise(setImmediate);
  slow.open();
  expect((await Promise.all(answers)).filter((answer) => answer.ok && !answer.value.isRepeat)).toHaveLength(
    1,
  );
  expect(await raws(opened.spool)).toEqual(lines(3));
});

test('a key belongs to its source and to one body', async () => {
  await send(batch, withKey('key-1'));
  expect(await send('{"other":1}', withKey('key-1'))).toMatchObject({
    ok: false,
    error: { code: 'idempotency_key_reused', retryAfterMs: null },
  });
  const other = await send('{"other":1}', {
    request: { idempotencyKey: 'key-1', attribution: attributionOf(2) },
  });
  expect(other).toMatchObject({ ok: true, value: { isRepeat: false } });
  expect(await raws(opened.spool)).toEqual([...lines(3), '{"other":1}']);
});

test.each(['', 'with space', 'ключ', 'x'.repeat(257), 'line\nend'])('the key %j is refused', async (key) => {
  expect(await send(batch, withKey(key))).toMatchObject({
    ok: false,
    error: { code: 'idempotency_key_malformed' },
  });
});

/** Opens what a kill -9 of this moment would leave: a copy of the folder as it lies on the disk. */
async function afterKill(options: Partial<IntakeSpoolOptions> = {}): Promise<IntakeSpool> {
  const path = join(dir, `copy-${(await readdir(dir)).length}`);
  await cp(join(dir, 'spool'), path, { recursive: true, filter: (source) => !source.endsWith('lock') });
  return open(path, options);
}

test('a crash between the append and the answer does not store the batch twice', async () => {
  await send(batch, withKey('key-1'));
  const restarted = await afterKill();
  expect(await send(batch, { ...withKey('key-1'), to: restarted })).toMatchObject({
    ok: true,
    value: { isRepeat: true },
  });
  expect(await raws(restarted.spool)).toEqual(lines(3));
  await restarted.spool.close();
});

test('a batch of which a crash or a full disk kept a part is completed, not repeated', async () => {
  const many = lines(4_000, 1_000);
  let room = 2;
  const spool = {
    append: (payload: Parameters<Spool['append']>[0]) => {
      room -= 1;
      return room === 0
        ? Promise.reject(new SpoolError('spool_full', 'no room'))
        : opened.spool.append(payload);
    },
  };
  const sending = { ...withKey('key-1'), chunkBytes: 65_536 };
  expect(await send(many.join('\n'), { ...sending, deps: { spool } })).toMatchObject({ ok: false });
  const stored = (await raws(opened.spool)).length;
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(4_000);
  const restarted = await afterKill();
  for (const to of [opened, restarted]) {
    expect(await send(many.join('\n'), { ...sending, to })).toMatchObject({
      ok: true,
      value: { isRepeat: false },
    });
    expect((await raws(to.spool)).toSorted()).toEqual(many.toSorted());
    expect(await send(many.join('\n'), { ...sending, to })).toMatchObject({
      ok: true,
      value: { isRepeat: true },
    });
  }
  await restarted.spool.close();
});

test('keys are known after their frames were drained and released, and after a restart', async () => {
  await opened.spool.close();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096 });
  for (let index = 0; index < 100; index += 1)
    await send(`${batch}{"batch":${index}}`, withKey(`key-${index}`));
  await opened.spool.release(opened.spool.usage().end);
  expect(opened.spool.usage().segments).toBe(1);
  for (const to of [opened, await afterKill({ segmentBytes: 4_096 })]) {
    for (let index = 0; index < 100; index += 1) {
      const answer = await send(`${batch}{"batch":${index}}`, { ...withKey(`key-${index}`), to });
      expect(answer).toMatchObject({ ok: true, value: { isRepeat: true } });
    }
    if (to !== opened) await to.spool.close();
  }
});

test('keys are forgotten when their time is over or there are too many', async () => {
  await opened.spool.close();
  opened = await open(join(dir, 'spool'), { keyWindowMs: hourMs, maxKeys: 10 });
  for (let index = 0; index < 15; index += 1) await send(batch, withKey(`key-${index}`));
  expect(opened.keys.size()).toBeLessThanOrEqual(10);
  expect(await send(batch, withKey('key-4'))).toMatchObject({ value: { isRepeat: false } });
  expect(await send(batch, withKey('key-14'))).toMatchObject({ value: { isRepeat: true } });
  clock.advance(hourMs + 1);
  expect(await send(batch, withKey('key-14'))).toMatchObject({ value: { isRepeat: false } });
  await opened.keys.checkpoint();
  expect(opened.keys.size()).toBe(1);
});

test('the log of keys does not grow without end', async () => {
  await opened.spool.close();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096, keyWindowMs: hourMs });
  const key = { fingerprint: '0'.repeat(32), first: 0, total: 1 };
  for (let round = 0; round < 30; round += 1) {
    for (let index = 0; index < 5_000; index += 1) {
      const name = (round * 5_000 + index).toString(16).padStart(32, '0');
      opened.keys.note({ ...key, key: name }, 1, clock.now().getTime());
    }
    await opened.keys.checkpoint();
    clock.advance(hourMs / 3);
  }
  expect(
    (await readdir(join(dir, 'spool', 'keys'))).filter((name) => name.endsWith('.seg')).length,
  ).toBeLessThan(5);
  expect(opened.keys.size()).toBeLessThanOrEqual(20_000);
});

test('damage in the log of keys is told, and the other keys are known', async () => {
  await opened.spool.close();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096 });
  for (let index = 0; index < 100; index += 1) await send(batch, withKey(`key-${index}`));
  await opened.spool.release(opened.spool.usage().end);
  await opened.spool.close();
  const log = await openFile(join(dir, 'spool', 'keys', '000000000001.seg'), 'r+');
  await log.write('damage', 40);
  await log.close();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096 });
  expect(opened.keys.lostPages()).toBe(1);
  expect(await send(batch, withKey('key-99'))).toMatchObject({ value: { isRepeat: true } });
});

test('a disk that is full when keys are to be saved does not stop the release of segments', async () => {
  await opened.spool.close();
  const { failingFs, healthy } = await import('../../platform/spool/testing/failing-fs.ts');
  const faults = healthy();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096, fs: failingFs(faults) });
  for (let index = 0; index < 50; index += 1) await send(batch, withKey(`key-${index}`));
  faults.room = 0;
  expect(await send(batch, withKey('more'))).toMatchObject({ ok: false, error: { code: 'spool_full' } });
  await opened.spool.release(opened.spool.usage().end);
  expect(opened.spool.usage().segments).toBe(1);
  faults.room = Infinity;
  for (let index = 0; index < 50; index += 1) await send(batch, withKey(`key-${50 + index}`));
  await opened.spool.release(opened.spool.usage().end);
  const restarted = await afterKill({ segmentBytes: 4_096 });
  expect(await send(batch, { ...withKey('key-0'), to: restarted })).toMatchObject({
    value: { isRepeat: true },
  });
  await restarted.spool.close();
});

/** What a backup copies: every file up to the length that was durable. */
async function copyOf(spool: Spool): Promise<string> {
  const folder = join(dir, 'copy');
  await mkdir(folder);
  for (const { bytes, name } of await spool.linkInto(folder)) {
    const path = join(folder, name);
    const content = await readFile(path);
    await rm(path);
    await writeFile(path, content.subarray(0, bytes));
  }
  return folder;
}

test('a copy knows the batches that it holds and takes those that came after it', async () => {
  const before = lines(3, 300).join('\n');
  const after = lines(2, 300).join('\n');
  await opened.spool.close();
  opened = await open(join(dir, 'spool'), { segmentBytes: 4_096 });
  for (let index = 0; index < 5; index += 1) await send(before, withKey(`drained-${index}`));
  await opened.spool.release(opened.spool.usage().end);
  await send(before, withKey('waiting'));
  const copying = copyOf(opened.spool);
  const saving = opened.keys.checkpoint();
  const folder = await copying;
  await send(after, withKey('after'));
  await opened.keys.checkpoint();
  await saving;
  const copy = await open(folder, { segmentBytes: 4_096 });
  for (const key of ['drained-0', 'drained-4', 'waiting'])
    expect(await send(before, { ...withKey(key), to: copy })).toMatchObject({ value: { isRepeat: true } });
  expect(await send(after, { ...withKey('after'), to: copy })).toMatchObject({ value: { isRepeat: false } });
  await copy.spool.close();
});

test('whatever is sent, refused, drained and restarted: each batch is stored once', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('send' as const),
      batch: fc.nat({ max: 6 }),
      refusals: fc.nat({ max: 3 }),
    }),
    fc.constant({ kind: 'release' as const }),
    fc.constant({ kind: 'restart' as const }),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      round += 1;
      const path = join(dir, `round-${round}`);
      const options = { segmentBytes: 2 ** 21 };
      let current = await open(path, options);
      const drained = new Map<string, string>();
      const answered = new Set<number>();
      const bodies = Array.from({ length: 7 }, (_, number) =>
        lines(1_500, 1_000).map((line) => `${line.slice(0, -1)},"batch":${number}}`),
      );
      const drain = async (): Promise<void> => {
        for (const { records } of await readFrames(current.spool)) {
          for (const { id, raw } of records) drained.set(id, raw);
        }
      };
      for (const action of steps) {
        if (action.kind === 'send') {
          let left = action.refusals;
          const { spool } = current;
          const append: Spool['append'] = (payload) => {
            left -= 1;
            return left === 0
              ? Promise.reject(new SpoolError('spool_full', 'no room'))
              : spool.append(payload);
          };
          const body = bodies[action.batch]?.join('\n') ?? '';
          const answer = await send(body, {
            to: current,
            ...withKey(`k${action.batch}`),
            deps: { spool: { append } },
            chunkBytes: 2 ** 20,
          });
          if (answer.ok) answered.add(action.batch);
        } else if (action.kind === 'release') {
          await drain();
          await current.spool.release(current.spool.usage().end);
        } else {
          await current.spool.close();
          current = await open(path, options);
        }
      }
      await drain();
      const stored = [...drained.values()];
      expect(new Set(stored).size).toBe(stored.length);
      for (const number of answered) {
        expect(stored.filter((raw) => raw.endsWith(`"batch":${number}}`)).toSorted()).toEqual(
          bodies[number]?.toSorted(),
        );
      }
      await current.spool.close();
      await rm(path, { recursive: true });
    }),
    fuzz(6),
  );
});

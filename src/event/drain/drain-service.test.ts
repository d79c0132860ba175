import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { systemClock, systemScope } from '../../kernel/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import { openSpool, type Spool, type SpoolPosition } from '../../platform/spool/index.ts';
import { batchToken, createBatchSource, type SpooledBatch } from './batch-source.ts';
import { startDrain, type Drain } from './drain-service.ts';
import { loadDrain } from './drain-store.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let folder: string;
let spool: Spool;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-drain-'));
  spool = await open();
});
afterEach(async () => {
  await spool.close();
  await rm(folder, { recursive: true });
});

const open = (): Promise<Spool> =>
  openSpool({
    dir: folder,
    maxBytes: 1024 * 1024,
    segmentBytes: 4_096,
    now: new Date('2026-01-02T00:00:00Z'),
  });

const append = async (from: number, to: number): Promise<void> => {
  await Promise.all(
    Array.from({ length: to - from }, (_, index) =>
      spool.append(Buffer.from(String(from + index).padStart(100, '0'))),
    ),
  );
};

const numbers = (batch: SpooledBatch): number[] =>
  batch.frames.map((frame) => Number(Buffer.from(frame.payload)));
const range = (to: number): number[] => Array.from({ length: to }, (_, index) => index);

/** A store that keeps one insert of each token, as ClickHouse does. */
function tokenStore(): { inserts: Map<string, number[]>; attempts: Map<string, number[][]> } {
  return { inserts: new Map(), attempts: new Map() };
}

function drain(
  store: ReturnType<typeof tokenStore>,
  committed: number[],
  fail: (attempt: number) => 'before' | 'after' | null = () => null,
  db: Db = database.db,
): Promise<Drain<number[]>> {
  let attempt = 0;
  return startDrain<number[]>({
    spool,
    db,
    clock: systemClock,
    log,
    parallel: 3,
    batchWeight: 1_000,
    lingerMs: 0,
    process: (batch) => {
      attempt += 1;
      const failure = fail(attempt);
      if (failure === 'before') return Promise.reject(new Error('the store is away'));
      const token = batchToken(batch);
      const found = numbers(batch);
      store.attempts.set(token, [...(store.attempts.get(token) ?? []), found]);
      if (!store.inserts.has(token)) store.inserts.set(token, found);
      if (failure === 'after') return Promise.reject(new Error('the answer was lost'));
      return Promise.resolve(found);
    },
    commit: (_tx, outcome) => {
      committed.push(...outcome);
      return Promise.resolve();
    },
  });
}

test('everything appended is committed once and in order', async () => {
  const committed: number[] = [];
  const store = tokenStore();
  await append(0, 60);
  const running = await drain(store, committed);
  await append(60, 120);
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(120);
  await running.stop();
  expect([...committed].sort((a, b) => a - b)).toEqual(range(120));
});

test('a store that fails before or after keeping a batch is tried again with the same bounds', async () => {
  const committed: number[] = [];
  const store = tokenStore();
  await append(0, 40);
  const running = await drain(store, committed, (attempt) =>
    attempt === 2 ? 'before' : attempt === 3 ? 'after' : null,
  );
  await expect.poll(() => committed.length, { timeout: 20_000 }).toBe(40);
  await running.stop();
  expect([...store.inserts.values()].flat().sort((a, b) => a - b)).toEqual(range(40));
  for (const attempts of store.attempts.values())
    for (const again of attempts) expect(again).toEqual(attempts[0]);
});

test('a restart repeats planned batches under the same tokens and bounds, though more has arrived since', async () => {
  const store = tokenStore();
  await append(0, 25);
  const first = await drain(store, [], () => 'after');
  await expect.poll(() => first.failures(), { timeout: 10_000 }).toBeGreaterThan(0);
  await first.stop();
  const before = new Map(store.inserts);
  await spool.close();
  spool = await open();
  await append(25, 50);
  const committed: number[] = [];
  const second = await drain(store, committed);
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(50);
  await second.stop();
  expect([...committed].sort((a, b) => a - b)).toEqual(range(50));
  for (const [token, kept] of before) expect(store.attempts.get(token)?.at(-1)).toEqual(kept);
  expect([...store.inserts.values()].flat().sort((a, b) => a - b)).toEqual(range(50));
});

test('a restart judges planned batches by the version that they were planned with, new ones by the newest', async () => {
  const versions: (readonly [number | null, number])[] = [];
  const started = (judgedBy: number, fail: boolean): Promise<Drain<number[]>> =>
    startDrain<number[]>({
      ...{ spool, db: database.db, clock: systemClock, log, parallel: 3, batchWeight: 1_000, lingerMs: 0 },
      judgedBy: () => judgedBy,
      process: (batch) => (fail ? Promise.reject(new Error('killed')) : Promise.resolve(numbers(batch))),
      commit: (_tx, outcome, batch) => {
        for (const number of outcome) versions.push([batch.judgedBy, number]);
        return Promise.resolve();
      },
    });
  await append(0, 25);
  const first = await started(7, true);
  await expect.poll(() => first.failures(), { timeout: 10_000 }).toBeGreaterThan(0);
  await first.stop();
  await append(25, 30);
  const second = await started(8, false);
  await expect.poll(() => versions.length, { timeout: 10_000 }).toBe(30);
  await second.stop();
  expect(versions.map(([version]) => version)).toEqual([
    ...Array.from({ length: 25 }, () => 7),
    ...Array.from({ length: 5 }, () => 8),
  ]);
});

test('batches that were planned before versions were written down are repeated without one', async () => {
  await append(0, 5);
  const reader = spool.reader();
  const { end } = await reader.read(1_000_000);
  await reader.close();
  await inScope(database.db, systemScope('test'), (tx) =>
    sql`insert into spool_drain (spool_id, committed_segment, committed_offset, planned_ends, updated_at)
      values (${spool.id}, 0, 0, ${JSON.stringify([end])}, now())`.execute(tx),
  );
  expect((await saved())?.planned).toEqual([{ end, judgedBy: null, suppressions: null }]);
});

/** A store whose inserts wait until they are let through. */
function slowStore(): {
  process: (batch: SpooledBatch) => Promise<number[]>;
  started: number[];
  letGo: () => void;
} {
  const started: number[] = [];
  const open = Promise.withResolvers<undefined>();
  return {
    started,
    letGo: () => open.resolve(undefined),
    process: async (batch) => {
      started.push(...numbers(batch));
      await open.promise;
      return numbers(batch);
    },
  };
}

function slowDrain(store: ReturnType<typeof slowStore>, committed: number[]): Promise<Drain<number[]>> {
  return startDrain<number[]>({
    spool,
    db: database.db,
    clock: systemClock,
    log,
    parallel: 2,
    batchWeight: 500,
    lingerMs: 0,
    process: store.process,
    commit: (_tx, outcome) => {
      committed.push(...outcome);
      return Promise.resolve();
    },
  });
}

test('a pause lets the batches in work be committed and begins no other until the drain is resumed', async () => {
  const committed: number[] = [];
  const store = slowStore();
  await append(0, 40);
  const running = await slowDrain(store, committed);
  await expect.poll(() => store.started.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const paused = running.pause(10_000);
  store.letGo();
  await paused;
  const atPause = [...committed];
  expect(atPause.length).toBeGreaterThan(0);
  expect(atPause.length).toBeLessThan(40);
  expect(store.started).toEqual(atPause);
  expect(await saved()).toEqual({ committed: running.committed(), planned: [] });
  await append(40, 60);
  expect([committed, store.started]).toEqual([atPause, atPause]);
  running.resume();
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(60);
  expect(committed).toEqual(range(60));
  await running.stop();
});

test('an idle drain pauses at once, and what arrives meanwhile waits for the end of the pause', async () => {
  const committed: number[] = [];
  const running = await drain(tokenStore(), committed);
  await append(0, 5);
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(5);
  await running.pause(10_000);
  const before = await saved();
  await append(5, 10);
  expect(await saved()).toEqual(before);
  running.resume();
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(10);
  await running.pause(10_000);
  await running.stop();
});

test('a pause that the batches in work hold up for too long is given up, and the drain goes on', async () => {
  const committed: number[] = [];
  const store = slowStore();
  await append(0, 20);
  const running = await slowDrain(store, committed);
  await expect.poll(() => store.started.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await expect(running.pause(5)).rejects.toThrow('The batches in work were not finished within 5 ms.');
  store.letGo();
  await expect.poll(() => committed.length, { timeout: 10_000 }).toBe(20);
  await running.stop();
});

/** A store that says at once that a batch is judged, and keeps it until it is let through, one at a time. */
function stagedDrain(committed: number[]): {
  readonly running: Promise<Drain<number[]>>;
  readonly judged: number[];
  readonly versions: (number | null)[];
  readonly setVersion: (version: number) => void;
  readonly store: () => void;
} {
  const versions: (number | null)[] = [];
  let version = 1;
  const judged: number[] = [];
  const waiting: (() => void)[] = [];
  const running = startDrain<number[]>({
    ...{ spool, db: database.db, clock: systemClock, log, parallel: 2, lingerMs: 0 },
    judgedBy: () => version,
    process: async (batch, onJudged) => {
      judged.push(...numbers(batch));
      versions.push(batch.judgedBy);
      onJudged();
      await new Promise<void>((resolve) => waiting.push(resolve));
      return numbers(batch);
    },
    commit: (_tx, outcome) => {
      committed.push(...outcome);
      return Promise.resolve();
    },
  });
  const setVersion = (next: number): void => {
    version = next;
  };
  return { running, judged, versions, setVersion, store: () => waiting.shift()?.() };
}

test('what arrives while a batch is stored is judged before that, and committed after it', async () => {
  const committed: number[] = [];
  const { judged, running, store } = stagedDrain(committed);
  const drained = await running;
  await append(0, 1);
  await expect.poll(() => judged, { timeout: 10_000 }).toEqual(range(1));
  await append(1, 2);
  await expect.poll(() => judged, { timeout: 10_000 }).toEqual(range(2));
  await append(2, 3);
  expect(committed).toEqual([]);
  store();
  await expect.poll(() => committed, { timeout: 10_000 }).toEqual(range(1));
  await expect.poll(() => judged, { timeout: 10_000 }).toEqual(range(3));
  store();
  store();
  await expect.poll(() => committed, { timeout: 10_000 }).toEqual(range(3));
  await drained.stop();
});

test('as many batches are judged at the same time as there are judges, also when they came one by one', async () => {
  const started: number[] = [];
  const judging: (() => void)[] = [];
  const storing: (() => void)[] = [];
  const committed: number[] = [];
  const drained = await startDrain<number[]>({
    ...{ spool, db: database.db, clock: systemClock, log, lingerMs: 0, batchWeight: 100 },
    ...{ parallel: 4, judges: 3 },
    process: async (batch, onJudged) => {
      started.push(...numbers(batch));
      await new Promise<void>((resolve) => judging.push(resolve));
      onJudged();
      await new Promise<void>((resolve) => storing.push(resolve));
      return numbers(batch);
    },
    commit: (_tx, outcome) => {
      committed.push(...outcome);
      return Promise.resolve();
    },
  });
  await append(0, 1);
  await expect.poll(() => started, { timeout: 10_000 }).toEqual(range(1));
  await append(1, 5);
  await expect.poll(() => started, { timeout: 10_000 }).toEqual(range(3));
  judging[0]?.();
  await expect.poll(() => started, { timeout: 10_000 }).toEqual(range(4));
  for (const judge of judging) judge();
  await expect.poll(() => storing.length, { timeout: 10_000 }).toBe(4);
  // The fifth finds no room until the first is committed.
  expect([started, committed]).toEqual([range(4), []]);
  storing[0]?.();
  await expect.poll(() => started, { timeout: 10_000 }).toEqual(range(5));
  expect(committed).toEqual(range(1));
  judging[4]?.();
  await expect.poll(() => storing.length, { timeout: 10_000 }).toBe(5);
  for (const store of storing) store();
  await expect.poll(() => committed, { timeout: 10_000 }).toEqual(range(5));
  await drained.stop();
});

test('a drain whose spool cannot be read any more stops all the same', async () => {
  let isBroken = false;
  const breaking = new Proxy(spool, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name, object);
      if (name !== 'reader') return typeof member === 'function' ? member.bind(object) : member;
      return (from: SpoolPosition) => {
        const reader = object.reader(from);
        const read = (bytes: number) => (isBroken ? Promise.reject(new Error('EIO')) : reader.read(bytes));
        return { ...reader, read };
      };
    },
  });
  const committed: number[] = [];
  const drained = await startDrain<number[]>({
    ...{ spool: breaking, db: database.db, clock: systemClock, log, parallel: 2, lingerMs: 0 },
    process: (batch) => Promise.resolve(numbers(batch)),
    commit: (_tx, outcome) => {
      committed.push(...outcome);
      return Promise.resolve();
    },
  });
  await append(0, 1);
  await expect.poll(() => committed, { timeout: 10_000 }).toEqual(range(1));
  isBroken = true;
  await append(1, 2);
  await drained.stop();
  expect(committed).toEqual(range(1));
});

test('a pause while a batch is stored leaves what arrives then for its end, and for what judges then', async () => {
  const committed: number[] = [];
  const { judged, running, setVersion, store, versions } = stagedDrain(committed);
  const drained = await running;
  await append(0, 1);
  await expect.poll(() => judged, { timeout: 10_000 }).toEqual(range(1));
  const paused = drained.pause(10_000);
  await append(1, 2);
  store();
  await paused;
  expect([judged, committed]).toEqual([range(1), range(1)]);
  expect(await saved()).toEqual({ committed: drained.committed(), planned: [] });
  setVersion(2);
  drained.resume();
  await expect.poll(() => judged, { timeout: 10_000 }).toEqual(range(2));
  expect(versions).toEqual([1, 2]);
  store();
  await expect.poll(() => committed, { timeout: 10_000 }).toEqual(range(2));
  await drained.stop();
});

/** Loses the answer to every third commit: the database has it, the client sees a failure. */
function forgetfulDb(): Db {
  let commits = 0;
  const transaction = () => ({
    execute: async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
      const result = await database.db.transaction().execute(work);
      commits += 1;
      if (commits % 3 === 0) throw new Error('the connection ended');
      return result;
    },
  });
  return { transaction } as Partial<Db> as Db;
}

test('a commit whose answer is lost with the connection is not counted again', async () => {
  const committed: number[] = [];
  await append(0, 60);
  const running = await drain(tokenStore(), committed, () => null, forgetfulDb());
  await expect.poll(async () => (await saved())?.committed, { timeout: 20_000 }).toEqual(spool.usage().end);
  await running.stop();
  expect(committed.toSorted((a, b) => a - b)).toEqual(range(60));
});

const saved = (): ReturnType<typeof loadDrain> =>
  inScope(database.db, systemScope('test'), (tx) => loadDrain(tx, spool.id));

test('a batch keeps its token when the segment before it has been released', async () => {
  await append(0, 60);
  const reader = spool.reader();
  const { frames } = await reader.read(1_000_000);
  await reader.close();
  const lastOfFirst = frames.filter((frame) => frame.position.segment === frames[0]?.position.segment).at(-1);
  const committed = lastOfFirst?.end ?? { segment: -1, offset: -1 };
  const end = frames.at(-1)?.end ?? committed;
  const tokenOf = async (): Promise<string> => {
    const source = createBatchSource(
      { spool, log },
      committed,
      [{ end, judgedBy: null, suppressions: null }],
      new AbortController().signal,
    );
    const next = await source.next(false);
    await source.close();
    return next === null ? 'none' : batchToken(next.batch);
  };
  const before = await tokenOf();
  await spool.release({ segment: committed.segment + 1, offset: 0 });
  expect(spool.usage().start.segment).toBeGreaterThan(committed.segment);
  expect(await tokenOf()).toBe(before);
});

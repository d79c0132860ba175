import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSuppressionBook } from '../src/detection/index.ts';
import { startPipeline, type Pipeline } from '../src/app/pipeline/pipeline.ts';
import { createEvents, openIntakeSpool, createIntakeCounters } from '../src/event/index.ts';
import { createInflightBudget, createNdjsonIntake, eventTable } from '../src/event/index.ts';
import { openTestClickHouse, type TestClickHouse } from './support/clickhouse.ts';
import { manualClock, newId, systemScope, type CompanyId } from '../src/kernel/index.ts';
import { eraseCompanyRows, readRows } from '../src/platform/clickhouse/index.ts';
import { createMetrics } from '../src/platform/metrics/index.ts';
import { inScope } from '../src/platform/postgres/index.ts';
import { openTestDatabase, type TestDatabase } from './support/database.ts';
import { addCompany } from './support/people.ts';
import { openVirtualJobs } from './support/virtual-jobs.ts';

const log = pino({ level: 'silent' });
const clock = manualClock(new Date(Date.now() + 60_000));
const records = 25;
let folder: string;
let database: TestDatabase;
let clickhouse: TestClickHouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-late-'));
  database = await openTestDatabase();
  clickhouse = await openTestClickHouse();
});
afterAll(async () => {
  await clickhouse.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const asSystem = async <T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  inScope(database.db, systemScope('test'), async (tx) => (await statement.execute(tx)).rows);

const stored = async (companyId: CompanyId): Promise<unknown> => {
  const [row] = await readRows(clickhouse.handle.client(), {
    sql: 'SELECT count() AS rows FROM security_event WHERE company_id = {id:UUID}',
    params: { id: companyId },
    parse: (value) => (value as { rows: number }).rows,
  });
  return row;
};

/** Inserts that wait at a gate: `reached` resolves when the first has come, `open` lets all pass. */
function gated(client: ClickHouseClient) {
  const reached = Promise.withResolvers<undefined>();
  const opened = Promise.withResolvers<undefined>();
  const inserts = new Proxy(client, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        reached.resolve(undefined);
        await opened.promise;
        return Reflect.apply(member, object, args) as unknown;
      };
    },
  });
  return { inserts, reached: reached.promise, open: () => opened.resolve(undefined) };
}

test('rows that reach ClickHouse after the erasure of their company are erased with the commit of their batch (KEEP-8)', async () => {
  const companyId = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  const sourceId = newId<'source'>(clock.now());
  await asSystem(sql`insert into source (id, company_id, name, kind, token_hash, created_at)
    values (${sourceId}, ${companyId}, 'all', 'http', 'x', ${clock.now()})`);
  const { spool, keys } = await openIntakeSpool({ dir: folder, maxBytes: 2 ** 28, clock });
  const intake = createNdjsonIntake({
    ...{ spool, keys, counters: createIntakeCounters(), budget: createInflightBudget(2 ** 20) },
  });
  const attribution = { companyId, projectId: null, sourceId };
  const request = { attribution, contentEncoding: null, idempotencyKey: null, peer: '192.0.2.1' };
  const body = Buffer.from('{"message":"late"}\n'.repeat(records));
  const bodyStream = (async function* () {
    yield await Promise.resolve(body);
  })();
  expect(await intake.accept(bodyStream, { ...request, receivedAt: clock.now().getTime() })).toMatchObject({
    ok: true,
    value: { accepted: records },
  });
  const gate = gated(clickhouse.handle.inserts);
  const pipeline: Pipeline = await startPipeline({
    ...{ db: database.db, spool, clock, log, threads: 1, metrics: createMetrics() },
    inserts: gate.inserts,
    rules: {
      version: () => 1,
      textsAt: () => Promise.resolve({ shipped: [], local: [], disabled: [], cacheFile: null }),
      onChange: () => () => undefined,
    },
    suppressions: openSuppressionBook({ db: database.db, clock }),
    settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' },
    retentionDays: () => new Map(),
    erasedCompanies: () => new Set(),
    defaultRetentionDays: 365,
    onDue: () => undefined,
    onCost: () => undefined,
    countWrites: () => Promise.resolve(),
  });
  await gate.reached;

  // The erasure, from its first to its last step, while the batch is on its way.
  await asSystem(sql`update company set status = 'off_boarding' where id = ${companyId}`);
  await asSystem(sql`select tocsin.erase_company(${companyId})`);
  expect(await eraseCompanyRows(clickhouse.handle.client(), companyId)).toBe(0);

  gate.open();
  const end = spool.usage().end.offset;
  await expect.poll(() => pipeline.drain.committed().offset, { timeout: 20_000 }).toBe(end);
  await pipeline.stop();
  await spool.close();
  // They did come late.
  expect(await stored(companyId)).toBe(records);
  expect(await asSystem(sql`select reason, count from intake_drop`)).toEqual([
    { reason: 'company_erased', count: records },
  ]);
  expect(await asSystem(sql`select 1 from intake_count`)).toEqual([]);

  const storage = {
    ...{ db: database.db, clock, log, tables: [eventTable], defaultDays: 365 },
    clickhouse: () => clickhouse.handle.client(),
    mailAdmins: () => Promise.resolve(),
    stopping: new AbortController().signal,
    recorder: {
      record: () => Promise.resolve(),
      recordApart: () => Promise.resolve(),
      noteRead: () => undefined,
    },
  };
  const intakeView = () => {
    throw new Error('not asked for');
  };
  const events = createEvents({ clickhouse: storage.clickhouse, intakeView, storage });
  const jobs = await openVirtualJobs(database, clock, events.jobs);
  expect(await jobs.run()).toEqual(['event-erase']);
  await jobs.stop();
  expect(await stored(companyId)).toBe(0);
});

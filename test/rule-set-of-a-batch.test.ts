import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPipeline, type Pipeline } from '../src/app/pipeline/pipeline.ts';
import { openSuppressionBook, type RuleTexts } from '../src/detection/index.ts';
import {
  createInflightBudget,
  createIntakeCounters,
  createNdjsonIntake,
  openIntakeSpool,
} from '../src/event/index.ts';
import { manualClock, newId, systemScope, type CompanyId } from '../src/kernel/index.ts';
import { readRows } from '../src/platform/clickhouse/index.ts';
import { createMetrics } from '../src/platform/metrics/index.ts';
import { inScope } from '../src/platform/postgres/index.ts';
import { openTestClickHouse, type TestClickHouse } from './support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from './support/database.ts';
import { addCompany } from './support/people.ts';

const log = pino({ level: 'silent' });
const clock = manualClock(new Date(Date.now() + 60_000));
let folder: string;
let database: TestDatabase;
let clickhouse: TestClickHouse;
let companyId: CompanyId;
let house: Awaited<ReturnType<typeof openIntakeSpool>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-rule-set-'));
  database = await openTestDatabase();
  clickhouse = await openTestClickHouse();
  companyId = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  await asSystem(sql`insert into source (id, company_id, name, kind, token_hash, created_at)
    values (${sourceId}, ${companyId}, 'trail', 'http', 'x', ${clock.now()})`);
  house = await openIntakeSpool({ dir: folder, maxBytes: 2 ** 28, clock });
});
afterAll(async () => {
  await house.spool.close();
  await clickhouse.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const sourceId = newId<'source'>(clock.now());
const asSystem = async <T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  inScope(database.db, systemScope('test'), async (tx) => (await statement.execute(tx)).rows);

/** Calls of a cloud account, by name. */
async function send(...names: readonly string[]): Promise<void> {
  const budget = createInflightBudget(2 ** 20);
  const intake = createNdjsonIntake({ ...house, counters: createIntakeCounters(), budget });
  const calls = names.map((eventName, index) => ({
    eventVersion: '1.08',
    eventTime: new Date(clock.now().getTime() + index).toISOString(),
    eventSource: 'ec2.amazonaws.com',
    eventName,
    eventID: `${eventName}-${index}`,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: { type: 'IAMUser', userName: 'ann' },
  }));
  const body = (async function* () {
    yield await Promise.resolve(Buffer.from(calls.map((call) => `${JSON.stringify(call)}\n`).join('')));
  })();
  const attribution = { companyId, projectId: null, sourceId };
  const accepted = await intake.accept(body, {
    ...{ attribution, contentEncoding: null, idempotencyKey: null, peer: '192.0.2.1' },
    receivedAt: clock.now().getTime(),
  });
  expect(accepted.ok).toBe(true);
}

const rule = (eventName: string): string => `title: Calls
id: calls
logsource: { product: aws, service: cloudtrail }
level: low
detection: { selection: { eventName: '${eventName}' }, condition: selection }
tocsin: { entity: [userIdentity.userName] }
`;
/** Version 1 tells of StartInstances, version 2 of everything. */
const texts = (version: number): RuleTexts => ({
  shipped: [],
  local: [{ file: 'local:calls', text: rule(version === 1 ? 'StartInstances' : '*') }],
  disabled: [],
  cacheFile: null,
});

function start(version: number, inserts: ClickHouseClient): Promise<Pipeline> {
  return startPipeline({
    ...{ db: database.db, spool: house.spool, inserts, clock, log, metrics: createMetrics(), threads: 1 },
    rules: {
      version: () => version,
      textsAt: (wanted) => Promise.resolve(texts(wanted)),
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
}

/** Stores, and loses the answer: as if the server were killed between the two stores. */
function losingAnswers(client: ClickHouseClient): ClickHouseClient {
  return new Proxy(client, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        const done: unknown = await Reflect.apply(member, object, args);
        if (JSON.stringify(args).includes('detection_match')) throw new Error('killed');
        return done;
      };
    },
  });
}

const matchesStored = async (): Promise<number | undefined> =>
  (
    await readRows(clickhouse.handle.client(), {
      sql: 'SELECT count() AS rows, uniqExact(event_id) AS events FROM detection_match WHERE company_id = {id:UUID}',
      params: { id: companyId },
      parse: (value) => {
        const { events, rows } = value as { rows: number; events: number };
        expect(rows).toBe(events);
        return rows;
      },
    })
  )[0];
const matchesCounted = async (): Promise<number> =>
  (await asSystem(sql<{ match_count: number }>`select match_count from finding`)).reduce(
    (sum, finding) => sum + finding.match_count,
    0,
  );

test('a batch that was stored before a kill is judged again by its own rules, though others are in force by then', async () => {
  await send('StartInstances', 'StopInstances', 'StartInstances', 'StopInstances');
  const first = await start(1, losingAnswers(clickhouse.handle.inserts));
  await expect.poll(() => first.drain.failures(), { timeout: 20_000 }).toBeGreaterThan(0);
  await first.stop();
  expect([await matchesStored(), await matchesCounted()]).toEqual([2, 0]);

  await send('StopInstances', 'StartInstances', 'RunInstances');
  const second = await start(2, clickhouse.handle.inserts);
  const end = house.spool.usage().end.offset;
  await expect.poll(() => second.drain.committed().offset, { timeout: 20_000 }).toBe(end);
  await second.stop();
  // Two of the first batch by version 1, all three of the second by version 2.
  expect([await matchesStored(), await matchesCounted()]).toEqual([5, 5]);
});

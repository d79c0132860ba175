import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPipeline, type Pipeline } from '../src/app/pipeline/pipeline.ts';
import {
  createDetection,
  openRuleBook,
  openSuppressionBook,
  type RuleBook,
  type RuleTexts,
} from '../src/detection/index.ts';
import {
  createInflightBudget,
  createIntakeCounters,
  createNdjsonIntake,
  openIntakeSpool,
} from '../src/event/index.ts';
import type { Principal } from '../src/identity/index.ts';
import {
  dayMs,
  manualClock,
  newId,
  systemScope,
  type CompanyId,
  type SourceId,
} from '../src/kernel/index.ts';
import { readRows } from '../src/platform/clickhouse/index.ts';
import { listenForChanges, type LiveChanges } from '../src/platform/live/index.ts';
import { createMetrics } from '../src/platform/metrics/index.ts';
import { inScope } from '../src/platform/postgres/index.ts';
import { openTestApi, type TestApi } from './support/api.ts';
import { openTestClickHouse, type TestClickHouse } from './support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from './support/database.ts';
import { noRecorder } from './support/no-recorder.ts';
import { addCompany, addUser } from './support/people.ts';

const log = pino({ level: 'silent' });
const begin = new Date('2026-11-28T10:00:00.000Z');
const rule = `title: Calls
id: calls
logsource: { product: aws, service: cloudtrail }
level: low
detection: { selection: { eventName: 'Stop*' }, condition: selection }
tocsin: { entity: [userIdentity.userName] }
`;
const correlation = `title: Many calls
id: many
correlation: { type: event_count, rules: [calls], group-by: [userIdentity.userName], timespan: 10m, condition: { gte: 100 }, generate: true }
level: low
`;
const texts: RuleTexts = {
  shipped: [],
  local: [
    { file: 'local:calls', text: rule },
    { file: 'local:many', text: correlation },
  ],
  disabled: [],
  cacheFile: null,
};

let clock: ReturnType<typeof manualClock>;
let folder: string;
let database: TestDatabase;
let clickhouse: TestClickHouse;
let live: LiveChanges;
let book: RuleBook;
let api: TestApi;
let ada: Principal;
let acme: CompanyId;
let birch: CompanyId;
let sources: ReadonlyMap<CompanyId, SourceId>;
let house: Awaited<ReturnType<typeof openIntakeSpool>>;

beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

beforeEach(async () => {
  clock = manualClock(begin);
  folder = await mkdtemp(join(tmpdir(), 'tocsin-suppression-'));
  database = await openTestDatabase();
  live = await listenForChanges(database.settingsFor('app'), log);
  const { db } = database;
  const provider = await addCompany(db, { kind: 'provider', name: 'Northwind' });
  acme = await addCompany(db, { kind: 'customer', name: 'Acme' });
  birch = await addCompany(db, { kind: 'customer', name: 'Birch' });
  ada = await addUser(db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  sources = new Map([
    [acme, await addSource(acme)],
    [birch, await addSource(birch)],
  ]);
  for (const table of ['security_event', 'detection_match', 'correlation_member'])
    await clickhouse.handle.client().command({ query: `truncate table ${table}` });
  house = await openIntakeSpool({ dir: join(folder, 'spool'), maxBytes: 2 ** 28, clock });
  book = await openRuleBook({ folders: [], cacheFile: null, db, live, log });
  await installRules();
  const client = (): ClickHouseClient => clickhouse.handle.client();
  const { routes, problems } = createDetection({
    ...{ clock, rules: book, clickhouse: client, parseEvent: () => null, recorder: noRecorder },
    latenessMs: 300_000,
    hunts: {
      ...{ db, log, inserts: () => clickhouse.handle.inserts, huntDays: 0, defaultRetentionDays: 365 },
      ...{
        settings,
        suppressions: openSuppressionBook({ db, clock }),
        stopping: new AbortController().signal,
      },
    },
  });
  api = await openTestApi({ db, clock, routes, problems: [problems] });
  return async () => {
    await api.stop();
    book.stop();
    await live.stop();
    await house.spool.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
});

const settings = { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' } as const;

const asSystem = async <T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  inScope(database.db, systemScope('test'), async (tx) => (await statement.execute(tx)).rows);

async function addSource(companyId: CompanyId): Promise<SourceId> {
  const id = newId<'source'>(begin);
  await asSystem(sql`insert into source (id, company_id, name, kind, token_hash, created_at)
    values (${id}, ${companyId}, 'trail', 'http', ${id}, ${begin})`);
  return id;
}

/** The rules as local ones in force: what judges is given by hand, and the routes must know what they suppress. */
async function installRules(): Promise<void> {
  for (const [index, { file, text }] of texts.local.entries()) {
    const id = file.slice('local:'.length);
    const summary = {
      title: id,
      kind: 'rule',
      level: 'low',
      status: null,
      author: '',
      logSource: null,
      tags: [],
    };
    await asSystem(sql`insert into local_rule_version (rule_id, version, yaml, summary, reason, created_at, created_by_name)
      values (${id}, 1, ${text}, ${JSON.stringify(summary)}::jsonb, '', ${begin}, 'test')`);
    await asSystem(sql`insert into rule_set (version, rule_id, change, reason, created_at, created_by_name)
      values (${index + 2}, ${id}, 'activate', '', ${begin}, 'test')`);
    await asSystem(
      sql`insert into rule_standing (rule_id, from_set, kind, version) values (${id}, ${index + 2}, 'active', 1)`,
    );
  }
  await inScope(database.db, systemScope('test'), (tx) => book.upToDate(tx));
}

interface Call {
  readonly company: CompanyId;
  readonly user: string;
  readonly name?: string;
}

let sent = 0;
/** Receives calls of cloud accounts, now. */
async function send(...calls: readonly Call[]): Promise<void> {
  for (const { company, name = 'StopInstances', user } of calls) {
    sent += 1;
    const budget = createInflightBudget(2 ** 20);
    const intake = createNdjsonIntake({ ...house, counters: createIntakeCounters(), budget });
    const record = {
      ...{ eventVersion: '1.08', eventTime: clock.now().toISOString(), eventSource: 'ec2.amazonaws.com' },
      ...{ eventName: name, eventID: `call-${sent}`, awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
      userIdentity: { type: 'IAMUser', userName: user },
    };
    const body = (async function* () {
      yield await Promise.resolve(Buffer.from(`${JSON.stringify(record)}\n`));
    })();
    const sourceId = sources.get(company) ?? newId<'source'>(begin);
    const accepted = await intake.accept(body, {
      ...{ attribution: { companyId: company, projectId: null, sourceId }, contentEncoding: null },
      ...{ idempotencyKey: null, peer: '192.0.2.1', receivedAt: clock.now().getTime() },
    });
    expect(accepted.ok).toBe(true);
  }
}

const start = (inserts: ClickHouseClient = clickhouse.handle.inserts): Promise<Pipeline> =>
  startPipeline({
    ...{ db: database.db, spool: house.spool, inserts, clock, log, metrics: createMetrics(), threads: 1 },
    rules: { version: () => 1, textsAt: () => Promise.resolve(texts), onChange: () => () => undefined },
    ...{ suppressions: openSuppressionBook({ db: database.db, clock }), settings, defaultRetentionDays: 365 },
    retentionDays: () => new Map(),
    erasedCompanies: () => new Set(),
    onDue: () => undefined,
    onCost: () => undefined,
    countWrites: () => Promise.resolve(),
  });

/** Judges everything that was received. */
async function drain(): Promise<void> {
  const pipeline = await start();
  const end = house.spool.usage().end.offset;
  await expect.poll(() => pipeline.drain.committed().offset, { timeout: 20_000 }).toBe(end);
  await pipeline.stop();
}

/** Stores, and loses the answer: as if the server were killed between the two stores. */
const losingAnswers = (client: ClickHouseClient): ClickHouseClient =>
  new Proxy(client, {
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

const findings = async (): Promise<readonly string[]> =>
  (
    await asSystem(sql<{ name: string; entity_value: string; match_count: number; suppressed_count: number }>`
      select company.name, finding.entity_value, finding.match_count, finding.suppressed_count
      from finding join company on company.id = finding.company_id order by 1, 2`)
  ).map((row) => `${row.name} ${row.entity_value} ${row.match_count} ${row.suppressed_count}`);

const taken = async (): Promise<readonly string[]> =>
  (
    await asSystem(
      sql<{ title: string; match_count: number }>`
        select suppression.title, suppression.match_count from suppression
        join suppression_change on suppression_change.suppression_id = suppression.id and suppression_change.change = 'create'
        order by suppression_change.version`,
    )
  ).map((row) => `${row.title} ${row.match_count}`);

const rowsOf = (query: string): Promise<readonly string[]> =>
  readRows(clickhouse.handle.client(), {
    sql: query,
    params: {},
    parse: (row) => Object.values(row as Record<string, unknown>).join(' '),
  });
/** Entity, whether something took it, whether it was excluded, and how many rows. */
const stored = (): Promise<readonly string[]> =>
  rowsOf(`SELECT entity_value, suppression_id != toUUID('00000000-0000-0000-0000-000000000000') AS taken, is_excluded, count() AS rows,
    uniqExact(event_id) AS events FROM detection_match GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
const counted = (): Promise<readonly string[]> =>
  rowsOf('SELECT group_key, uniqExact(event_id) AS events FROM correlation_member GROUP BY 1 ORDER BY 1');

const inDays = (days: number): string => new Date(clock.now().getTime() + days * dayMs).toISOString();
const terms = () => ({ companyId: acme, reason: 'the backup job stops machines', expiresAt: inDays(30) });
const backup = { type: 'user', value: 'backup' };

async function suppress(over: Record<string, unknown> = {}): Promise<string> {
  const reply = await api.call(ada, 'POST', '/suppressions', {
    ...terms(),
    ruleId: 'calls',
    entity: backup,
    ...over,
  });
  expect(reply.body).toMatchObject({ id: expect.any(String) as string });
  return (reply.body as { id: string }).id;
}

async function exclude(over: Record<string, unknown> = {}): Promise<string> {
  const fields = [{ field: 'userIdentity.userName', value: 'robot' }];
  const reply = await api.call(ada, 'POST', '/suppressions/filters', {
    ...{ ...terms(), exclude: { title: 'Not the robot', ruleIds: ['calls'], fields } },
    ...over,
  });
  expect(reply.body).toMatchObject({ id: expect.any(String) as string });
  return (reply.body as { id: string }).id;
}

const matchesOf = async (id: string): Promise<readonly string[]> => {
  const reply = await api.call(ada, 'GET', `/suppressions/${id}/matches`);
  expect(reply.status).toBe(200);
  const { items } = reply.body as {
    items: { at: string; entity: { value: string }; eventIds: string[]; message: string }[];
  };
  for (const { eventIds, message } of items) expect([eventIds.length, message !== '']).toEqual([1, true]);
  return items.map(({ at, entity }) => `${at} ${entity.value}`);
};

test('a suppressed match is stored, counted and reachable, opens nothing, and is still counted by correlations; an excluded one is not (SUP-1, SUP-7)', async () => {
  const id = await suppress();
  const filter = await exclude();
  clock.advance(1_000);
  await send(
    { company: acme, user: 'backup' },
    { company: acme, user: 'robot' },
    { company: acme, user: 'eve' },
  );
  await send({ company: birch, user: 'backup' }, { company: birch, user: 'robot' });
  await drain();
  expect(await findings()).toEqual(['Acme eve 1 0', 'Birch backup 1 0', 'Birch robot 1 0']);
  expect(await taken()).toEqual(['Calls 1', 'Not the robot 1']);
  expect(await stored()).toEqual([
    'backup 0 false 1 1',
    'backup 1 false 1 1',
    'eve 0 false 1 1',
    'robot 0 false 1 1',
    'robot 1 true 1 1',
  ]);
  // Of both companies: Acme's robot is missing.
  expect(await counted()).toEqual(['["backup"] 2', '["eve"] 1', '["robot"] 1']);
  expect(await matchesOf(id)).toEqual(['2026-11-28T10:00:01.000Z backup']);
  expect(await matchesOf(filter)).toEqual(['2026-11-28T10:00:01.000Z robot']);
});

test('receipt decides: taken from the moment of its beginning, and not from the moment of its expiry or end on (SUP-4)', async () => {
  clock.set(new Date(begin.getTime() + 9));
  await send({ company: acme, user: 'backup' });
  clock.set(new Date(begin.getTime() + 10));
  const id = await suppress({ expiresAt: new Date(begin.getTime() + 20).toISOString() });
  await send({ company: acme, user: 'backup' });
  clock.set(new Date(begin.getTime() + 19));
  await send({ company: acme, user: 'backup' });
  clock.set(new Date(begin.getTime() + 20));
  await send({ company: acme, user: 'backup' });
  await drain();
  // The first and the last; the finding was opened in the same transaction, so it shows what was taken.
  expect(await findings()).toEqual(['Acme backup 2 2']);
  expect(await matchesOf(id)).toEqual(['2026-11-28T10:00:00.019Z backup', '2026-11-28T10:00:00.010Z backup']);

  const second = await suppress();
  await send({ company: acme, user: 'backup' });
  clock.advance(5);
  expect((await api.call(ada, 'POST', `/suppressions/${second}/end`, { reason: 'moved' })).status).toBe(200);
  await send({ company: acme, user: 'backup' });
  // Judged long after: what it took is decided by receipt, and not by when the batch is judged.
  clock.advance(90 * dayMs);
  await drain();
  expect(await findings()).toEqual(['Acme backup 3 3']);
  expect(await taken()).toEqual(['Calls 2', 'Calls 1']);
});

test('a batch that was stored before a kill decides the same again and counts once, though suppressions have changed since (SUP-5, SUP-8)', async () => {
  const id = await suppress();
  const filter = await exclude();
  await send(
    { company: acme, user: 'backup' },
    { company: acme, user: 'robot' },
    { company: acme, user: 'eve' },
  );
  const first = await start(losingAnswers(clickhouse.handle.inserts));
  await expect.poll(() => first.drain.failures(), { timeout: 20_000 }).toBeGreaterThan(0);
  await first.stop();
  expect([await findings(), await taken()]).toEqual([[], ['Calls 0', 'Not the robot 0']]);

  // Ends at the very moment of the receipt, as if the record and the change had crossed: the plan knows nothing of it.
  for (const each of [id, filter])
    expect((await api.call(ada, 'POST', `/suppressions/${each}/end`, { reason: 'no more' })).status).toBe(
      200,
    );
  await suppress({ entity: { type: 'user', value: 'eve' } });
  await drain();
  expect(await findings()).toEqual(['Acme eve 1 0']);
  expect(await taken()).toEqual(['Calls 1', 'Not the robot 1', 'Calls 0']);
  expect(await stored()).toEqual(['backup 1 false 1 1', 'eve 0 false 1 1', 'robot 1 true 1 1']);
});

test('a finding that is open stays, and shows what it would have grown by; every entity of a rule can be suppressed (SUP-6, SUP-8)', async () => {
  await send({ company: acme, user: 'backup' }, { company: acme, user: 'eve' });
  await drain();
  clock.advance(1_000);
  await suppress();
  await suppress({ entity: null });
  await send(
    { company: acme, user: 'backup' },
    { company: acme, user: 'eve' },
    { company: acme, user: 'new' },
  );
  await drain();
  expect(await findings()).toEqual(['Acme backup 1 1', 'Acme eve 1 1']);
  expect(await taken()).toEqual(['Calls 1', 'Calls 2']);
});

test('a filter that is switched off takes nothing until it is switched on again', async () => {
  const filter = await exclude();
  const change = async (to: string): Promise<unknown> => {
    clock.advance(1_000);
    const reply = await api.call(ada, 'POST', `/suppressions/${filter}/${to}`, { reason: to });
    return reply.status === 200
      ? (reply.body as { state: string }).state
      : (reply.body as { code: string }).code;
  };
  await send({ company: acme, user: 'robot' });
  expect(await change('enable')).toBe('suppression_state');
  expect(await change('disable')).toBe('disabled');
  await send({ company: acme, user: 'robot' });
  expect(await change('enable')).toBe('active');
  await send({ company: acme, user: 'robot' });
  expect(await change('end')).toBe('ended');
  await send({ company: acme, user: 'robot' });
  await drain();
  expect(await findings()).toEqual(['Acme robot 2 0']);
  expect(await taken()).toEqual(['Not the robot 2']);
});

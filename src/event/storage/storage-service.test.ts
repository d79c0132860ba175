import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import { openVirtualJobs, type VirtualJobs } from '../../../test/support/virtual-jobs.ts';
import { createIdentity, type Action, type ActionRecorder, type Principal } from '../../identity/index.ts';
import {
  dayMs,
  hourMs,
  manualClock,
  newId,
  systemScope,
  type CompanyId,
  type ManualClock,
} from '../../kernel/index.ts';
import { factHandlers } from '../../platform/outbox/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { createSecretBox } from '../../platform/secret/index.ts';
import { createEvents, type Events } from '../event-service.ts';
import { eventRow } from '../event-row.ts';
import { encodeRows } from '../testing/encoded-rows.ts';
import { insertEvents } from '../event-store.ts';
import { parseRecord } from '../parse/parse.ts';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { eventTable } from './retention.ts';
import { listUsedQuotas, type CompanyStorage } from './company-storage-store.ts';

const log = pino({ level: 'silent' });
const defaultDays = 90;
let database: TestDatabase;
let clickhouse: TestClickHouse;
let clock: ManualClock;
let events: Events;
let api: TestApi;
let jobs: VirtualJobs;
let ada: Principal;
let acme: CompanyId;
const recorded: Action[] = [];
const mails: string[] = [];
let measured: readonly CompanyStorage[] = [];

const recorder: ActionRecorder = {
  record: (_tx, action) => Promise.resolve(void recorded.push(action)),
  recordApart: () => Promise.resolve(),
  noteRead: () => undefined,
};

function openEvents(days: number): Events {
  return createEvents({
    clickhouse: () => clickhouse.handle.client(),
    intakeView: () => {
      throw new Error('not asked for');
    },
    storage: {
      ...{ db: database.db, clock, log, recorder },
      clickhouse: () => clickhouse.handle.client(),
      mailAdmins: (_tx, write) => Promise.resolve(void mails.push(write('en').subject)),
      tables: [eventTable],
      defaultDays: days,
      stopping: new AbortController().signal,
      onMeasured: (storage) => void (measured = storage),
    },
  });
}

beforeAll(async () => {
  // The queue goes by the machine's clock: a minute ahead of it.
  clock = manualClock(new Date(Date.now() + 60_000));
  database = await openTestDatabase();
  clickhouse = await openTestClickHouse();
  events = openEvents(defaultDays);
  const identity = createIdentity({
    ...{ db: database.db, clock, log, recorder },
    secretBox: createSecretBox(Buffer.alloc(32, 7)),
    publicUrl: () => 'http://tocsin.test',
    sendMail: () => Promise.resolve(),
    exportFolder: '/nowhere',
  });
  api = await openTestApi({
    ...{ db: database.db, clock },
    routes: [...identity.routes, ...events.routes],
    problems: [identity.problems, events.problems],
  });
  const handlers = new Map([...factHandlers(database.db, clock, events.subscriptions), ...events.jobs]);
  jobs = await openVirtualJobs(database, clock, handlers);
  const provider = await addCompany(database.db, { kind: 'provider', name: 'Northwind' });
  ada = await addUser(database.db, { companyId: provider, name: 'Ada', role: 'admin', side: 'provider' });
});
beforeEach(async () => {
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  recorded.length = 0;
  mails.length = 0;
});
afterAll(async () => {
  await jobs.stop();
  await api.stop();
  await clickhouse.stop();
  await database.drop();
});

/** Events received so many days ago; each of so many hashes, which do not compress. */
async function store(ages: readonly number[], hashes = 0): Promise<void> {
  const rows = ages.map((age, index) => {
    const receivedAt = clock.now().getTime() - age * dayMs;
    const text = Array.from({ length: hashes }, (_, each) => hash('sha256', `${index} ${each}`)).join('');
    const raw = JSON.stringify({ time: new Date(receivedAt).toISOString(), text });
    const id = newId<'event'>(new Date(receivedAt));
    const record = { ...receivedRecord('json', raw), companyId: acme, id, receivedAt };
    return eventRow(record, parseRecord(record), defaultDays);
  });
  await insertEvents(clickhouse.handle.inserts, encodeRows(rows), `${acme} ${ages.join()}`);
}

const storage = async (query = '') => (await api.call(ada, 'GET', `/companies/${acme}/storage${query}`)).body;
const change = async (body: object): Promise<number> =>
  (await api.call(ada, 'PATCH', `/companies/${acme}`, body)).status;
const asSystem = (statement: ReturnType<typeof sql>): Promise<unknown> =>
  inScope(database.db, systemScope('test'), (tx) => statement.execute(tx));
const usedQuotas = async () => {
  const all = await inScope(database.db, systemScope('test'), listUsedQuotas);
  return all.filter(({ companyId }) => companyId === acme).map(({ level }) => level);
};
const runTask = (task: string): Promise<void> =>
  events.jobs.get(task)?.({}) ?? Promise.reject(new Error(task));

test('a changed term is shown before, reaches what is stored, and is recorded', async () => {
  await store([80, 41, 40, 10, 0]);
  expect(await storage('?days=40')).toMatchObject({
    stored: { events: 5 },
    retention: { days: 90, isDefault: true, defaultDays: 90, isApplied: true },
    preview: { days: 40, events: 2 },
  });
  expect(await change({ retentionDays: 40 })).toBe(200);
  // What the fact and its job do comes after the reply.
  await jobs.run();
  expect(await storage()).toMatchObject({
    stored: { events: 3 },
    retention: { days: 40, isDefault: false, isApplied: true, appliedAt: clock.now().toISOString() },
    preview: null,
  });
  expect(recorded).toMatchObject([
    {
      eventName: 'company.apply_retention',
      actor: { kind: 'system', id: 'event-retention' },
      companyId: acme,
      parameters: { days: 40, before: 90, rows: { security_event: { changed: 3, removed: 2 } } },
    },
  ]);
});

test('until a change has arrived it is shown as on its way', async () => {
  await change({ retentionDays: 40 });
  const facts = new Map(factHandlers(database.db, clock, events.subscriptions));
  const onlyFacts = await openVirtualJobs(
    database,
    clock,
    new Map([...facts, ['event-retention', () => Promise.resolve()]]),
  );
  await onlyFacts.run();
  expect((await storage()).retention).toMatchObject({ days: 40, isApplied: false });
  await onlyFacts.stop();
});

test('the preview of the default says what the default would do', async () => {
  await store([80, 10]);
  expect((await storage('?days=default')).preview).toMatchObject({ days: 90, events: 0 });
  expect((await api.call(ada, 'GET', `/companies/${acme}/storage?days=0`)).status).toBe(400);
  expect((await api.call(ada, 'GET', `/companies/${acme}/storage?days=x`)).status).toBe(400);
});

test('nothing is recorded or queued when nothing changes', async () => {
  await change({ name: 'Acme Bakery' });
  await change({ retentionDays: null });
  expect(await jobs.run()).toEqual([]);
  expect(recorded).toEqual([]);
});

test("the night brings the installation's default to those who have no term of their own", async () => {
  await store([80, 41, 10]);
  await runTask('event-retention-reconcile');
  await jobs.run();
  const other = openEvents(40);
  await other.jobs.get('event-retention-reconcile')?.({});
  const handlers = new Map([...factHandlers(database.db, clock, other.subscriptions), ...other.jobs]);
  const theirs = await openVirtualJobs(database, clock, handlers);
  expect(await theirs.run()).toContain('event-retention');
  await theirs.stop();
  expect((await storage()).stored).toMatchObject({ events: 1 });
  // The reconciliation of the first default takes it back for what is left.
  await runTask('event-retention-reconcile');
  await jobs.run();
  expect((await storage()).retention).toMatchObject({ days: 90, isApplied: true });
});

test('a company that has been erased is left alone', async () => {
  await store([80]);
  await change({ retentionDays: 40 });
  await asSystem(sql`update company set status = 'erased' where id = ${acme}`);
  await jobs.run();
  expect(recorded).toEqual([]);
});

/** The subject of a mail; what is stored takes a little less whenever ClickHouse has merged something. */
const usedShare = (percent: string): unknown =>
  expect.stringMatching(new RegExp(`^Tocsin: Acme has used ${percent} % of its quota$`));

test('a quota warns at 80 %, again when it is full, and removes nothing unless that was chosen (KEEP-6)', async () => {
  await store([30, 20, 10, 5, 1], 1_000);
  await runTask('event-storage');
  const { bytes } = (await storage()).stored;
  expect(bytes).toBeGreaterThan(100_000);
  expect(measured.find(({ companyId }) => companyId === acme)?.bytes).toBe(bytes);
  const setQuota = (share: number) =>
    asSystem(sql`update company set quota_bytes = ${Math.round(bytes / share)} where id = ${acme}`);
  await setQuota(0.7);
  await runTask('event-storage');
  expect([(await storage()).quota.level, await usedQuotas(), mails]).toEqual(['ok', [], []]);
  await setQuota(0.85);
  await runTask('event-storage');
  await runTask('event-storage');
  expect([(await storage()).quota.level, mails]).toEqual(['warn', [usedShare('8\\d')]]);
  await setQuota(1.25);
  await runTask('event-storage');
  await runTask('event-storage');
  expect([(await storage()).quota.level, await usedQuotas()]).toEqual(['full', ['full']]);
  expect(mails.slice(1)).toEqual([usedShare('12\\d')]);
  expect((await storage()).stored.events).toBe(5);
  expect(recorded).toEqual([]);
});

test('where the provider has chosen so, the oldest events of a full quota go, on record', async () => {
  await store([30, 20, 10, 1, 0], 1_000);
  await runTask('event-storage');
  const { bytes } = (await storage()).stored;
  await asSystem(
    sql`update company set quota_bytes = ${Math.round(bytes * 0.7)}, quota_action = 'remove_oldest' where id = ${acme}`,
  );
  await runTask('event-storage');
  // Five equal events in 70 % of their room: three fit.
  expect((await storage()).stored.events).toBe(3);
  expect(recorded).toMatchObject([
    { eventName: 'company.remove_oldest_events', companyId: acme, parameters: { events: 2 } },
  ]);
  await runTask('event-storage');
  expect((await storage()).quota.level).toBe('warn');
  expect(recorded).toHaveLength(1);
  // Full again on the same day: removed and recorded, but not mailed again.
  await asSystem(sql`update company set quota_bytes = ${Math.round(bytes * 0.5)} where id = ${acme}`);
  await runTask('event-storage');
  expect((await storage()).stored.events).toBe(2);
  expect(recorded).toHaveLength(2);
  expect(mails).toEqual([usedShare('14\\d')]);
  // Never what came in the last two days, however small the quota: that is said once a day.
  clock.advance(25 * hourMs);
  await asSystem(sql`update company set quota_bytes = 1000 where id = ${acme}`);
  await runTask('event-storage');
  await runTask('event-storage');
  expect((await storage()).stored.events).toBeGreaterThan(0);
});

test('a customer sees the storage of its own company only', async () => {
  const owner = await addUser(database.db, {
    companyId: acme,
    name: 'Olga',
    role: 'owner',
    side: 'customer',
  });
  const other = await addCompany(database.db, { kind: 'customer', name: 'Birch' });
  expect((await api.call(owner, 'GET', `/companies/${acme}/storage`)).status).toBe(200);
  expect((await api.call(owner, 'GET', `/companies/${other}/storage`)).status).toBe(404);
});

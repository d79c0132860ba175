import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { newId, systemScope, type CompanyId, type SourceId } from '../../kernel/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import type { BatchReply } from './pipeline-message.ts';
import { settleCompanies } from './settle-companies.ts';

const hour = Date.UTC(2026, 4, 1, 10);
let database: TestDatabase;
let acme: CompanyId;
let birch: CompanyId;
let gone: CompanyId;

beforeAll(async () => {
  database = await openTestDatabase();
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  birch = await addCompany(database.db, { kind: 'customer', name: 'Birch' });
  gone = await addCompany(database.db, { kind: 'customer', name: 'Gone' });
  await asSystem(sql`update company set status = 'erased' where id = ${gone}`);
  await asSystem(sql`update company set retention_days = 30 where id = ${birch}`);
});
afterAll(() => database.drop());

const asSystem = (statement: ReturnType<typeof sql>): Promise<unknown> =>
  inScope(database.db, systemScope('test'), (tx) => statement.execute(tx));

const tally = (companyId: CompanyId, received: number) => ({
  ...{ companyId, received, hour, stored: received, evaluated: received, unparsed: {} },
  sourceId: newId<'source'>(new Date(hour)) as SourceId,
  lastReceivedAt: hour + 1,
});
const group = (companyId: CompanyId) => ({ companyId }) as BatchReply['groups'][number];
const due = (companyId: CompanyId) => ({ companyId }) as BatchReply['due'][number];

const replyOf = (over: Partial<BatchReply>): BatchReply => ({
  events: { rows: 0, body: new Uint8Array() },
  ...{
    matchRows: '',
    correlationRows: '',
    groups: [],
    due: [],
    taken: [],
    tallies: [],
    drops: [],
    droppedOf: [],
  },
  ...{ days: new Map(), matchesByRule: new Map(), cost: null, badFrames: [] },
  ...over,
});

const settle = (reply: BatchReply): Promise<BatchReply> =>
  inScope(database.db, systemScope('test'), (tx) => settleCompanies(tx, reply, 365));

/** Takes what is queued: task and company. */
async function takeJobs(): Promise<readonly (readonly string[])[]> {
  const client = new Client(database.settingsFor('jobs'));
  await client.connect();
  const { rows } = await client.query<{ task: string; company: string }>(
    `with taken as (delete from graphile_worker._private_jobs returning task_id, payload)
     select _private_tasks.identifier as task, taken.payload ->> 'companyId' as company
     from taken join graphile_worker._private_tasks on _private_tasks.id = taken.task_id order by 1, 2`,
  );
  await client.end();
  return rows.map(({ task, company }) => [task, company]);
}

const drops = async (): Promise<unknown> =>
  inScope(database.db, systemScope('test'), async (tx) => {
    const { rows } = await sql`select reason, count from intake_drop order by hour`.execute(tx);
    return rows;
  });

test('a batch whose companies are as it knew them commits as it is', async () => {
  const reply = replyOf({
    tallies: [tally(acme, 3), tally(birch, 2)],
    groups: [group(acme)],
    days: new Map([
      [acme, 365],
      [birch, 30],
    ]),
  });
  expect(await settle(reply)).toEqual(reply);
  expect(await takeJobs()).toEqual([]);
});

test('what belongs to a company that was erased meanwhile is counted as dropped, and erased once more', async () => {
  const reply = replyOf({
    tallies: [tally(acme, 3), tally(gone, 2)],
    groups: [group(acme), group(gone)],
    due: [due(gone), due(acme)],
    days: new Map([
      [acme, 365],
      [gone, 365],
    ]),
  });
  const settled = await settle(reply);
  expect(settled.tallies.map(({ companyId }) => companyId)).toEqual([acme]);
  expect(settled.groups).toEqual([group(acme)]);
  expect(settled.due).toEqual([due(acme)]);
  expect(settled.drops).toEqual([{ hour, count: 2 }]);
  expect(await drops()).toEqual([{ reason: 'company_erased', count: 2 }]);
  expect(await takeJobs()).toEqual([['event-erase', gone]]);
});

test('what the worker has dropped is counted, and what an earlier attempt may have stored is erased', async () => {
  await settle(replyOf({ drops: [{ hour, count: 4 }], droppedOf: [gone] }));
  expect(await drops()).toEqual([{ reason: 'company_erased', count: 6 }]);
  expect(await takeJobs()).toEqual([['event-erase', gone]]);
});

test('rows that were given an earlier term are brought to the present one (KEEP-5)', async () => {
  const days = new Map([
    [acme, 30],
    [birch, 365],
  ]);
  await settle(replyOf({ days }));
  expect(await takeJobs()).toEqual(
    [
      ['event-retention', acme],
      ['event-retention', birch],
    ].sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1)),
  );
});

test('an erasure waits for the batch that holds the company, and the next batch sees it', async () => {
  const [client, watcher] = [0, 1].map(() => new Client(database.settingsFor('owner'))) as [Client, Client];
  await Promise.all([client.connect(), watcher.connect()]);
  const dora = await addCompany(database.db, { kind: 'customer', name: 'Dora' });
  const days = new Map([[dora, 365]]);
  let erased = false;
  const erasure = await inScope(database.db, systemScope('test'), async (tx) => {
    const settled = await settleCompanies(tx, replyOf({ days, tallies: [tally(dora, 1)] }), 365);
    expect(settled.tallies).toHaveLength(1);
    const running = client
      .query(`update tocsin.company set status = 'erased' where id = $1`, [dora])
      .then(() => void (erased = true));
    const waiting = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and usename = current_user and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await watcher.query(waiting)).rows).toEqual([{ count: 1 }]);
    expect(erased).toBe(false);
    return { running };
  });
  await erasure.running;
  await Promise.all([client.end(), watcher.end()]);
  expect((await settle(replyOf({ days, tallies: [tally(dora, 1)] }))).tallies).toEqual([]);
});

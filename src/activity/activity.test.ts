import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  completeSetup,
  joinCompany,
  openTestServer,
  postSignIn,
  signIn,
  type Caller,
  type TestServer,
} from '../../test/support/identity.ts';
import { actorOf, defineRoute, type Action } from '../identity/index.ts';
import { dayMs, hourMs, newId, ok, systemScope, type CompanyId } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { createActivity, type Activity } from './index.ts';

let server: TestServer;
let activity: Activity;
let ada: Caller;
let failing = false;

const breaking = defineRoute({
  method: 'POST',
  path: '/test/break',
  operation: 'test.break',
  summary: 'Changes something, then breaks',
  access: 'signed_in',
  handler: async ({ tx }) => {
    await sql`insert into company (id, kind, name, slug, created_at)
      values (gen_random_uuid(), 'customer', 'Half', 'half', now())`.execute(tx);
    if (failing) throw new Error('broken');
    return ok(undefined);
  },
});

beforeAll(async () => {
  server = await openTestServer((database, clock) => {
    activity = createActivity({ db: database.db, clock, log: pino({ level: 'silent' }) });
    return { recorder: activity.recorder, routes: [breaking, ...activity.routes] };
  });
  await completeSetup(server);
  ada = await signIn(server);
});
afterAll(async () => {
  await activity.stop();
  await server.stop();
});
beforeEach(() => {
  failing = false;
});

interface Item {
  readonly id: string;
  readonly eventName: string;
  readonly outcome: string;
  readonly errorCode: string | null;
  readonly principal: { readonly kind: string; readonly name: string };
  readonly detail: Record<string, unknown>;
  readonly sourceIp: string;
  readonly requestId: string;
}

async function recordsOf(requestId: string): Promise<readonly Item[]> {
  await activity.flush();
  const page = await ada.call('GET', '/activity?limit=500');
  return page.json<{ items: Item[] }>().items.filter((item) => item.requestId === requestId);
}

const requestIdIn = (body: string): string =>
  /urn:tocsin:request:([0-9a-f-]{36})/.exec(body)?.[1] ?? 'no request id';

const latest = async (eventName: string): Promise<readonly Item[]> => {
  await activity.flush();
  return (await ada.call('GET', `/activity?eventName=${eventName}`)).json<{ items: Item[] }>().items;
};

test('a change and its record commit together, and the record names everything', async () => {
  const made = await ada.call('POST', '/companies', { name: 'Acme', slug: 'acme' });
  const { id } = made.json<{ id: string }>();
  expect(await latest('company.create')).toMatchObject([
    {
      eventName: 'company.create',
      eventSource: 'tocsin.company',
      outcome: 'success',
      errorCode: null,
      readOnly: false,
      principal: { kind: 'user', name: 'Ada Admin' },
      sourceIp: '127.0.0.1',
      resources: [{ type: 'company', id }],
      companyId: id,
      detail: { body: { name: 'Acme', slug: 'acme' } },
    },
  ]);
});

test('a request that breaks leaves one failed record and no change', async () => {
  failing = true;
  const reply = await ada.call('POST', '/test/break');
  expect(reply.statusCode).toBe(500);
  expect(await recordsOf(requestIdIn(reply.body))).toMatchObject([
    { eventName: 'test.break', outcome: 'failed', errorCode: 'internal' },
  ]);
  const companies = await ada.call('GET', '/companies?q=half');
  expect(companies.json()).toMatchObject({ items: [] });
});

test.each([
  ['an expected refusal', 'POST', '/companies', { name: 'Twin', slug: 'acme' }, 'slug_taken'],
  ['a body that does not fit', 'POST', '/companies', { name: '' }, 'invalid_request'],
  ['an absent thing', 'PATCH', `/companies/${newId(new Date(0))}`, { name: 'X' }, 'not_found'],
] as const)('%s leaves one failed record', async (_name, method, url, body, code) => {
  const reply = await ada.call(method, url, body);
  expect(await recordsOf(requestIdIn(reply.body))).toMatchObject([{ outcome: 'failed', errorCode: code }]);
});

test('a body that is not JSON leaves one failed record', async () => {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/v1/companies',
    headers: { cookie: ada.cookie, 'x-tocsin-request': '1', 'content-type': 'application/json' },
    payload: '{"name":',
  });
  expect(reply.statusCode).toBe(400);
  expect(await recordsOf(requestIdIn(reply.body))).toMatchObject([{ errorCode: 'body_malformed' }]);
});

test('a denied request leaves one denied record, read or not', async () => {
  const company = await ada.call('POST', '/companies', { name: 'Denied', slug: 'denied' });
  const companyId = company.json<{ id: string }>().id;
  const vic = await joinCompany(server, ada, {
    companyId,
    email: 'vic@denied.test',
    role: 'viewer',
    name: 'Vic',
  });
  const write = await vic.call('POST', '/companies', { name: 'Mine', slug: 'mine' });
  const read = await vic.call('GET', '/activity');
  for (const reply of [write, read]) {
    expect(reply.statusCode).toBe(403);
    expect(await recordsOf(requestIdIn(reply.body))).toMatchObject([
      { outcome: 'denied', errorCode: 'forbidden', principal: { name: 'Vic' } },
    ]);
  }
  const stranger = await server.app.inject({ method: 'POST', url: '/api/v1/companies', payload: {} });
  expect(await recordsOf(requestIdIn(stranger.body))).toMatchObject([
    { outcome: 'denied', errorCode: 'unauthenticated', principal: { kind: 'anonymous' } },
  ]);
});

test('reads are recorded in a batch, once each', async () => {
  const before = (await latest('project.list')).length;
  const { items } = (await ada.call('GET', '/companies')).json<{ items: { id: string }[] }>();
  await ada.call('GET', `/companies/${items[0]?.id ?? ''}/projects`);
  expect((await latest('project.list')).length).toBe(before + 1);
  expect(await latest('project.list')).toMatchObject([{ readOnly: true, outcome: 'success' }]);
});

test('a failed sign-in is recorded with the address, without the password', async () => {
  await postSignIn(server.app, 'ada@provider.test', 'not the password at all');
  const [record] = await latest('session.sign_in');
  expect(record).toMatchObject({
    outcome: 'failed',
    errorCode: 'sign_in_failed',
    principal: { kind: 'anonymous', name: 'ada@provider.test' },
    detail: { body: { email: 'ada@provider.test', password: '[redacted]' } },
  });
});

test('text that PostgreSQL cannot hold is refused and still recorded', async () => {
  const reply = await ada.call('POST', '/companies', { name: 'nul\0 and \ud800', slug: 'nul' });
  expect(reply.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(await recordsOf(requestIdIn(reply.body))).toMatchObject([
    { errorCode: 'invalid_request', detail: { body: { name: 'nul\uFFFD and \uFFFD' } } },
  ]);
});

test('the server can append to the log, and neither change nor delete', async () => {
  const attempt = (statement: string): Promise<unknown> =>
    inScope(server.database.db, systemScope('test'), (tx) => sql.raw(statement).execute(tx));
  await expect(attempt(`update activity_record set outcome = 'success'`)).rejects.toThrow(
    'permission denied',
  );
  await expect(attempt('delete from activity_record')).rejects.toThrow('permission denied');
  await expect(attempt('truncate activity_record')).rejects.toThrow('permission denied');
  await expect(attempt(`select tocsin.expire_activity(now())`)).rejects.toThrow('at least 30 days');
});

test('retention deletes what is older, and records that it did', async () => {
  const old = new Date(server.clock.now().getTime() - 400 * dayMs);
  await activity.recorder.recordApart(actionAt(old, 'test.ancient'));
  await activity.jobs.get('activity-expire')?.({});
  const from = new Date(old.getTime() - dayMs).toISOString();
  const found = await ada.call('GET', `/activity?eventName=test.ancient&from=${from}`);
  expect(found.json()).toMatchObject({ items: [] });
  expect(await latest('activity.expire')).toMatchObject([
    { principal: { kind: 'system' }, detail: { removed: 1 } },
  ]);
});

test('pages by cursor are whole and without repeats', async () => {
  const at = new Date(server.clock.now().getTime() - hourMs);
  for (let made = 0; made < 7; made += 1) {
    await activity.recorder.recordApart(actionAt(at, 'test.paged'));
  }
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await ada.call('GET', `/activity?eventName=test.paged&limit=3${cursor}`);
    const body = page.json<{ items: Item[]; nextCursor: string | null }>();
    seen.push(...body.items.map((item) => item.id));
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  expect(new Set(seen).size).toBe(7);
  expect(seen.length).toBe(7);
});

test.each(['x', 'W10', 'WyJhIiwiYiJd', '%00'])('the cursor %s is refused', async (cursor) => {
  const reply = await ada.call('GET', `/activity?cursor=${cursor}`);
  expect(reply.json()).toMatchObject({ code: 'invalid_request' });
});

test('filters join: principal, outcome, resource, time', async () => {
  const session = (await ada.call('GET', '/session')).json<{ user: { id: string } }>();
  const made = await ada.call('POST', '/companies', { name: 'Filter', slug: 'filter' });
  const { id } = made.json<{ id: string }>();
  const hit = await ada.call(
    'GET',
    `/activity?principal=${session.user.id}&outcome=success&resource=${id}&readOnly=false&companyId=${id}`,
  );
  expect(hit.json<{ items: Item[] }>().items.map((item) => item.eventName)).toEqual(['company.create']);
  const byName = await ada.call('GET', `/activity?principal=ada%20admin&resource=${id}`);
  expect(byName.json<{ items: Item[] }>().items).toHaveLength(1);
  const beginning = await ada.call('GET', `/activity?principal=AD*&eventName=company.*&resource=${id}`);
  expect(beginning.json()).toMatchObject({ total: 1, items: [{ eventName: 'company.create' }] });
  const wild = await ada.call('GET', `/activity?principal=%25*&eventName=compan_.create&resource=${id}`);
  expect(wild.json()).toMatchObject({ total: 0, items: [] });
  const earlier = new Date(server.clock.now().getTime() - 2 * hourMs).toISOString();
  const miss = await ada.call('GET', `/activity?resource=${id}&to=${earlier}`);
  expect(miss.json<{ items: Item[] }>().items).toEqual([]);
});

test("a company's owner sees what concerns the company, not the provider's addresses and words", async () => {
  const company = await ada.call('POST', '/companies', { name: 'Watched', slug: 'watched' });
  const companyId = company.json<{ id: string }>().id;
  const olga = await joinCompany(server, ada, {
    companyId,
    email: 'olga@watched.test',
    role: 'owner',
    name: 'Olga',
  });
  await olga.call('POST', `/companies/${companyId}/contacts`, { name: 'Desk', email: 'desk@watched.test' });
  await activity.flush();
  const { items } = (await olga.call('GET', '/activity?readOnly=false')).json<{ items: Item[] }>();
  expect(items.map((item) => item.eventName)).toEqual([
    'contact.create',
    'session.sign_in',
    'invitation.accept',
    'invitation.create',
    'company.create',
  ]);
  expect(items[0]).toMatchObject({ sourceIp: '127.0.0.1', detail: { body: { name: 'Desk' } } });
  expect(items[4]).toMatchObject({ sourceIp: '', detail: {}, principal: { name: 'Ada Admin' } });
  const to = new Date(server.clock.now().getTime() + hourMs).toISOString();
  // A file with an end in the future holds the record of its own making, first.
  const file = await olga.call('GET', `/activity/export?format=ndjson&readOnly=false&to=${to}`);
  expect(
    file.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Item),
  ).toEqual(items);
});

test('data-plane writes are counted by the hour, in a transaction or in memory', async () => {
  const { items } = (await ada.call('GET', '/companies')).json<{ items: { id: CompanyId }[] }>();
  const companyId = items[0]?.id ?? newId(new Date(0));
  const writes = { companyId, operation: 'event.ingest', count: 40 };
  activity.noteDataPlane(writes);
  activity.noteDataPlane(writes);
  await activity.flush();
  await inScope(server.database.db, systemScope('test'), (tx) => activity.countDataPlane(tx, writes));
  const counts = await ada.call('GET', `/activity-counts?companyId=${companyId}`);
  const hour = new Date(Math.floor(server.clock.now().getTime() / hourMs) * hourMs).toISOString();
  expect(counts.json()).toEqual({ items: [{ companyId, operation: 'event.ingest', at: hour, count: 120 }] });
});

test('a batch that cannot be written is kept, written later, and never beyond its bound', async () => {
  let broken = true;
  const { db } = server.database;
  const shaky = new Proxy(db, {
    get: (target, key) => {
      if (broken && key === 'transaction') throw new Error('the database is away');
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const other = createActivity({ db: shaky, clock: server.clock, log: pino({ level: 'silent' }) });
  for (let made = 0; made < 20_005; made += 1) {
    other.recorder.noteRead(actionAt(server.clock.now(), 'test.batched'));
  }
  await expect(other.flush()).rejects.toThrow('away');
  expect(other.state()).toEqual({ waiting: 20_000, dropped: 5 });
  broken = false;
  await other.stop();
  expect(other.state().waiting).toBe(0);
  const { rows } = await inScope(db, systemScope('test'), (tx) =>
    sql<{
      count: number;
    }>`select count(*) as count from activity_record where event_name = 'test.batched'`.execute(tx),
  );
  expect(rows).toEqual([{ count: 20_000 }]);
});

test('a record that the database refuses is counted and costs no other', async () => {
  const { db } = server.database;
  const other = createActivity({ db, clock: server.clock, log: pino({ level: 'silent' }) });
  for (let made = 0; made < 9; made += 1) {
    const action = actionAt(server.clock.now(), 'test.beside');
    other.recorder.noteRead(made === 4 ? { ...action, sourceIp: null as unknown as string } : action);
  }
  await other.flush();
  expect(other.state()).toEqual({ waiting: 0, dropped: 1 });
  const { rows } = await inScope(db, systemScope('test'), (tx) =>
    sql`select count(*) as count from activity_record where event_name = 'test.beside'`.execute(tx),
  );
  expect(rows).toEqual([{ count: 8 }]);
  await other.stop();
});

const actionAt = (at: Date, eventName: string): Action => ({
  eventName,
  at,
  actor: actorOf(null, 'nobody'),
  outcome: 'success',
  errorCode: null,
  readOnly: true,
  requestId: newId(at),
  sourceIp: '203.0.113.7',
  userAgent: 'test',
  resources: [],
  companyId: null,
  parameters: {},
});

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApi, type ApiReply, type TestApi } from '../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { addCompany, addUser } from '../../test/support/people.ts';
import { openVirtualJobs, type VirtualJobs } from '../../test/support/virtual-jobs.ts';
import { systemActor, type Principal } from '../identity/index.ts';
import {
  companyScope,
  hourMs,
  manualClock,
  newId,
  systemScope,
  type CompanyId,
  type FindingId,
  type IncidentId,
} from '../kernel/index.ts';
import { factHandlers, publishFact, type Fact } from '../platform/outbox/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import {
  createIncidents,
  incidentFacts,
  incidentFactsOf,
  type FindingOpened,
  type FindingsPort,
  type Incidents,
} from './index.ts';

const clock = manualClock(new Date('2030-01-02T03:04:05.678Z'));
const attached: string[] = [];
const findings: FindingsPort = {
  attach: (_tx, ids, incidentId) =>
    Promise.resolve(void attached.push(...ids.map((id) => `${id} ${incidentId}`))),
  summaries: () => Promise.resolve([]),
};
const owed = new Map<string, number>();
const facts: Fact[] = [];

let database: TestDatabase;
let incidents: Incidents;
let api: TestApi;
let jobs: VirtualJobs;
let acme: CompanyId;
let blue: CompanyId;
let ada: Principal;
let customer: Principal;

beforeAll(async () => {
  database = await openTestDatabase();
  incidents = createIncidents({
    clock,
    findings,
    obligations: {
      openCount: (_tx, ids) => Promise.resolve(ids.reduce((sum, id) => sum + (owed.get(id) ?? 0), 0)),
      nextDueAt: (_tx, ids) =>
        Promise.resolve(new Map(ids.map((id) => [id, new Date('2030-02-03T00:00:00Z')]))),
    },
    settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' },
  });
  const provider = await addCompany(database.db, { kind: 'provider', name: 'Northwind' });
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  blue = await addCompany(database.db, { kind: 'customer', name: 'Blue' });
  ada = await addUser(database.db, { companyId: provider, name: 'Ada', role: 'lead', side: 'provider' });
  customer = await addUser(database.db, { companyId: acme, name: 'Cleo', role: 'owner', side: 'customer' });
  api = await openTestApi({
    db: database.db,
    clock,
    routes: incidents.routes,
    problems: [incidents.problems],
  });
  const listeners = Object.values(incidentFacts).map(({ name }) => ({
    subscriber: `test.${name}`,
    fact: name,
    handle: (_tx: Tx, fact: Fact) => Promise.resolve(void facts.push(fact)),
  }));
  const handlers = factHandlers(database.db, clock, [...incidents.subscriptions, ...listeners]);
  jobs = await openVirtualJobs(database, clock, handlers);
});
beforeEach(async () => {
  await jobs.run();
  facts.length = 0;
  attached.length = 0;
  clock.advance(hourMs);
});
afterAll(async () => {
  await jobs.stop();
  await api.stop();
  await database.drop();
});

const finding = (over: Partial<FindingOpened> = {}): FindingOpened => ({
  findingId: newId<'finding'>(clock.now()),
  companyId: acme,
  ruleId: 'rule-1',
  ruleTitle: 'Brute force, then success',
  severity: 'high',
  title: 'root logged on from 203.0.113.5 after 12 failures',
  entity: { type: 'user', value: `root-${newId(clock.now())}` },
  firstMatchAt: clock.now(),
  autoIncident: true,
  playbook: 'ssh-account-compromise',
  recommendedMeasures: ['Change the password of root.'],
  tags: ['attack.t1110'],
  ...over,
});

const publish = (payload: FindingOpened): Promise<void> =>
  inScope(database.db, systemScope('test'), (tx) =>
    publishFact(tx, clock, {
      name: 'finding.opened',
      companyId: payload.companyId,
      payload: { ...payload, firstMatchAt: payload.firstMatchAt.toISOString() },
    }),
  );

const linkedTo = async (id: FindingId): Promise<string | null> => {
  const { rows } = await inScope(database.db, systemScope('test'), (tx) =>
    sql<{
      id: string;
    }>`select incident_finding.incident_id as id from incident_finding where finding_id = ${id}`.execute(tx),
  );
  return rows[0]?.id ?? null;
};

interface Entry {
  readonly kind: string;
  readonly text: string;
  readonly actor: { readonly name: string } | null;
}
interface Item {
  readonly id: string;
  readonly title: string;
}
const timelineOf = (reply: ApiReply): readonly Entry[] => reply.body.timeline as Entry[];
const itemsOf = (reply: ApiReply): readonly Item[] => reply.body.items as Item[];

const open = async (over: object = {}): Promise<{ id: IncidentId; number: string }> => {
  const reply = await api.call(ada, 'POST', '/incidents', {
    title: 'Odd log-ons',
    severity: 'medium',
    companyIds: [acme],
    ...over,
  });
  expect(reply.status).toBe(201);
  return reply.body as { id: IncidentId; number: string };
};

test('INC-1: numbers have no gap, also when a transaction in between rolls back', async () => {
  const sequence = (number: string): number => Number(number.slice(-4));
  const first = await open();
  const lost = await api.call(ada, 'POST', '/incidents', {
    title: 'No',
    severity: 'low',
    companyIds: [newId<'company'>(clock.now())],
  });
  expect(lost).toMatchObject({ status: 400, body: { code: 'company_unknown' } });
  const together = await Promise.all([open(), open(), open()]);
  const numbers = [first, ...together].map(({ number }) => sequence(number)).sort((a, b) => a - b);
  const start = numbers[0] ?? 0;
  expect(numbers).toEqual([start, start + 1, start + 2, start + 3]);
  expect(first.number).toMatch(/^INC-2030-\d{4}$/);
});

test('INC-7: a severe finding opens one incident with its company, however often it is delivered', async () => {
  const severe = finding();
  await publish(severe);
  await publish(severe);
  await jobs.run();
  const incidentId = await linkedTo(severe.findingId);
  const reply = await api.call(ada, 'GET', `/incidents/${incidentId ?? ''}`);
  expect(reply.body.incident).toMatchObject({
    title: severe.title,
    severity: 'high',
    status: 'new',
    findingCount: 1,
    companies: [{ id: acme, name: 'Acme', state: 'suspected' }],
  });
  expect(attached).toEqual([`${severe.findingId} ${incidentId ?? ''}`]);
  expect(facts.map(({ name }) => name).sort()).toEqual(['incident.company_affected', 'incident.opened']);
  expect(timelineOf(reply).map((entry) => [entry.kind, entry.actor?.name])).toEqual([
    ['opened', 'detection'],
    ['company_affected', 'detection'],
    ['finding', 'detection'],
  ]);
});

test('INC-7: findings of one company, rule and entity that arrive together open one incident', async () => {
  const first = finding();
  const twins = [first, ...[1, 2, 3].map(() => finding({ entity: first.entity }))];
  await Promise.all(
    twins.map((twin) =>
      inScope(
        database.db,
        systemScope('test'),
        (tx) =>
          incidents.subscriptions[0]?.handle(tx, {
            id: newId<'fact'>(clock.now()),
            name: 'finding.opened',
            companyId: acme,
            payload: { ...twin },
          }) ?? Promise.reject(new Error('no subscription')),
      ),
    ),
  );
  const ids = await Promise.all(twins.map((twin) => linkedTo(twin.findingId)));
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).not.toBeNull();
});

test.each([
  ['its rule does not want one', { autoIncident: false }],
  ['it is not severe enough', { severity: 'medium' as const }],
])('INC-7: a finding opens no incident by itself when %s', async (_why, over) => {
  const quiet = finding(over);
  await publish(quiet);
  await jobs.run();
  expect(await linkedTo(quiet.findingId)).toBeNull();
});

test('INC-8: a finding joins the running incident of its company, rule and entity and can only raise its severity', async () => {
  const first = finding();
  const second = finding({ entity: first.entity, severity: 'critical' });
  const third = finding({ entity: first.entity, severity: 'low', autoIncident: false });
  const elsewhere = finding({ entity: first.entity, companyId: blue });
  for (const one of [first, second, third, elsewhere]) {
    await publish(one);
    await jobs.run();
  }
  const incidentId = await linkedTo(first.findingId);
  expect(await linkedTo(second.findingId)).toBe(incidentId);
  expect(await linkedTo(third.findingId)).toBe(incidentId);
  expect(await linkedTo(elsewhere.findingId)).not.toBe(incidentId);
  const { body } = await api.call(ada, 'GET', `/incidents/${incidentId ?? ''}`);
  expect(body.incident).toMatchObject({ severity: 'critical', findingCount: 3 });
  expect(facts.filter(({ name }) => name === 'incident.severity_changed')).toHaveLength(1);
});

test('a finding that a person judged opens an incident once, and cannot be taken by another', async () => {
  const judged = finding({ autoIncident: false, severity: 'low' });
  const actor = systemActor('test');
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    inScope(database.db, systemScope('test'), work);
  const opened = await inTx((tx) => incidents.openFromFinding(tx, actor, judged, 'medium'));
  const again = await inTx((tx) => incidents.openFromFinding(tx, actor, judged));
  expect(again).toEqual(opened);
  const other = await open();
  const taken = await inTx((tx) => incidents.attachFinding(tx, actor, other.id, judged));
  expect(taken).toMatchObject({ ok: false, error: { code: 'finding_taken' } });
});

test('INC-3, INC-4, INC-6: the course of an incident, with its guards', async () => {
  const { id } = await open();
  const go = (to: string, over: object = {}) =>
    api.call(ada, 'POST', `/incidents/${id}/transition`, { to, ...over });
  expect((await go('investigating')).body.status).toBe('investigating');
  expect((await go('triaged')).body.code).toBe('transition_illegal');
  expect((await go('closed')).body.code).toBe('summary_missing');
  await api.call(ada, 'PATCH', `/incidents/${id}`, { summary: 'A test by the customer.' });
  owed.set(id, 1);
  expect((await go('closed')).body).toMatchObject({ code: 'obligations_open', status: 409 });
  owed.delete(id);
  expect((await go('closed')).body).toMatchObject({ status: 'closed', endedAt: clock.now().toISOString() });
  expect((await go('investigating')).body).toMatchObject({ status: 'investigating', endedAt: null });
  await jobs.run();
  expect(facts.map(({ name }) => name)).toContain('incident.reopened');
});

test('INC-5: a duplicate hands its companies over with the time since when they were affected', async () => {
  const duplicate = await open({ companyIds: [acme, blue] });
  const since = clock.now();
  clock.advance(hourMs);
  const main = await open({ companyIds: [acme] });
  const cancel = (over: object) =>
    api.call(ada, 'POST', `/incidents/${duplicate.id}/transition`, { to: 'cancelled', ...over });
  expect((await cancel({})).body.code).toBe('cancel_reason_missing');
  expect((await cancel({ reason: 'duplicate' })).body.code).toBe('cancel_reason_missing');
  expect((await cancel({ reason: 'duplicate', duplicateOf: duplicate.id })).body.code).toBe(
    'cancel_reason_missing',
  );
  const done = await cancel({ reason: 'duplicate', duplicateOf: main.id });
  expect(done.body).toMatchObject({ status: 'cancelled', cancelReason: 'duplicate', duplicateOf: main.id });
  const { body } = await api.call(ada, 'GET', `/incidents/${main.id}`);
  const companies = body.incident.companies as readonly { id: string }[];
  expect(companies.find((company) => company.id === blue)).toMatchObject({
    affectedAt: since.toISOString(),
  });
  owed.set(duplicate.id, 1);
  await api.call(ada, 'PATCH', `/incidents/${main.id}`, { summary: 'Done.' });
  await api.call(ada, 'POST', `/incidents/${main.id}/transition`, { to: 'triaged' });
  const closed = await api.call(ada, 'POST', `/incidents/${main.id}/transition`, { to: 'closed' });
  expect(closed.body.code).toBe('obligations_open');
});

test('INC-9, INC-10: the first suspicion is the time that counts', async () => {
  const { id } = await open({ companyIds: [] });
  const mark = (confirmed: boolean) =>
    api.call(ada, 'POST', `/incidents/${id}/companies`, { companyId: acme, confirmed });
  const first = clock.now().toISOString();
  await mark(false);
  clock.advance(hourMs);
  const confirmed = await mark(true);
  expect(confirmed.body.companies).toMatchObject([{ state: 'confirmed', affectedAt: first }]);
  await mark(false);
  const cleared = await api.call(ada, 'POST', `/incidents/${id}/companies/${acme}/clear`, {
    reason: 'Another host.',
  });
  expect(cleared.body.companies).toMatchObject([{ state: 'cleared' }]);
  expect((await api.call(customer, 'GET', `/incidents/${id}`)).status).toBe(404);
  const again = await mark(false);
  expect(again.body.companies).toMatchObject([{ state: 'suspected', affectedAt: first }]);
  await jobs.run();
  expect(facts.filter(({ name }) => name.startsWith('incident.company')).map(({ name }) => name)).toEqual([
    'incident.company_affected',
    'incident.company_cleared',
    'incident.company_affected',
  ]);
});

test('INC-11: an entry of the timeline can be neither changed nor deleted', async () => {
  await open();
  for (const statement of [
    sql`update incident_timeline set text = 'nothing happened'`,
    sql`delete from incident_timeline`,
    sql`truncate incident_timeline`,
  ]) {
    await expect(inScope(database.db, systemScope('test'), (tx) => statement.execute(tx))).rejects.toThrow(
      'permission denied',
    );
  }
});

test('INC-11: edits are recorded one by one with who made them', async () => {
  const { id } = await open();
  const edit = { title: 'Log-ons at night', severity: 'high', assigneeId: ada.userId, summary: 'Ongoing.' };
  await api.call(ada, 'PATCH', `/incidents/${id}`, edit);
  await api.call(ada, 'PATCH', `/incidents/${id}`, edit);
  const reply = await api.call(ada, 'GET', `/incidents/${id}`);
  const entries = timelineOf(reply).map(({ kind, actor }) => `${kind} ${actor?.name ?? ''}`);
  expect(entries.slice(2)).toEqual(['title Ada', 'summary Ada', 'assignee Ada', 'severity Ada']);
  expect(reply.body.incident.assignee).toEqual({ id: ada.userId, name: 'Ada' });
  const bad = await api.call(ada, 'PATCH', `/incidents/${id}`, { assigneeId: customer.userId });
  expect(bad.body.code).toBe('assignee_unknown');
  expect(api.actions.at(-1)).toMatchObject({ eventName: 'incident.edit', outcome: 'failed' });
});

test('INC-12: a customer sees its own slice of an incident', async () => {
  const { id, number } = await open({ companyIds: [acme, blue], summary: 'Internal thoughts.' });
  const note = (over: object) =>
    api.call(ada, 'POST', `/incidents/${id}/timeline`, { text: 'note', ...over });
  await note({ text: 'internal' });
  await note({ text: 'for all', visibility: 'customer' });
  await note({ text: 'for Acme', visibility: 'customer', companyId: acme });
  await note({ text: 'for Blue', visibility: 'customer', companyId: blue });
  const { body } = await api.call(customer, 'GET', `/incidents/${id}`);
  expect(body.incident).toMatchObject({ number, summary: null, nextDueAt: null, companies: [{ id: acme }] });
  expect(body.incident.companies).toHaveLength(1);
  const texts = timelineOf({ status: 200, body }).map(({ text }) => text);
  expect(texts).toEqual([`${number} was opened.`, 'Acme is affected.', 'for all', 'for Acme']);
  expect(JSON.stringify(body)).not.toMatch(/Ada|Blue/);
  const foreign = await open({ companyIds: [blue] });
  expect((await api.call(customer, 'GET', `/incidents/${foreign.id}`)).status).toBe(404);
  expect((await api.call(customer, 'POST', `/incidents/${id}/timeline`, { text: 'x' })).status).toBe(403);
});

test('INC-12: storage itself hides what is not the company’s', async () => {
  const { id } = await open({ companyIds: [acme, blue] });
  await api.call(ada, 'POST', `/incidents/${id}/timeline`, {
    text: 'for Blue',
    visibility: 'customer',
    companyId: blue,
  });
  const facts = await inScope(database.db, companyScope(acme), (tx) => incidentFactsOf(tx, id));
  expect(facts?.companies.map(({ name }) => name)).toEqual(['Acme']);
  const { rows } = await inScope(database.db, companyScope(acme), (tx) =>
    sql<{ text: string }>`select text from incident_timeline where incident_id = ${id}`.execute(tx),
  );
  expect(rows.map(({ text }) => text)).not.toContain('for Blue');
  const blocked = inScope(database.db, companyScope(acme), (tx) =>
    sql`update incident set title = 'mine' where id = ${id}`.execute(tx),
  );
  await expect(blocked).rejects.toThrow('row-level security');
});

test('lists filter, search and page without losing or repeating a row', async () => {
  const wanted = await Promise.all(
    ['Alpha 100%', 'Alpha_2', 'Beta'].map((title) => open({ title, severity: 'low' })),
  );
  const list = (query: string): Promise<ApiReply> => api.call(ada, 'GET', `/incidents?${query}`);
  expect(itemsOf(await list('q=100%25')).map(({ title }) => title)).toEqual(['Alpha 100%']);
  expect(itemsOf(await list(`q=${wanted[2]?.number ?? ''}`))).toHaveLength(1);
  expect(itemsOf(await list('severity=low&status=open&limit=500')).length).toBeGreaterThanOrEqual(3);
  const whole = await list('limit=500');
  const all = itemsOf(whole).map(({ id }) => id);
  expect(whole.body.total).toBe(all.length);
  expect((await list('q=Alpha&limit=1')).body).toMatchObject({ total: 2, items: [{}] });
  const paged: string[] = [];
  for (let cursor = ''; ;) {
    const page = await list(`limit=3${cursor}`);
    expect(page.body.total).toBe(cursor === '' ? all.length : null);
    paged.push(...itemsOf(page).map(({ id }) => id));
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${String(page.body.nextCursor)}`;
  }
  expect(paged).toEqual(all);
  expect((await list('cursor=bm90IG9uZQ')).body).toMatchObject({ code: 'invalid_request' });
  expect((await list('status=gone')).body).toMatchObject({ code: 'invalid_request' });
});

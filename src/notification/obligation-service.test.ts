import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { agreementBody } from '../../test/support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import { addCompany, addContact, addUser } from '../../test/support/people.ts';
import {
  companyScope,
  dayMs,
  hourMs,
  manualClock,
  newId,
  providerScope,
  systemScope,
  type CompanyId,
  type IncidentId,
} from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { listObligations } from './obligation-store.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let count = 0;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
});
beforeEach(async () => {
  clock.advance(30 * dayMs);
  await house.jobs.run();
});
afterAll(() => house.stop());

interface Obligation {
  readonly id: string;
  readonly incidentId: string;
  readonly companyName: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly status: string;
  readonly share: number;
  readonly warnedPercent: readonly number[];
  readonly noticeId: string;
  readonly clauseText: string;
}

/** A customer of its own for each test, with an agreement and a contact for security. */
async function newCompany(clause: object = {}, contact = true): Promise<CompanyId> {
  count += 1;
  const companyId = await addCompany(house.database.db, { kind: 'customer', name: `Company ${count}` });
  const email = `security@company${count}.example`;
  if (contact)
    await addContact(house.database.db, { companyId, name: 'Security', email, categories: ['security'] });
  const agreed = await house.api.call(house.ada, 'POST', '/agreements', agreementBody(companyId, clause));
  expect(agreed.status).toBe(201);
  return companyId;
}

async function obligationsOf(incidentId: IncidentId): Promise<readonly Obligation[]> {
  const reply = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/obligations`);
  return reply.body.items as Obligation[];
}

async function timelineOf(incidentId: IncidentId): Promise<readonly { kind: string; text: string }[]> {
  const reply = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}`);
  return reply.body.timeline as { kind: string; text: string }[];
}

const say = async (incidentId: IncidentId): Promise<readonly string[]> =>
  (await timelineOf(incidentId)).filter(({ kind }) => kind === 'obligation').map(({ text }) => text);

test('NOT-1: an affected company with an agreement gets one obligation, due 24 hours after the first suspicion', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  const startedAt = clock.now();
  clock.advance(60_000);
  await house.jobs.run();
  const [obligation, ...others] = await obligationsOf(incidentId);
  expect(others).toEqual([]);
  expect(obligation).toMatchObject({
    status: 'open',
    startedAt: startedAt.toISOString(),
    dueAt: new Date(startedAt.getTime() + 24 * hourMs).toISOString(),
    warnedPercent: [],
  });
  expect(obligation?.clauseText).toMatch(/within 24 hours .* severity high or higher/);
  expect(obligation?.noticeId).toMatch(/^[0-9a-f-]{36}$/);
});

test('NOT-1: a clause asks for its severity, its dates and a running company; a raise starts it when it is raised', async () => {
  const companyId = await newCompany({ trigger: { minSeverity: 'critical' } });
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  expect(await obligationsOf(incidentId)).toEqual([]);
  clock.advance(2 * hourMs);
  await house.api.call(house.ada, 'PATCH', `/incidents/${incidentId}`, { severity: 'critical' });
  const raisedAt = clock.now().toISOString();
  await house.jobs.run();
  expect(await obligationsOf(incidentId)).toMatchObject([{ startedAt: raisedAt }]);
});

test('NOT-1: a fact that is heard twice at the same time starts one obligation and drafts one notice', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  const affected = house.notifications.subscriptions.find(({ fact }) => fact === 'incident.company_affected');
  const payload = { incidentId, companyId, affectedAt: clock.now().toISOString() };
  await Promise.all(
    [1, 2, 3, 4].map(() =>
      inScope(house.database.db, systemScope('test'), async (tx) => {
        await affected?.handle(tx, { id: newId(clock.now()), name: '', companyId, payload });
      }),
    ),
  );
  await house.jobs.run();
  expect(await obligationsOf(incidentId)).toHaveLength(1);
  const notices = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/notices`);
  expect(notices.body.items).toHaveLength(1);
});

test('NOT-2: the clock warns at 50, 75 and 90 %, calls people in and records the breach, each at its time', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  const start = clock.now().getTime();
  const seen: string[] = [];
  for (const hours of [11.99, 12, 18, 21.6, 24]) {
    clock.set(new Date(start + hours * hourMs));
    await house.jobs.run();
    const [obligation] = await obligationsOf(incidentId);
    seen.push(`${hours} ${obligation?.status ?? ''} ${obligation?.warnedPercent.join(',') ?? ''}`);
  }
  expect(seen).toEqual([
    '11.99 open ',
    '12 warned 50',
    '18 warned 50,75',
    '21.6 warned 50,75,90',
    '24 breached 50,75,90',
  ]);
  const texts = await say(incidentId);
  expect(texts.filter((text) => text.startsWith('Escalated'))).toHaveLength(2);
  expect(texts.some((text) => text.includes('noticed late'))).toBe(false);
});

test('NOT-3: after a time without any job the sweep catches up, most urgent first, and says that it is late', async () => {
  const first = await house.openIncident(await newCompany());
  clock.advance(hourMs);
  const second = await house.openIncident(await newCompany());
  await house.jobs.run();
  clock.advance(40 * hourMs);
  // The queue lost its jobs; only the sweep runs.
  await house.notifications.jobs.get('notification-sweep')?.({});
  for (const incidentId of [first, second]) {
    expect(await obligationsOf(incidentId)).toMatchObject([
      { status: 'breached', warnedPercent: [50, 75, 90] },
    ]);
    const texts = await say(incidentId);
    expect(texts.filter((text) => text.includes('noticed late'))).toHaveLength(4);
  }
  await house.jobs.run();
  expect((await say(first)).filter((text) => text.includes('ran out'))).toHaveLength(2);
});

test('NOT-2: a job for every warning waits in the queue, committed with the obligation', async () => {
  const incidentId = await house.openIncident(await newCompany());
  const start = clock.now().getTime();
  await house.jobs.run();
  const waiting = (await house.jobs.waiting()).filter(({ task }) => task === 'obligation-clock');
  expect(waiting.map(({ runAt }) => (runAt.getTime() - start) / hourMs)).toEqual([12, 18, 21.6, 24]);
  expect(await obligationsOf(incidentId)).toHaveLength(1);
});

test('NOT-6: a false alarm and a cleared company waive; reopening and affecting again take that back, with the same due time', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  const [before] = await obligationsOf(incidentId);
  const act = async (path: string, body: object): Promise<string | undefined> => {
    const reply = await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/${path}`, body);
    expect(reply.status).toBe(200);
    await house.jobs.run();
    return (await obligationsOf(incidentId))[0]?.status;
  };
  expect(await act('transition', { to: 'cancelled', reason: 'false_positive' })).toBe('waived');
  expect(await act('transition', { to: 'investigating' })).toBe('open');
  expect(await act(`companies/${companyId}/clear`, { reason: 'Another host.' })).toBe('waived');
  clock.advance(20 * hourMs);
  await house.jobs.run();
  expect(await act('companies', { companyId, confirmed: true })).toBe('warned');
  const [after] = await obligationsOf(incidentId);
  expect(after?.dueAt).toBe(before?.dueAt);
  const notice = await house.api.call(house.ada, 'GET', `/notices/${after?.noticeId ?? ''}`);
  expect(notice.body).toMatchObject({ status: 'rejected', rejectedReason: 'Nothing is owed any more.' });
  expect((await house.api.call(house.ada, 'POST', `/notices/${after?.noticeId ?? ''}/submit`)).status).toBe(
    200,
  );
});

test('NOT-6: facts that arrive in the wrong order waive nothing that is owed', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/companies/${companyId}/clear`, {
    reason: 'No.',
  });
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/companies`, {
    companyId,
    confirmed: false,
  });
  const cleared = house.notifications.subscriptions.find(({ fact }) => fact === 'incident.company_cleared');
  await inScope(house.database.db, providerScope, async (tx) => {
    const payload = { incidentId, companyId, at: clock.now().toISOString() };
    await cleared?.handle(tx, { id: '' as never, name: '', companyId, payload });
  });
  expect(await obligationsOf(incidentId)).toMatchObject([{ status: 'open' }]);
});

test('NOT-13: a company without a contact for a required category escalates at once, with the category', async () => {
  const companyId = await newCompany({ contactCategories: ['security', 'legal'] }, true);
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  expect((await say(incidentId)).find((text) => text.startsWith('Escalated'))).toMatch(
    /has no contact for: legal\.$/,
  );
  const bare = await house.openIncident(await newCompany({}, false));
  await house.jobs.run();
  const [obligation] = await obligationsOf(bare);
  const submitted = await house.api.call(house.ada, 'POST', `/notices/${obligation?.noticeId ?? ''}/submit`);
  expect(submitted.body).toMatchObject({ code: 'no_recipients', status: 409 });
});

test('NOT-14: a new version of an agreement does not change what already runs', async () => {
  const companyId = await newCompany();
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  const list = await house.api.call(house.ada, 'GET', `/agreements?companyId=${companyId}`);
  const agreement = list.body.items[0] as { id: string; clauses: { id: string }[] };
  const clauses = agreement.clauses.map((clause) => ({ ...clause, durationHours: 1 }));
  const path = `/agreements/${agreement.id}`;
  const changed = await house.api.call(house.ada, 'PATCH', path, { clauses, version: 1 });
  expect(changed.body).toMatchObject({
    version: 2,
    clauses: [{ id: agreement.clauses[0]?.id, durationHours: 1 }],
  });
  expect((await house.api.call(house.ada, 'PATCH', path, { title: 'X', version: 1 })).body.code).toBe(
    'conflict',
  );
  await house.api.call(house.ada, 'PATCH', `/incidents/${incidentId}`, { severity: 'critical' });
  await house.jobs.run();
  const [obligation, ...more] = await obligationsOf(incidentId);
  expect(more).toEqual([]);
  expect(Date.parse(obligation?.dueAt ?? '') - Date.parse(obligation?.startedAt ?? '')).toBe(24 * hourMs);
});

test.each([
  ['ends before it starts', { effectiveTo: '2025-12-31' }, 'agreement_dates'],
  ['has no clause', { clauses: [] }, 'invalid_request'],
  ['is with the provider itself', { companyId: 'provider' }, 'agreement_company'],
])('an agreement that %s is refused', async (_what, over, code) => {
  const companyId = 'companyId' in over ? house.provider : house.acme;
  const body = { ...agreementBody(house.acme), ...over, companyId };
  expect((await house.api.call(house.ada, 'POST', '/agreements', body)).body.code).toBe(code);
});

test('an agreement that is not in force starts nothing', async () => {
  const companyId = await addCompany(house.database.db, { kind: 'customer', name: 'Past' });
  const body = { ...agreementBody(companyId), effectiveTo: '2029-12-31' };
  expect((await house.api.call(house.ada, 'POST', '/agreements', body)).status).toBe(201);
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  expect(await obligationsOf(incidentId)).toEqual([]);
});

test('lists filter by status, company and due time, and page by due time', async () => {
  const companyId = await newCompany();
  for (const entity of ['a', 'b', 'c']) {
    await house.openIncident(companyId, { entity: { type: 'user', value: entity } });
    clock.advance(hourMs);
  }
  await house.jobs.run();
  const list = async (query: string): Promise<{ items: readonly Obligation[]; nextCursor: string | null }> =>
    (await house.api.call(house.ada, 'GET', `/obligations?${query}`)).body as never;
  const all = await list(`companyId=${companyId}&status=active`);
  expect(all.items.map(({ share }) => Math.round(share * 24))).toEqual([3, 2, 1]);
  const first = await list(`companyId=${companyId}&limit=2`);
  const second = await list(`companyId=${companyId}&limit=2&cursor=${first.nextCursor ?? ''}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
  expect((await list(`companyId=${companyId}&due=${all.items[0]?.dueAt ?? ''}`)).items).toHaveLength(1);
  expect((await list(`companyId=${companyId}&status=breached,fulfilled_late`)).items).toEqual([]);
  const soon = await inScope(house.database.db, providerScope, (tx) => house.notifications.dueSoon(tx, 1));
  expect(soon).toHaveLength(1);
});

test('a company sees neither agreements nor obligations of another', async () => {
  const companyId = await newCompany();
  await house.openIncident(companyId);
  await house.jobs.run();
  const other = await addUser(house.database.db, {
    companyId: house.acme,
    name: 'Eve',
    role: 'owner',
    side: 'customer',
  });
  expect((await house.api.call(other, 'GET', `/agreements?companyId=${companyId}`)).body.items).toEqual([]);
  expect((await house.api.call(other, 'GET', '/obligations')).status).toBe(403);
  const seen = await inScope(house.database.db, companyScope(house.acme), (tx) =>
    listObligations(tx, { limit: 100 }),
  );
  expect(seen.filter(({ obligation }) => obligation.companyId === companyId)).toEqual([]);
});

test('INC-4: an incident is not closed while a notice is owed', async () => {
  const incidentId = await house.openIncident(await newCompany());
  await house.jobs.run();
  await house.api.call(house.ada, 'PATCH', `/incidents/${incidentId}`, { summary: 'Done.' });
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/transition`, { to: 'recovered' });
  const closed = await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/transition`, {
    to: 'closed',
  });
  expect(closed.body.code).toBe('obligations_open');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreementBody } from '../../test/support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import { addCompany, addContact, addUser } from '../../test/support/people.ts';
import { manualClock, type CompanyId, type IncidentId } from '../kernel/index.ts';
import type { Principal } from '../identity/index.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let blue: CompanyId;
let stranger: Principal;
let viewer: Principal;
let incidentId: IncidentId;

interface Received {
  readonly id: string;
  readonly incidentId: string;
  readonly measures: readonly {
    readonly id: string;
    readonly text: string;
    readonly doneAt: string | null;
  }[];
}

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  const { db } = house.database;
  blue = await addCompany(db, { kind: 'customer', name: 'Blue Yonder' });
  stranger = await addUser(db, { companyId: blue, name: 'Stranger', role: 'owner', side: 'customer' });
  viewer = await addUser(db, { companyId: house.acme, name: 'Vi', role: 'viewer', side: 'customer' });
  const contact = { companyId: blue, name: 'B', email: 'b@blue.example', categories: ['security'] };
  await addContact(db, contact);
  await house.api.call(house.ada, 'POST', '/agreements', agreementBody(house.acme));
  await house.api.call(house.ada, 'POST', '/agreements', agreementBody(blue));
  incidentId = await house.openIncident(house.acme);
  await affect(blue);
  await house.jobs.run();
});
afterAll(() => house.stop());

const affect = (companyId: CompanyId) =>
  house.api.call(house.ada, 'POST', `/incidents/${incidentId}/companies`, { companyId, confirmed: true });

async function received(who: Principal, query = ''): Promise<readonly Received[]> {
  const { status, body } = await house.api.call(who, 'GET', `/received-notices${query}`);
  expect(status).toBe(200);
  return body.items as readonly Received[];
}

async function draftOf(companyId: CompanyId): Promise<string> {
  const { body } = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/notices`);
  const items = body.items as { id: string; companyId: string }[];
  return items.find((one) => one.companyId === companyId)?.id ?? '';
}

async function send(companyId: CompanyId): Promise<void> {
  const id = await draftOf(companyId);
  await house.api.call(house.ada, 'POST', `/notices/${id}/submit`);
  await house.api.call(house.bob, 'POST', `/notices/${id}/approve`);
  await house.jobs.run();
}

test('NOT-28: a draft is not seen, and its measures cannot be marked', async () => {
  expect(await received(house.customer)).toEqual([]);
  const draft = await house.api.call(house.ada, 'GET', `/notices/${await draftOf(house.acme)}`);
  const [measure] = draft.body.recommendedMeasures as { id: string }[];
  const tick = await house.api.call(house.customer, 'POST', `/measures/${measure?.id ?? ''}`, { done: true });
  expect(tick).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('NOT-28: what was sent is seen by the company it was sent to, and by no other', async () => {
  await send(house.acme);
  const [notice, ...rest] = await received(house.customer);
  expect(rest).toEqual([]);
  expect(notice).toMatchObject({
    incidentId,
    incidentNumber: 'INC-2030-0001',
    language: 'en',
    sentAt: clock.now().toISOString(),
  });
  expect(notice?.measures.length).toBeGreaterThan(0);
  expect(await received(viewer)).toHaveLength(1);
  expect(await received(stranger)).toEqual([]);
  expect(await received(house.ada)).toEqual([]);
  expect(await received(house.customer, `?incidentId=${incidentId}`)).toHaveLength(1);
  expect(await received(house.customer, `?incidentId=${blue}`)).toEqual([]);
});

test('NOT-28: owner and member mark a measure, once on the timeline and by name', async () => {
  const [notice] = await received(house.customer);
  const [measure] = notice?.measures ?? [];
  const tick = (who: Principal, done: boolean) =>
    house.api.call(who, 'POST', `/measures/${measure?.id ?? ''}`, { done });
  expect((await tick(viewer, true)).status).toBe(403);
  expect((await tick(stranger, true)).status).toBe(404);
  expect((await tick(house.ada, true)).status).toBe(403);
  expect((await tick(house.customer, true)).status).toBe(204);
  expect((await tick(house.customer, true)).status).toBe(204);
  const [after] = await received(house.customer);
  expect(after?.measures[0]?.doneAt).toBe(clock.now().toISOString());
  const { body } = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}`);
  const entries = (body.timeline as { kind: string; text: string; actor: { name: string } }[]).filter(
    ({ kind }) => kind === 'measure',
  );
  expect(entries.map(({ text, actor }) => `${actor.name}: ${text}`)).toEqual([
    `Cleo: Done: ${measure?.text ?? ''}`,
  ]);
  expect(house.api.actions.at(-1)).toMatchObject({
    eventName: 'measure.tick',
    companyId: house.acme,
    actor: { name: 'Cleo' },
  });
});

test('NOT-28: a company that was cleared sees neither incident nor notice any more', async () => {
  const [notice] = await received(house.customer);
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/companies/${house.acme}/clear`, {
    reason: 'Wrong owner.',
  });
  expect(await received(house.customer)).toEqual([]);
  const id = notice?.measures[0]?.id ?? '';
  expect((await house.api.call(house.customer, 'POST', `/measures/${id}`, { done: false })).status).toBe(404);
  await affect(house.acme);
  expect(await received(house.customer)).toHaveLength(1);
});

test('everybody who is signed in may know whom to call', async () => {
  const contact = { name: 'Northwind Cloud', email: 'soc@northwind.example', phone: null, hours: null };
  for (const who of [house.ada, house.customer, viewer])
    expect((await house.api.call(who, 'GET', '/notice-settings/contact')).body).toEqual(contact);
  expect((await house.api.call(null, 'GET', '/notice-settings/contact')).status).toBe(401);
});

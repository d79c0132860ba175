import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreementBody } from '../../test/support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import { addCompany, addContact, addUser } from '../../test/support/people.ts';
import { hourMs, manualClock, systemScope, type CompanyId, type IncidentId } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { trackingDays } from './notification-deps.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let blue: CompanyId;
let incidentId: IncidentId;
let noticeId: string;
let token: string;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  const { ada, bob, api, jobs } = house;
  blue = await addCompany(house.database.db, { kind: 'customer', name: 'Blue Yonder' });
  await addContact(house.database.db, {
    companyId: blue,
    name: 'B',
    email: 'b@blue.example',
    categories: ['security'],
  });
  await api.call(ada, 'POST', '/agreements', agreementBody(house.acme, { language: 'ru' }));
  await api.call(ada, 'POST', '/agreements', agreementBody(blue));
  incidentId = await house.openIncident(house.acme);
  await api.call(ada, 'POST', `/incidents/${incidentId}/companies`, { companyId: blue, confirmed: true });
  await jobs.run();
  const list = await api.call(ada, 'GET', `/incidents/${incidentId}/notices`);
  const items = list.body.items as { id: string; companyId: string }[];
  noticeId = items.find((one) => one.companyId === house.acme)?.id ?? '';
  const notice = await api.call(ada, 'GET', `/notices/${noticeId}`);
  token = String(notice.body.trackingUrl).split('/').at(-1) ?? '';
  await api.call(ada, 'POST', `/notices/${noticeId}/submit`);
  await api.call(bob, 'POST', `/notices/${noticeId}/approve`);
  await jobs.run();
});
afterAll(() => house.stop());

const track = () => house.api.call(null, 'GET', `/track/${token}`);

test('NOT-16: the link shows the company’s own slice of the incident, in the language of its agreement', async () => {
  const note = (text: string, over: object) =>
    house.api.call(house.ada, 'POST', `/incidents/${incidentId}/timeline`, { text, ...over });
  await note('Внутренняя запись', {});
  await note('Только для Blue', { visibility: 'customer', companyId: blue });
  await note('Пароль root сменён.', { visibility: 'customer', companyId: house.acme });
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/transition`, { to: 'contained' });
  const { status, body } = await track();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    companyName: 'Acme Bakery',
    status: 'contained',
    severity: 'high',
    language: 'ru',
    noticeAt: clock.now().toISOString(),
    contact: { name: 'Northwind Cloud', email: 'soc@northwind.example' },
  });
  expect((body.updates as { text: string }[]).map(({ text }) => text)).toEqual([
    'Инцидент открыт.',
    'Ваша компания может быть затронута.',
    'Это уведомление отправлено вашим контактным лицам.',
    'Пароль root сменён.',
    'Состояние инцидента: локализован.',
  ]);
  expect(JSON.stringify(body)).not.toMatch(/Blue|Ada|Bob|Внутренняя/);
});

test('NOT-17: a customer ticks a measure off and on again, and both are on the timeline once', async () => {
  const before = await track();
  const [measure] = before.body.recommendedMeasures as { id: string; text: string; done: boolean }[];
  const tick = (done: boolean) =>
    house.api.call(null, 'POST', `/track/${token}/measures/${measure?.id ?? ''}`, { done });
  const doneOf = (reply: { body: { recommendedMeasures: { done: boolean }[] } }) =>
    reply.body.recommendedMeasures.map(({ done }) => done);
  expect(doneOf(await tick(true))).toEqual([true, false, false, false]);
  await tick(true);
  expect(doneOf(await tick(false))).toEqual([false, false, false, false]);
  const { body } = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}`);
  const entries = (body.timeline as { kind: string; text: string; actor: { name: string } }[]).filter(
    ({ kind }) => kind === 'measure',
  );
  expect(entries.map(({ text, actor }) => `${actor.name}: ${text}`)).toEqual([
    `tracking link: Done: ${measure?.text ?? ''}`,
    `tracking link: Not done: ${measure?.text ?? ''}`,
  ]);
  expect(house.api.actions.at(-1)).toMatchObject({
    eventName: 'tracking.tick_measure',
    companyId: house.acme,
    resources: [{ type: 'notice', id: noticeId }],
  });
});

test('NOT-16, NOT-17: the link works the same for whoever is signed in in that browser', async () => {
  const stranger = await addUser(house.database.db, {
    companyId: blue,
    name: 'Stranger',
    role: 'viewer',
    side: 'customer',
  });
  const expected = (await track()).body;
  for (const who of [house.customer, stranger, house.ada]) {
    const { status, body } = await house.api.call(who, 'GET', `/track/${token}`);
    expect({ status, body }).toEqual({ status: 200, body: expected });
    const [measure] = expected.recommendedMeasures as { id: string }[];
    const path = `/track/${token}/measures/${measure?.id ?? ''}`;
    expect((await house.api.call(who, 'POST', path, { done: true })).status).toBe(200);
    expect((await house.api.call(who, 'POST', path, { done: false })).status).toBe(200);
    expected.updates = (await track()).body.updates;
  }
});

test('NOT-17: a link ticks only measures of its own notice', async () => {
  const { rows } = await inScope(house.database.db, systemScope('test'), (tx) =>
    sql<{ id: string }>`select id from notice_measure where company_id = ${blue}`.execute(tx),
  );
  const foreign = await house.api.call(null, 'POST', `/track/${token}/measures/${rows[0]?.id ?? ''}`, {
    done: true,
  });
  expect(foreign.status).toBe(404);
});

test('NOT-16: only the hash of the link is stored in the clear', async () => {
  const { rows } = await inScope(house.database.db, systemScope('test'), (tx) =>
    sql<{ row: string }>`select row_to_json(notice)::text as row from notice`.execute(tx),
  );
  expect(rows).toHaveLength(2);
  for (const { row } of rows) expect(row).not.toContain(token);
});

test.each([
  'x',
  'trk_',
  `trk_${'A'.repeat(42)}`,
  `trk_${'A'.repeat(44)}`,
  `trk_${'A'.repeat(42)}%27`,
  '..%2F..%2Fsession',
])('a malformed link (%s) is refused and a wrong one is not found', async (wrong) => {
  expect([400, 404]).toContain((await house.api.call(null, 'GET', `/track/${wrong}`)).status);
  expect((await house.api.call(null, 'GET', `/track/trk_${'A'.repeat(43)}`)).status).toBe(404);
});

test('a customer is told that it turned out not to be affected', async () => {
  const path = `/incidents/${incidentId}/companies/${house.acme}`;
  await house.api.call(house.ada, 'POST', `${path}/clear`, { reason: 'Internal: wrong asset owner.' });
  const { body } = await track();
  expect(body.status).toBe('cancelled');
  expect((body.updates as { text: string }[]).at(-1)?.text).toBe(
    'Выяснилось, что ваша компания не затронута.',
  );
  expect(JSON.stringify(body)).not.toContain('wrong asset owner');
  const companyId = house.acme;
  await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/companies`, {
    companyId,
    confirmed: true,
  });
});

test('the person whom customers call can be set; a notice that was approved keeps what it said', async () => {
  const contact = { name: 'Northwind SOC', email: null, phone: '+49 30 1234567', hours: 'day and night' };
  expect((await house.api.call(house.ada, 'PUT', '/notice-settings/contact', contact)).status).toBe(403);
  const admin = { ...house.ada, permissions: new Set([...house.ada.permissions, 'setting:write' as const]) };
  expect((await house.api.call(admin, 'PUT', '/notice-settings/contact', contact)).body).toEqual(contact);
  expect((await track()).body.contact).toEqual(contact);
  const approved = await house.api.call(house.ada, 'GET', `/notices/${noticeId}`);
  expect(approved.body.mailText).not.toContain('+49 30');
});

test('NOT-16: an expired or revoked link looks like one that never was', async () => {
  const start = clock.now();
  clock.advance((trackingDays * 24 + 1) * hourMs);
  expect((await track()).status).toBe(404);
  clock.set(start);
  expect((await track()).status).toBe(200);
  expect((await house.api.call(house.ada, 'POST', `/notices/${noticeId}/revoke-tracking`)).status).toBe(200);
  const revoked = await track();
  const unknown = await house.api.call(null, 'GET', `/track/trk_${'B'.repeat(43)}`);
  expect({ ...revoked.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
});

import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivity, type Activity } from '../src/activity/index.ts';
import {
  completeSetup,
  joinCompany,
  openTestServer,
  signIn,
  type Caller,
  type TestServer,
} from './support/identity.ts';
import { tryEveryRoute } from './support/tenancy.ts';

const mark = 'Zyxquort';
let server: TestServer;
let activity: Activity;
let ada: Caller;
let owner: Caller;
let member: Caller;
let attackersCompany: string;
let victim: string;

const companyNamed = async (name: string, slug: string): Promise<string> =>
  (await ada.call('POST', '/companies', { name, slug })).json<{ id: string }>().id;

beforeAll(async () => {
  server = await openTestServer((database, clock) => {
    activity = createActivity({ db: database.db, clock, log: pino({ level: 'silent' }) });
    return { recorder: activity.recorder, routes: activity.routes };
  });
  await completeSetup(server);
  ada = await signIn(server);
  attackersCompany = await companyNamed('Alpha', 'alpha');
  victim = await companyNamed(`Bravo ${mark}`, 'bravo');
  const people = { companyId: attackersCompany };
  owner = await joinCompany(server, ada, {
    ...people,
    email: 'owner@alpha.test',
    role: 'owner',
    name: 'Olga',
  });
  member = await joinCompany(server, ada, {
    ...people,
    email: 'member@alpha.test',
    role: 'member',
    name: 'Mia',
  });
  await seedVictim();
});
afterAll(async () => {
  await activity.stop();
  await server.stop();
});

async function seedVictim(): Promise<void> {
  const email = `boss@${mark.toLowerCase()}.test`;
  const boss = await joinCompany(server, ada, {
    companyId: victim,
    email,
    role: 'owner',
    name: `Boss ${mark}`,
  });
  const made = [
    await ada.call('POST', `/companies/${victim}/projects`, { name: `Project ${mark}`, slug: 'p' }),
    await boss.call('POST', `/companies/${victim}/contacts`, {
      name: `Desk ${mark}`,
      email,
      categories: ['legal'],
    }),
    await boss.call('POST', '/tokens', { name: `Token ${mark}`, permissions: ['event:read'] }),
    await boss.call('POST', '/users/invitations', {
      companyId: victim,
      email: `x@${mark}.test`,
      role: 'viewer',
    }),
    await ada.call('POST', `/companies/${victim}/off-boarding`, { step: 'export', confirm: 'bravo' }),
  ];
  expect(made.map((reply) => reply.statusCode)).toEqual([201, 201, 201, 201, 202]);
  await activity.flush();
}

test('no route tells or changes anything of another company, whoever asks', async () => {
  const report = await tryEveryRoute({
    app: server.app,
    owner: server.database.settingsFor('owner'),
    attackers: [
      { name: 'owner', headers: { cookie: owner.cookie } },
      { name: 'member', headers: { cookie: member.cookie } },
      { name: 'stranger', headers: {} },
    ],
    attackersCompany,
    victim,
    marks: [mark, mark.toLowerCase()],
  });
  expect(report.leaks).toEqual([]);
  expect(report.changes).toEqual([]);
  expect(report.unreached).toEqual([]);
  expect(report.operations.length).toBeGreaterThanOrEqual(30);
  expect(report.calls).toBeGreaterThan(report.operations.length * 3);
});

test('the trial itself finds a leak and a change, when there are any', async () => {
  const made = await server.identity.createTokenFor({ user: 'first_admin', name: 'trial' });
  const authorization = `Bearer ${made?.token ?? ''}`;
  const report = await tryEveryRoute({
    app: server.app,
    owner: server.database.settingsFor('owner'),
    attackers: [{ name: 'provider', headers: { authorization } }],
    attackersCompany,
    victim,
    marks: [mark],
  });
  expect(report.leaks.length).toBeGreaterThan(2);
  expect(report.changes).toEqual(expect.arrayContaining(['company', 'contact', 'project']));
});

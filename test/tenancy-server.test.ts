import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../src/app/demo/mailbox.ts';
import { prepareDataFolder } from '../src/app/serve/stores.ts';
import { startServer, type Server } from '../src/app/serve/start-server.ts';
import { systemClock } from '../src/kernel/index.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { until } from './support/processes.ts';
import { operator, projectRoot } from './support/running-server.ts';
import { apiOf, signIn, type Api } from './support/server-api.ts';
import { tryEveryRoute } from './support/tenancy.ts';

/** A word that stands in everything of company B and nowhere else. */
const mark = 'Zyxquort';
const password = 'a long enough password';
let folder: string;
let mail: SmtpSink;
let server: Server;
let provider: Api;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-tenancy-'));
  await chmod(folder, 0o711);
  mail = await startSmtpSink();
  const env = {
    TOCSIN_DATA: join(folder, 'data'),
    TOCSIN_HTTP_PORT: '0',
    TOCSIN_SYSLOG_UDP: 'off',
    TOCSIN_SYSLOG_TCP: 'off',
    TOCSIN_SYSLOG_RELP: 'off',
    TOCSIN_SMTP_URL: mail.url,
  };
  const config = loadConfig({ env, root: projectRoot });
  await prepareDataFolder(config.data);
  const log = pino({ level: 'silent' });
  const common = { root: projectRoot, version: 'test', clock: systemClock, secretKey: undefined };
  server = await startServer({ ...common, config, log, consoleFolder: null });
  const link = await server.localAccess.prepare();
  const token = new URL(link ?? '').searchParams.get('token');
  const made = await apiOf(server.url, null).post('/setup', {
    token,
    providerName: 'Nimbus Cloud',
    ...operator,
  });
  expect(made.status).toBe(200);
  const tokenFile = join(config.data, 'secrets', 'admin-token');
  const adminToken = await until('the administrator’s token', () =>
    readFile(tokenFile, 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
  );
  provider = apiOf(server.url, adminToken);
}, 180_000);

afterAll(async () => {
  await server.stop();
  await mail.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** A user of a company, through invitation and acceptance; gives an API token with all that the role may do. */
async function joinCompany(companyId: string, email: string, role: string): Promise<string> {
  await provider.make('/users/invitations', { companyId, email, role });
  const { text } = await mail.waitFor(email, AbortSignal.timeout(20_000));
  const invitation = /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? '';
  const accepted = await apiOf(server.url, null).post(`/invitations/${invitation}`, {
    name: email,
    password,
  });
  expect(accepted.status).toBe(204);
  const person = await signIn(server.url, email, password);
  const { permissions } = (await person.get('/session')).body as { permissions: readonly string[] };
  const made = await person.make('/tokens', { name: 'attack', permissions, expiresAt: null });
  return made.token as string;
}

/** Company B with everything that a company can have, up to an accepted notice. Returns its id and its events' ids. */
async function seedVictim(): Promise<{ id: string; eventIds: readonly string[] }> {
  const { id } = await provider.make('/companies', { name: `Bravo ${mark}`, slug: 'bravo', locale: 'en' });
  const contact = {
    name: `Desk ${mark}`,
    email: `sec@${mark}.example`,
    categories: ['security'],
    locale: 'en',
  };
  await provider.make(`/companies/${id}/contacts`, contact);
  await provider.make(`/companies/${id}/projects`, { name: `Project ${mark}`, slug: 'p' });
  const clause = {
    startsAt: 'company_affected',
    durationHours: 24,
    channel: 'email',
    contactCategories: ['security'],
  };
  await provider.make('/agreements', {
    companyId: id,
    title: `Agreement ${mark}`,
    number: 'B-1',
    effectiveFrom: '2020-01-01',
    effectiveTo: null,
    clauses: [{ ...clause, trigger: { minSeverity: 'low' }, language: 'en' }],
  });
  const kept = { name: `Search ${mark}`, shared: true, searchedCompanyId: id };
  await provider.make('/saved-searches', kept);
  const boss = await joinCompany(id, `boss@${mark.toLowerCase()}.example`, 'owner');
  await apiOf(server.url, boss).make('/saved-searches', kept);
  const source = await provider.make('/sources', { companyId: id, name: `Trail ${mark}`, kind: 'http' });
  const stopped = {
    eventVersion: '1.08',
    eventTime: new Date().toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    eventID: '7b0ce5a1-5a47-4f1e-9a2e-0d6f0a1b2c3d',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli',
    recipientAccountId: '111122223333',
    requestParameters: { name: `trail-${mark}` },
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${mark}`, userName: mark },
  };
  await until('intake takes the event', async () => {
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${source.token as string}`, 'idempotency-key': 'one' },
      body: JSON.stringify(stopped),
    });
    return reply.status === 200 ? true : null;
  });
  const noticeId = await until('a notice is drafted', async () => {
    const { items } = (await provider.get('/obligations')).body as { items: { noticeId: string | null }[] };
    return items[0]?.noticeId ?? null;
  });
  expect((await provider.post(`/notices/${noticeId}/submit`)).status).toBeLessThan(300);
  const terms = { companyId: id, reason: `Expected ${mark}`, expiresAt: new Date(Date.now() + 86_400_000) };
  const ruleId = 'c5d09216-f687-42de-9926-27dcecb7ece3';
  await provider.make('/suppressions', { ...terms, ruleId, entity: { type: 'user', value: mark } });
  await provider.make('/suppressions/filters', {
    ...terms,
    exclude: {
      title: `Not ${mark}`,
      ruleIds: [ruleId],
      fields: [{ field: 'userIdentity.userName', value: mark }],
    },
  });
  const events = (await provider.get(`/events?companyId=${id}`)).body.items as { id: string }[];
  return { id, eventIds: events.map((event) => event.id) };
}

test('no route of the whole server tells or changes anything of another company, whoever asks', async () => {
  const attackersCompany = (await provider.make('/companies', { name: 'Alpha', slug: 'alpha', locale: 'en' }))
    .id as string;
  const owner = await joinCompany(attackersCompany, 'owner@alpha.example', 'owner');
  const member = await joinCompany(attackersCompany, 'member@alpha.example', 'member');
  const victim = await seedVictim();
  expect(victim.eventIds.length).toBeGreaterThan(0);
  await server.slices.activity.flush();
  const report = await tryEveryRoute({
    app: server.app,
    owner: server.stores.postgres.settingsFor('owner'),
    attackers: [
      { name: 'owner', headers: { authorization: `Bearer ${owner}` } },
      { name: 'member', headers: { authorization: `Bearer ${member}` } },
      { name: 'stranger', headers: {} },
    ],
    attackersCompany,
    victim: victim.id,
    marks: [mark, mark.toLowerCase()],
    moreIds: victim.eventIds,
  });
  expect(report.leaks).toEqual([]);
  expect(report.changes).toEqual([]);
  expect(report.unreached).toEqual([]);
  expect(report.operations.length).toBeGreaterThanOrEqual(70);
}, 300_000);

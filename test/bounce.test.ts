import { afterAll, expect, test, type TestContext } from 'vitest';
import { makeReport } from '../src/platform/mail/testing/delivery-report.ts';
import { startSmtpSink, type SmtpSink } from '../src/platform/mail/testing/smtp-sink.ts';
import { needDovecot, startDovecot, type Dovecot } from '../src/platform/mailbox/testing/dovecot.ts';
import { agreementBody, contactBody } from './support/agreement.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';
import { apiOf, signIn, type Api } from './support/server-api.ts';

/** A notice goes out over SMTP, comes back into a real mailbox, and the whole program acts on it. */
const waitMs = { timeout: 60_000, interval: 100 };
const ends: (() => Promise<unknown>)[] = [];
let mail: SmtpSink;
let mailbox: Dovecot;
let server: RunningServer;
let admin: Api;
let lead: Api;

/** Starts everything once, in the first test: only there can a missing dovecot skip. */
async function setUp(context: TestContext): Promise<void> {
  await needDovecot(context);
  if (ends.length > 0) return;
  mail = await startSmtpSink({ hideSTARTTLS: true });
  ends.push(() => mail.stop());
  mailbox = await startDovecot();
  ends.push(() => mailbox.stop());
  server = await startRunningServer({
    env: {
      TOCSIN_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      TOCSIN_SMTP_FROM: 'Nimbus Cloud <soc@nimbus.example>',
      TOCSIN_BOUNCE_URL: mailbox.url,
      TOCSIN_BOUNCE_ADDRESS: 'bounce+*@mail.nimbus.example',
      TOCSIN_BOUNCE_FOLDER: 'Read',
    },
  });
  ends.push(() => server.stop());
  admin = apiOf(server.url, server.adminToken);
  const { companyId } = (await admin.get('/session')).body;
  lead = await invite('bea@nimbus.example', companyId as string);
}
afterAll(async () => {
  for (const end of ends.reverse()) await end();
}, 60_000);

async function invite(email: string, companyId: string): Promise<Api> {
  await admin.make('/users/invitations', { email, role: 'lead', companyId });
  await expect.poll(() => mail.mails.some(({ to }) => to.includes(email)), waitMs).toBe(true);
  const text = mail.mails.find(({ to }) => to.includes(email))?.parsed.text ?? '';
  const token = /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? '';
  const password = 'seven grey herons';
  await apiOf(server.url, null).post(`/invitations/${token}`, { name: 'Bea', password });
  return signIn(server.url, email, password);
}

interface Notified {
  readonly contact: string;
  readonly incidentId: string;
  readonly noticeId: string;
  /** Where its mail comes back to. */
  readonly returnsTo: string;
}

/** An incident at a customer of its own, whose notice was accepted by the mail server. */
async function notified(slug: string): Promise<Notified> {
  const contact = `security@${slug}.example`;
  const { id: companyId } = await admin.make('/companies', { name: `Acme ${slug}`, slug, locale: 'en' });
  await admin.make(`/companies/${companyId}/contacts`, contactBody(slug));
  await admin.make('/agreements', agreementBody(companyId as string));
  const made = await admin.make('/incidents', {
    title: 'root logged on to web-1',
    severity: 'high',
    summary: 'Seen by hand.',
    companyIds: [companyId],
  });
  const incidentId = (made.incident?.id ?? made.id) as string;
  const path = `/incidents/${incidentId}/notices`;
  await expect.poll(async () => (await admin.get(path)).body.items.length, waitMs).toBe(1);
  const noticeId = (await admin.get(path)).body.items[0].id as string;
  await admin.make(`/notices/${noticeId}/submit`, {});
  await lead.make(`/notices/${noticeId}/approve`, {});
  await expect
    .poll(async () => (await admin.get(`/notices/${noticeId}`)).body.status, waitMs)
    .toBe('accepted');
  const returnsTo = mail.mails.find(({ to }) => to.includes(contact))?.from ?? '';
  return { contact, incidentId, noticeId, returnsTo };
}

test('NOT-18 to NOT-26: a notice that comes back into the mailbox re-opens its obligation, and staff get mail', async (context) => {
  await setUp(context);
  const { contact, incidentId, noticeId, returnsTo } = await notified('bakery');
  const obligation = async () =>
    (await admin.get(`/incidents/${incidentId}/obligations`)).body.items[0] as {
      status: string;
      dueAt: string;
      reopenedAt: string | null;
    };
  expect((await obligation()).status).toBe('fulfilled');
  const { dueAt } = await obligation();
  const sent = mail.mails.find(({ to }) => to.includes(contact));
  expect(returnsTo).toMatch(/^bounce\+[a-z2-7]{26}\.1\.[a-z2-7]{16}@mail\.nimbus\.example$/);
  expect(sent?.notify).toEqual(['SUCCESS', 'FAILURE', 'DELAY']);
  const report = (id: string, to: string, action: string): Buffer =>
    makeReport({ id, to, recipients: [{ final: contact, action, diagnostic: '550 5.1.1 User unknown' }] });
  await mailbox.deliver('From: a@b.example\r\nTo: soc@nimbus.example\r\nSubject: Hello\r\n\r\nHello\r\n');
  await mailbox.deliver(report('forged', returnsTo.replace('.1.', '.2.'), 'failed'));
  await mailbox.deliver(report('genuine', returnsTo, 'failed'));
  await expect
    .poll(async () => (await admin.get(`/notices/${noticeId}`)).body.status, waitMs)
    .toBe('bounced');
  expect(await obligation()).toMatchObject({ status: 'open', dueAt, reopenedAt: expect.any(String) });
  const health = (await admin.get('/notice-settings/bounces')).body;
  expect(health.verdicts).toEqual({ applied: 1, forged: 1, other: 1 });
  expect(health).toMatchObject({ configured: true, failingSince: null });
  expect(JSON.stringify(health)).not.toContain('password');
  const told = (): string[] =>
    mail.mails
      .filter(({ parsed }) => parsed.subject?.startsWith('[Escalation]') === true)
      .map(({ to }) => to.join());
  await expect.poll(() => told().length, waitMs).toBe(2);
  expect(told().sort()).toEqual(['ada@nimbus.example', 'bea@nimbus.example']);
  const alerts = (await admin.get(`/incidents/${incidentId}/alerts`)).body.items;
  expect(alerts).toMatchObject([
    { level: 'escalation', causes: [{ reason: 'bounced', companyName: 'Acme bakery' }] },
  ]);
  const left = await mailbox.withClient(async (client) => {
    const inbox = await client.status('INBOX', { messages: true });
    const read = await client.status('Read', { messages: true });
    return [inbox === false ? 0 : inbox.messages, read === false ? 0 : read.messages];
  });
  expect(left).toEqual([2, 1]);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('tocsin_notification_bounce_mails_total{verdict="forged"} 1');
  expect(metrics).toContain('tocsin_notification_bounce_mailbox_failing 0');
}, 300_000);

test('NOT-21: kill -9 of the server between two bounces: each is dealt with once', async (context) => {
  await setUp(context);
  const { contact, noticeId, returnsTo } = await notified('brewery');
  const deliver = (action: string): Promise<number> =>
    mailbox.deliver(makeReport({ id: action, to: returnsTo, recipients: [{ final: contact, action }] }));
  const reports = async (): Promise<number> => {
    const reply = await admin.get(`/notices/${noticeId}`).catch(() => null);
    return (reply?.body?.reports?.length ?? 0) as number;
  };
  await deliver('delayed');
  await expect.poll(reports, waitMs).toBe(1);
  await server.kill9('server');
  await deliver('relayed');
  await server.restart();
  await expect.poll(reports, waitMs).toBe(2);
  await deliver('delivered');
  await expect.poll(reports, waitMs).toBe(3);
}, 180_000);

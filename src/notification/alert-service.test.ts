import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { agreementBody } from '../../test/support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import {
  passTime,
  runJobs,
  scriptedMailer,
  startCase,
  type NoticeCase,
  type ScriptedMailer,
} from '../../test/support/notice-steps.ts';
import { addContact, addUser } from '../../test/support/people.ts';
import type { Principal } from '../identity/index.ts';
import { dayMs, hourMs, manualClock, minuteMs, systemScope } from '../kernel/index.ts';
import type { MailMessage } from '../platform/mail/index.ts';
import { inScope } from '../platform/postgres/index.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let mailer: ScriptedMailer;
let admin: Principal;
let owner: Principal;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  const { db } = house.database;
  const staff = (name: string, role: 'admin' | 'analyst'): Promise<Principal> =>
    addUser(db, { companyId: house.provider, name, role, side: 'provider' });
  [admin, owner] = [await staff('Zoe', 'admin'), await staff('Oskar', 'analyst')];
  await inScope(db, systemScope('test'), (tx) =>
    sql`update app_user set locale = 'ru' where app_user.id = ${owner.userId}`.execute(tx),
  );
});
beforeEach(async () => {
  mailer = scriptedMailer(isAlert);
  house.mailer = { ...house.mailer, send: (message) => mailer.send(message) };
  // Whatever earlier tests left behind is told and done before this one begins.
  await passTime(house, clock, 40 * dayMs, 10 * dayMs);
  mailer.sent.length = 0;
});
afterAll(() => house.stop());

const isAlert = ({ to }: MailMessage): boolean => to.some(({ email }) => email.endsWith('@people.example'));
/** Mails to staff since the test began: `name: subject`. */
const alerts = (): string[] =>
  mailer.sent.filter(isAlert).map(({ to, subject }) => `${to[0]?.name ?? ''}: ${subject}`);
const assign = (about: NoticeCase, who: Principal): Promise<unknown> =>
  house.api.call(house.ada, 'PATCH', `/incidents/${about.incidentId}`, { assigneeId: who.userId });
const numberOf = async (about: NoticeCase): Promise<string> =>
  (await house.api.call(house.ada, 'GET', `/incidents/${about.incidentId}`)).body.incident.number as string;

/** The next mails about a breach are answered so. */
function scriptBreaches(...answers: ScriptedMailer['answers']): void {
  mailer = scriptedMailer((message) => isAlert(message) && message.subject.startsWith('[Breach]'));
  mailer.answers.push(...answers);
}

test('NOT-24: a warning, an escalation and a breach reach the right people once each, in their language', async () => {
  const about = await startCase(house);
  await assign(about, owner);
  const number = await numberOf(about);
  const company = /Case \d+/.exec((await about.told()).join())?.[0] ?? '';
  await passTime(house, clock, 12 * hourMs);
  await passTime(house, clock, minuteMs);
  expect(alerts()).toEqual([
    `Oskar: [Предупреждение] ${number}: уведомление «${company}», осталось 11 ч 59 мин`,
  ]);
  mailer.sent.length = 0;
  await passTime(house, clock, 10 * hourMs, 0.1 * hourMs);
  expect(
    alerts()
      .map((line) => line.split(' ')[0])
      .sort(),
  ).toEqual(['Ada:', 'Bob:', 'Oskar:', 'Zoe:']);
  expect(alerts()[0]).toMatch(/^\w+: \[Escalation\] INC-2030-\d+: notice to Case \d+, 2 h \d+ min left$/);
  mailer.sent.length = 0;
  await passTime(house, clock, 30 * hourMs, hourMs);
  expect(
    alerts()
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .sort(),
  ).toEqual(['Ada: [Breach]', 'Bob: [Breach]', 'Oskar: [Нарушение', 'Zoe: [Breach]']);
});

test('NOT-24: the mail says what is due, what is missing and where, as text and as HTML, and is safe', async () => {
  const { db } = house.database;
  const about = await startCase(house, { contacts: [] });
  await addContact(db, {
    companyId: about.companyId,
    name: '<b>Eve & Co</b>\r\nBcc: x@y',
    email: 'eve@case.example',
    categories: ['operations'],
  });
  await house.api.call(house.ada, 'PATCH', `/incidents/${about.incidentId}`, {
    title: '<img src=x onerror=alert(1)> {{ 7 | times: 6 }}',
  });
  await passTime(house, clock, minuteMs);
  const [mail] = mailer.sent.filter(isAlert);
  expect(mail?.subject).toMatch(/^\[Escalation\] INC-2030-\d+: notice to Case \d+, 23 h 59 min left$/);
  const parts = [
    'ESCALATION: INC-2030-',
    'Assigned to: nobody',
    /Due \d+ \w+ 2030 at \d\d:\d\d UTC \(23 h 59 min left\), Hosting agreement/,
    'A required kind of contact is missing.',
    '- The notice is a draft: nobody has handed it in.',
    '- The company has no contact for: security.',
    '- Other contacts of the company: <b>Eve & Co</b> Bcc: x@y <eve@case.example>.',
    `https://soc.northwind.example/incidents/${about.incidentId}?tab=notices&notice=${about.noticeId}`,
    'For staff of Northwind Cloud only',
    'https://soc.northwind.example/settings/profile',
  ];
  for (const part of parts) expect(mail?.text).toMatch(typeof part === 'string' ? literal(part) : part);
  expect(mail?.html).not.toMatch(/<img|<b>Eve/);
  expect(mail?.html).toContain('&lt;img src=x onerror=alert(1)&gt; {{ 7 | times: 6 }}');
  expect(mail?.html).toContain(`notice=${about.noticeId}`);
  expect(mail?.reports).toBeUndefined();
});

const literal = (text: string): RegExp => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));

test('NOT-25: several obligations of one incident that reach a level together are one mail to each', async () => {
  const about = await startCase(house);
  const more = await Promise.all(
    [1, 2].map(async () => {
      const other = await startCase(house);
      await house.api.call(house.ada, 'POST', `/incidents/${about.incidentId}/companies`, {
        companyId: other.companyId,
        confirmed: true,
      });
      return other;
    }),
  );
  await runJobs(house);
  for (const { incidentId } of more)
    await house.api.call(house.ada, 'POST', `/incidents/${incidentId}/transition`, {
      to: 'cancelled',
      reason: 'false_positive',
    });
  await passTime(house, clock, 23 * hourMs, 10 * minuteMs);
  const escalations = alerts().filter((line) => line.includes('[Escalation]'));
  expect(escalations).toHaveLength(3);
  expect(escalations[0]).toMatch(/: 3 notices, 2 h \d+ min left$/);
  const [shown] = (await about.alerts()).filter(({ level }) => level === 'escalation');
  expect(shown?.causes).toHaveLength(3);
  expect(shown?.recipients.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'Ada accepted',
    'Bob accepted',
    'Zoe accepted',
  ]);
});

test('NOT-25: an obligation that reaches a level later is told in a mail of its own, at a distance', async () => {
  const about = await startCase(house);
  const second = agreementBody(about.companyId, { durationHours: 25 });
  await house.api.call(house.ada, 'POST', '/agreements', second);
  await house.api.call(house.ada, 'PATCH', `/incidents/${about.incidentId}`, { severity: 'critical' });
  await runJobs(house);
  await passTime(house, clock, 26 * hourMs, 5 * minuteMs);
  const breaches = (await about.alerts()).filter(({ level }) => level === 'breach');
  expect(breaches.map(({ causes }) => causes.length)).toEqual([1, 1]);
  const [last, first] = breaches.map(({ sentAt }) => new Date(sentAt).getTime());
  expect((last ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10 * minuteMs);
});

test('NOT-25: after a standstill one mail says the worst, not three all that was missed', async () => {
  const about = await startCase(house);
  await passTime(house, clock, 25 * hourMs);
  await passTime(house, clock, 5 * minuteMs, minuteMs);
  expect((await about.alerts()).map(({ level }) => level)).toEqual(['breach']);
  expect((await about.obligation()).status).toBe('breached');
});

test('NOT-25: what was fulfilled while the mail gathered is not told', async () => {
  const about = await startCase(house);
  await about.post('ada', 'submit');
  clock.advance(12 * hourMs);
  await runJobs(house);
  await about.post('bob', 'approve');
  await passTime(house, clock, 3 * minuteMs, minuteMs);
  expect((await about.obligation()).status).toBe('fulfilled');
  expect(alerts()).toEqual([]);
  expect(await about.alerts()).toEqual([]);
});

test('NOT-26: facts that come twice, jobs that run twice and a process that is killed lead to one mail, recognisable', async () => {
  const about = await startCase(house);
  clock.advance(25 * hourMs);
  await runJobs(house);
  const [breach, ...rest] = house.notifications.subscriptions.filter((one) =>
    one.subscriber.startsWith('notification.alert.obligation.escalated'),
  );
  expect(rest).toEqual([]);
  const { id: obligationId } = await about.obligation();
  const payload = {
    obligationId,
    incidentId: about.incidentId,
    companyId: about.companyId,
    reason: 'breached',
  };
  await inScope(house.database.db, systemScope('test'), (tx) =>
    breach === undefined
      ? Promise.resolve()
      : breach.handle(tx, { id: '' as never, name: '', companyId: null, payload }),
  );
  scriptBreaches('killed', 'unknown');
  await passTime(house, clock, 40 * minuteMs, minuteMs);
  const sent = mailer.sent.filter((one) => isAlert(one) && one.subject.startsWith('[Breach]'));
  const byId = new Map<string, number[]>();
  for (const { messageId, attempt } of sent)
    byId.set(messageId, [...(byId.get(messageId) ?? []), attempt ?? 1]);
  expect([...byId.values()].sort((a, b) => b.length - a.length)).toEqual([[1, 2], [1, 2], [1]]);
  expect((await about.alerts()).filter(({ level }) => level === 'breach')).toHaveLength(1);
});

test('NOT-26: a mail whose job was lost is found by the sweep; one that is refused is on record', async () => {
  const about = await startCase(house);
  clock.advance(25 * hourMs);
  await runJobs(house);
  scriptBreaches('failed');
  await passTime(house, clock, 5 * minuteMs, minuteMs);
  const [breach] = (await about.alerts()).filter(({ level }) => level === 'breach');
  expect(breach?.recipients.map(({ status }) => status).sort()).toEqual(['accepted', 'accepted', 'failed']);
  expect((await about.told()).some((text) => /could not be told by mail .*scripted: failed/.test(text))).toBe(
    true,
  );
});

test('NOT-27: a notice that waits for approval is told to those who may give it, once each time it is handed in', async () => {
  const about = await startCase(house);
  await assign(about, owner);
  await about.post('ada', 'submit');
  await passTime(house, clock, 119 * minuteMs, minuteMs);
  expect(alerts()).toEqual([]);
  await passTime(house, clock, 5 * minuteMs, minuteMs);
  expect(
    alerts()
      .map((line) => line.split(':')[0])
      .sort(),
  ).toEqual(['Bob', 'Oskar']);
  const [mail] = mailer.sent.filter((one) => one.to[0]?.name === 'Bob');
  expect(mail?.text).toMatch(/The notice has waited for approval by a second person since \d+ \w+ \d{4}/);
  mailer.sent.length = 0;
  await passTime(house, clock, 4 * hourMs, 10 * minuteMs);
  expect(alerts()).toEqual([]);
  await about.post('bob', 'reject', { reason: 'Say which host.' });
  await about.post('ada', 'submit');
  await passTime(house, clock, 2.2 * hourMs, 10 * minuteMs);
  expect(
    alerts()
      .map((line) => line.split(':')[0])
      .sort(),
  ).toEqual(['Bob', 'Oskar']);
});

test('NOT-27: when nobody but the authors may approve, admins and leads hear of it at once', async () => {
  const about = await startCase(house);
  const { db } = house.database;
  const disable = (at: Date | null): Promise<unknown> =>
    inScope(db, systemScope('test'), (tx) =>
      sql`update app_user set disabled_at = ${at} where app_user.id in (${house.bob.userId}, ${admin.userId}, ${owner.userId})`.execute(
        tx,
      ),
    );
  await disable(clock.now());
  await about.post('ada', 'submit');
  await passTime(house, clock, 2 * minuteMs, minuteMs);
  await disable(null);
  expect((await about.told()).some((text) => text.startsWith('Escalated: Nobody but those who wrote'))).toBe(
    true,
  );
  expect(alerts()).toEqual([expect.stringMatching(/^Ada: \[Escalation\]/)]);
  expect(mailer.sent.find(isAlert)?.text).toContain('Nobody but those who wrote the notice may approve it.');
});

test('NOT-24: everybody chooses for themselves; customers have no choice to make', async () => {
  const { api } = house;
  expect((await api.call(owner, 'GET', '/alert-preference')).body).toEqual({
    ...{ warning: 'own', escalation: 'own', breach: 'own' },
    chosen: false,
  });
  const wish = { warning: 'none', escalation: 'none', breach: 'all' };
  expect((await api.call(owner, 'PUT', '/alert-preference', wish)).body).toEqual({ ...wish, chosen: true });
  expect((await api.call(owner, 'PUT', '/alert-preference', { ...wish, breach: 'some' })).status).toBe(400);
  expect((await api.call(owner, 'PUT', '/alert-preference', { warning: 'all' })).status).toBe(400);
  for (const method of ['GET', 'PUT'] as const)
    expect(
      (await api.call(house.customer, method, '/alert-preference', method === 'PUT' ? wish : undefined))
        .status,
    ).toBe(403);
  const about = await startCase(house);
  await assign(about, owner);
  await passTime(house, clock, 23 * hourMs, hourMs);
  expect(alerts().filter((line) => line.startsWith('Oskar'))).toEqual([]);
  await passTime(house, clock, 2 * hourMs, hourMs);
  expect(alerts().filter((line) => line.startsWith('Oskar'))).toHaveLength(1);
  expect((await api.call(house.customer, 'GET', `/incidents/${about.incidentId}/alerts`)).status).toBe(403);
});

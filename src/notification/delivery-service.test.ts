import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { agreementBody } from '../../test/support/agreement.ts';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import { addCompany, addContact } from '../../test/support/people.ts';
import {
  dayMs,
  hourMs,
  manualClock,
  minuteMs,
  systemScope,
  type CompanyId,
  type IncidentId,
} from '../kernel/index.ts';
import { createMailer, type Mailer } from '../platform/mail/index.ts';
import {
  startCutProxy,
  startSmtpSink,
  type CutProxy,
  type SmtpSink,
} from '../platform/mail/testing/smtp-sink.ts';
import { inScope } from '../platform/postgres/index.ts';
import { leaseMs } from './notice.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
const log = pino({ level: 'silent' });
let house: IncidentHouse;
let folderMailer: Mailer;
let sink: SmtpSink;
let proxy: CutProxy;
let count = 0;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  folderMailer = house.mailer;
  // Mails to staff have tests of their own.
  const none = { warning: 'none', escalation: 'none', breach: 'none' };
  for (const who of [house.ada, house.bob]) await house.api.call(who, 'PUT', '/alert-preference', none);
});
beforeEach(async () => {
  clock.advance(30 * dayMs);
  await house.jobs.run();
  sink = await startSmtpSink({ hideSTARTTLS: true });
  proxy = await startCutProxy(sink.port);
  house.mailer = mailerTo(proxy.port);
});
afterEach(async () => {
  await proxy.stop();
  await sink.stop();
});
afterAll(() => house.stop());

const mailerTo = (port: number): Mailer =>
  createMailer({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Northwind Cloud <soc@northwind.example>',
    outboxFolder: house.outbox,
    clock,
    log,
    limits: { connectMs: 5_000, silenceMs: 5_000, totalMs: 10_000 },
  });

interface Notice {
  readonly status: string;
  readonly obligationId: string;
  readonly messageId: string;
  readonly subject: string;
  readonly mailText: string;
  readonly bodyHtml: string;
  readonly trackingUrl: string;
  readonly nextAttemptAt: string | null;
  readonly mayApprove: boolean;
  readonly missingCategories: readonly string[];
  readonly recipients: readonly { readonly email: string; readonly status: string }[];
  readonly attempts: readonly { readonly outcome: string; readonly response: string | null }[];
  readonly recommendedMeasures: readonly { readonly text: string }[];
}

interface Started {
  readonly companyId: CompanyId;
  readonly incidentId: IncidentId;
  readonly noticeId: string;
}

/** An incident at a company of its own, whose notice is drafted. */
async function start(
  clause: object = {},
  categories: readonly string[][] = [['security']],
): Promise<Started> {
  count += 1;
  const companyId = await addCompany(house.database.db, { kind: 'customer', name: `Company ${count}` });
  for (const [index, own] of categories.entries()) {
    const email = `person${index}@company${count}.example`;
    await addContact(house.database.db, { companyId, name: `Person ${index}`, email, categories: own });
  }
  await house.api.call(house.ada, 'POST', '/agreements', agreementBody(companyId, clause));
  const incidentId = await house.openIncident(companyId);
  await house.jobs.run();
  const list = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/notices`);
  const [notice] = list.body.items as { id: string }[];
  return { companyId, incidentId, noticeId: notice?.id ?? '' };
}

const read = async (id: string): Promise<Notice> =>
  (await house.api.call(house.ada, 'GET', `/notices/${id}`)).body as Notice;
const post = (who: 'ada' | 'bob', id: string, verb: string, body?: object) =>
  house.api.call(house[who], 'POST', `/notices/${id}/${verb}`, body);

/** Ada hands the notice in, Bob approves it. */
async function approve(id: string): Promise<void> {
  expect((await post('ada', id, 'submit')).status).toBe(200);
  expect((await post('bob', id, 'approve')).body.status).toBe('approved');
}

const obligationStatus = async ({ incidentId }: Started): Promise<string> => {
  const reply = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/obligations`);
  return (reply.body.items as { status: string }[])[0]?.status ?? '';
};

const timeline = async ({
  incidentId,
}: Started): Promise<readonly { kind: string; text: string; visibility: string }[]> =>
  (await house.api.call(house.ada, 'GET', `/incidents/${incidentId}`)).body.timeline as never;

test('NOT-7: a notice is drafted at once, with measures and a link, and reads well before anybody touched it', async () => {
  const { noticeId } = await start();
  const notice = await read(noticeId);
  expect(notice.status).toBe('draft');
  expect(notice.subject).toMatch(/^Security incident INC-2030-\d{4} at Company \d+: root logged on to web-1/);
  expect(notice.recommendedMeasures.length).toBeGreaterThan(1);
  const order = [
    'WHAT HAPPENED',
    'WHAT TO DO NOW',
    '1. Change the password',
    'FOLLOW THE INCIDENT',
    notice.trackingUrl,
    'WHOM TO CALL',
    'soc@northwind.example',
  ];
  expect(order.map((part) => notice.mailText.indexOf(part))).toEqual(
    order.map((part) => notice.mailText.indexOf(part)).sort((a, b) => a - b),
  );
  expect(notice.mailText.indexOf('WHAT HAPPENED')).toBeGreaterThan(0);
  expect(notice.trackingUrl).toMatch(/^https:\/\/soc\.northwind\.example\/track\/trk_[A-Za-z0-9_-]{43}$/);
});

test('NOT-8: a second person approves; whoever wrote, edited or handed in does not', async () => {
  const { noticeId } = await start();
  await house.api.call(house.bob, 'PATCH', `/notices/${noticeId}`, { bodyText: 'We saw a log-on.' });
  await post('ada', noticeId, 'submit');
  for (const who of ['ada', 'bob'] as const)
    expect((await post(who, noticeId, 'approve')).body).toMatchObject({
      code: 'second_person_required',
      status: 409,
    });
  const edit = await house.api.call(house.ada, 'PATCH', `/notices/${noticeId}`, { subject: 'Other' });
  expect(edit.body.code).toBe('notice_not_editable');
  expect((await post('bob', noticeId, 'reject', { reason: 'Say which host.' })).body.status).toBe('rejected');
  const again = await house.api.call(house.bob, 'PATCH', `/notices/${noticeId}`, { bodyText: 'On web-1.' });
  expect(again.body.status).toBe('draft');
  expect(again.body.author).toMatchObject({ name: 'Bob' });
});

test('NOT-5: an approved notice is mailed, and the obligation is met in time', async () => {
  const started = await start();
  await approve(started.noticeId);
  await house.jobs.run();
  const notice = await read(started.noticeId);
  expect(notice).toMatchObject({
    status: 'accepted',
    recipients: [{ status: 'accepted' }],
    attempts: [{ outcome: 'accepted', response: '250 queued as SINK1' }],
  });
  expect(await obligationStatus(started)).toBe('fulfilled');
  const [mail] = sink.mails;
  expect(sink.mails).toHaveLength(1);
  expect(mail?.parsed.messageId).toBe(notice.messageId);
  expect(mail?.parsed.text).toContain(notice.trackingUrl);
  expect(mail?.parsed.html).toContain(notice.trackingUrl);
  const told = (await timeline(started)).filter(
    ({ visibility, kind }) => visibility === 'customer' && kind === 'notice',
  );
  expect(told).toHaveLength(1);
});

test('what was approved is what is sent, whatever changes in between', async () => {
  const started = await start();
  await approve(started.noticeId);
  const approved = await read(started.noticeId);
  await house.api.call(house.ada, 'PATCH', `/incidents/${started.incidentId}`, {
    severity: 'critical',
    title: 'Other',
  });
  await house.jobs.run();
  expect(sink.mails[0]?.parsed.text?.trim()).toBe(approved.mailText.trim());
});

test('NOT-9, NOT-10: when the connection dies after the mail the notice is unknown, then repeated with the same Message-ID and its number', async () => {
  const started = await start();
  proxy.cuts = 1;
  await approve(started.noticeId);
  await house.jobs.run();
  expect(await read(started.noticeId)).toMatchObject({
    status: 'unknown',
    nextAttemptAt: new Date(clock.now().getTime() + 10 * minuteMs).toISOString(),
    recipients: [{ status: 'unknown' }],
  });
  expect(await obligationStatus(started)).toBe('open');
  clock.advance(10 * minuteMs);
  await house.jobs.run();
  const notice = await read(started.noticeId);
  expect(notice.attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'accepted']);
  expect(sink.mails.map(({ parsed }) => parsed.messageId)).toEqual([notice.messageId, notice.messageId]);
  expect(sink.mails.map(({ parsed }) => parsed.headers.get('x-tocsin-attempt'))).toEqual([undefined, '2']);
  expect(await obligationStatus(started)).toBe('fulfilled');
});

test('NOT-10: a busy server is tried again after growing pauses', async () => {
  const started = await start();
  sink.finalReplies.push(451, 451);
  await approve(started.noticeId);
  await house.jobs.run();
  expect((await read(started.noticeId)).status).toBe('sending');
  clock.advance(29_000);
  await house.jobs.run();
  expect((await read(started.noticeId)).attempts).toHaveLength(1);
  clock.advance(1_000);
  await house.jobs.run();
  clock.advance(minuteMs);
  await house.jobs.run();
  const notice = await read(started.noticeId);
  expect(notice.attempts.map(({ outcome }) => outcome)).toEqual(['temp_failed', 'temp_failed', 'accepted']);
  expect(sink.mails).toHaveLength(1);
});

test('NOT-11: each required category needs somebody who got it; the others of an address list are not mailed twice', async () => {
  const started = await start({ contactCategories: ['security', 'legal'] }, [
    ['security'],
    ['legal'],
    ['operations'],
  ]);
  const { recipients } = await read(started.noticeId);
  expect(recipients).toHaveLength(2);
  sink.recipientReplies.set(recipients[1]?.email ?? '', 450);
  await approve(started.noticeId);
  await house.jobs.run();
  expect(await obligationStatus(started)).toBe('open');
  expect((await read(started.noticeId)).recipients.map(({ status }) => status)).toEqual([
    'accepted',
    'deferred',
  ]);
  sink.recipientReplies.clear();
  clock.advance(hourMs);
  const fulfilledAt = clock.now().toISOString();
  await house.jobs.run();
  expect(sink.mails.map(({ to }) => to)).toEqual([[recipients[0]?.email], [recipients[1]?.email]]);
  const reply = await house.api.call(house.ada, 'GET', `/incidents/${started.incidentId}/obligations`);
  expect(reply.body.items).toMatchObject([{ status: 'fulfilled', fulfilledAt }]);
});

test('NOT-13: a refused notice is failed and escalates; with a mended contact it is sent again, late but sent', async () => {
  const started = await start();
  const { recipients } = await read(started.noticeId);
  sink.recipientReplies.set(recipients[0]?.email ?? '', 550);
  await approve(started.noticeId);
  await house.jobs.run();
  expect((await read(started.noticeId)).status).toBe('failed');
  expect(
    (await timeline(started)).map(({ text }) => text).find((text) => text.startsWith('Escalated')),
  ).toMatch(/No mail server has accepted the notice .* for: security/);
  clock.advance(25 * hourMs);
  await house.jobs.run();
  expect(await obligationStatus(started)).toBe('breached');
  await addContact(house.database.db, {
    companyId: started.companyId,
    name: 'Deputy',
    email: `deputy@company${count}.example`,
    categories: ['security'],
  });
  expect((await post('bob', started.noticeId, 'resend')).status).toBe(200);
  await house.jobs.run();
  expect(sink.mails.map(({ to }) => to)).toEqual([[`deputy@company${count}.example`]]);
  expect(await obligationStatus(started)).toBe('fulfilled_late');
  expect((await read(started.noticeId)).attempts).toHaveLength(2);
});

test('NOT-13: when the only contact of a category is refused, people are called in at once, while others are still tried', async () => {
  const started = await start({ contactCategories: ['security', 'legal'] }, [['security'], ['legal']]);
  const { recipients } = await read(started.noticeId);
  sink.recipientReplies.set(recipients[0]?.email ?? '', 550);
  sink.recipientReplies.set(recipients[1]?.email ?? '', 450);
  await approve(started.noticeId);
  await house.jobs.run();
  const calls = async (): Promise<readonly string[]> =>
    (await timeline(started)).map(({ text }) => text).filter((text) => text.startsWith('Escalated'));
  expect(await calls()).toEqual([
    expect.stringMatching(/has accepted the notice .* nobody has it for: security\./),
  ]);
  sink.recipientReplies.delete(recipients[1]?.email ?? '');
  clock.advance(minuteMs);
  await house.jobs.run();
  expect((await read(started.noticeId)).recipients.map(({ status }) => status)).toEqual([
    'refused',
    'accepted',
  ]);
  expect(await obligationStatus(started)).toBe('open');
  expect(await calls()).toHaveLength(1);
});

test('NOT-9: a process that dies between sending and recording leads to one repeat, labelled, and never to a loss', async () => {
  const started = await start();
  await approve(started.noticeId);
  const real = house.mailer;
  house.mailer = {
    ...real,
    send: async (message) => {
      await real.send(message);
      throw new Error('killed');
    },
  };
  await expect(house.jobs.run()).rejects.toThrow('killed');
  house.mailer = real;
  expect((await read(started.noticeId)).status).toBe('sending');
  await house.jobs.run();
  expect(sink.mails).toHaveLength(1);
  clock.advance(leaseMs);
  await house.jobs.run();
  const notice = await read(started.noticeId);
  expect(notice.status).toBe('accepted');
  expect(notice.attempts.map(({ outcome }) => outcome)).toEqual(['interrupted', 'accepted']);
  expect(sink.mails.map(({ parsed }) => [parsed.messageId, parsed.headers.get('x-tocsin-attempt')])).toEqual([
    [notice.messageId, undefined],
    [notice.messageId, '2'],
  ]);
});

test('NOT-3: a delivery whose job was lost is found by the sweep', async () => {
  const started = await start();
  proxy.cuts = 1;
  await approve(started.noticeId);
  await house.jobs.run();
  clock.advance(hourMs);
  await house.notifications.jobs.get('notification-sweep')?.({});
  await house.jobs.run();
  expect((await read(started.noticeId)).status).toBe('accepted');
});

test('NOT-9: however often and at however many places a delivery is started, one mail goes out', async () => {
  const started = await start();
  await approve(started.noticeId);
  const deliver = house.notifications.jobs.get('deliver-notice');
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      await deliver?.({ noticeId: started.noticeId });
    }),
  );
  expect(sink.mails).toHaveLength(1);
  await house.jobs.run();
  expect(sink.mails).toHaveLength(1);
});

test('NOT-15: without a mail server the notice becomes a file, and the obligation is met by that', async () => {
  house.mailer = folderMailer;
  const started = await start();
  await approve(started.noticeId);
  await house.jobs.run();
  const notice = await read(started.noticeId);
  expect(notice.attempts).toMatchObject([
    { outcome: 'accepted', response: expect.stringMatching(/^written to outbox /) },
  ]);
  const files = await readdir(house.outbox);
  expect(files.filter((file) => file.includes(started.noticeId))).toHaveLength(1);
  expect(await obligationStatus(started)).toBe('fulfilled');
});

test('NOT-12: a false alarm takes an approved notice back before it is sent', async () => {
  const started = await start();
  await approve(started.noticeId);
  const cancel = { to: 'cancelled', reason: 'false_positive' };
  await house.api.call(house.ada, 'POST', `/incidents/${started.incidentId}/transition`, cancel);
  // The fact is heard before the mail goes out: the delivery's job is the older one, so it is run last here.
  const fact = house.notifications.subscriptions.find((one) => one.fact === 'incident.cancelled');
  await inScope(house.database.db, systemScope('test'), async (tx) => {
    const payload = {
      incidentId: started.incidentId,
      at: clock.now().toISOString(),
      reason: 'false_positive',
      duplicateOf: null,
    };
    await fact?.handle(tx, { id: '' as never, name: '', companyId: null, payload });
  });
  await house.jobs.run();
  expect(sink.mails).toEqual([]);
  expect((await read(started.noticeId)).status).toBe('rejected');
});

test('NOT-5: a notice for the incident that goes on meets the obligation of its duplicate', async () => {
  const duplicate = await start();
  clock.advance(hourMs);
  const main = await house.openIncident(duplicate.companyId, { entity: { type: 'user', value: 'other' } });
  await house.jobs.run();
  const cancel = { to: 'cancelled', reason: 'duplicate', duplicateOf: main };
  await house.api.call(house.ada, 'POST', `/incidents/${duplicate.incidentId}/transition`, cancel);
  await house.jobs.run();
  expect(await obligationStatus(duplicate)).toBe('open');
  const notices = await house.api.call(house.ada, 'GET', `/incidents/${main}/notices`);
  await approve((notices.body.items as { id: string }[])[0]?.id ?? '');
  await house.jobs.run();
  expect(await obligationStatus(duplicate)).toBe('fulfilled');
});

test('the frame and the text of a notice are escaped, and a title cannot break a line', async () => {
  const companyId = await addCompany(house.database.db, { kind: 'customer', name: '<b>Bold & Co</b>' });
  await addContact(house.database.db, {
    companyId,
    name: 'X',
    email: `x@bold.example`,
    categories: ['security'],
  });
  await house.api.call(house.ada, 'POST', '/agreements', agreementBody(companyId));
  const title = '<img src=x onerror=alert(1)>\r\nBcc: eve@x.example\u2028{{ 7 | times: 6 }}';
  const incidentId = await house.openIncident(companyId, {
    title,
    recommendedMeasures: ['<script>1</script>'],
  });
  await house.jobs.run();
  const list = await house.api.call(house.ada, 'GET', `/incidents/${incidentId}/notices`);
  const notice = await read((list.body.items as { id: string }[])[0]?.id ?? '');
  expect(notice.subject).not.toMatch(/[\r\n\u2028]/);
  expect(notice.bodyHtml).not.toMatch(/<img|<script|<b>Bold/);
  expect(notice.bodyHtml).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(notice.mailText).toContain('{{ 7 | times: 6 }}');
});

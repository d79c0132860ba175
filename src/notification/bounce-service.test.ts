import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openIncidentHouse, type IncidentHouse } from '../../test/support/incident-house.ts';
import {
  passTime,
  runJobs,
  scriptedMailer,
  startCase,
  type NoticeCase,
  type ScriptedMailer,
} from '../../test/support/notice-steps.ts';
import { addContact } from '../../test/support/people.ts';
import { dayMs, hourMs, manualClock, minuteMs } from '../kernel/index.ts';
import { makeReport, type MadeReport } from '../platform/mail/testing/delivery-report.ts';
import type { MailMessage } from '../platform/mail/index.ts';
import type { InboundVerdict } from './inbound.ts';
import { leaseMs } from './notice.ts';

const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let mailer: ScriptedMailer;
let uid = 0;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
  const none = { warning: 'none', escalation: 'none', breach: 'none' };
  for (const who of [house.ada, house.bob]) await house.api.call(who, 'PUT', '/alert-preference', none);
});
beforeEach(async () => {
  clock.advance(30 * dayMs);
  await house.jobs.run();
  mailer = scriptedMailer(isNotice);
  house.mailer = { ...house.mailer, send: (message) => mailer.send(message) };
});
afterAll(() => house.stop());

const isNotice = ({ to }: MailMessage): boolean => to.some(({ email }) => /@case\d+\.example$/.test(email));

/** A mail comes into the mailbox and is read. */
const arrive = (raw: Buffer, place: object = {}): Promise<{ verdict: InboundVerdict; filed: boolean }> => {
  uid += 1;
  const mail = {
    mailbox: 'test',
    uidValidity: '1',
    uid,
    raw,
    receivedAt: clock.now(),
    failures: 0,
    ...place,
  };
  return house.notifications.inbound.receive(mail);
};

/** A report about an attempt of a notice, as the server that took it would send it to the return address. */
async function report(
  about: NoticeCase,
  action: string,
  over: Partial<MadeReport> & { readonly attempt?: number; readonly email?: string } = {},
): Promise<{ verdict: InboundVerdict; filed: boolean }> {
  const { attempt = 1, email, ...rest } = over;
  const { messageId, recipients } = await about.read();
  const sent = mailer.sent.find((one) => one.messageId === messageId && one.attempt === attempt);
  const final = email ?? recipients[0]?.email ?? '';
  return arrive(
    makeReport({
      id: `report-${uid + 1}`,
      to: sent?.reports?.address ?? '',
      recipients: [{ final, action, diagnostic: '550 5.1.1 User unknown' }],
      ...rest,
    }),
  );
}

/** A notice that a server has accepted. */
async function accepted(options: Parameters<typeof startCase>[1] = {}): Promise<NoticeCase> {
  const about = await startCase(house, options);
  await about.approve();
  await runJobs(house);
  return about;
}

test('NOT-19: a notice that comes back re-opens its obligation, with the same due time, and calls people in', async () => {
  const about = await accepted({ contacts: [['security'], ['operations']] });
  const before = await about.obligation();
  expect(before.status).toBe('fulfilled');
  clock.advance(hourMs);
  expect(await report(about, 'failed')).toEqual({ verdict: 'applied', filed: true });
  const notice = await about.read();
  expect(notice).toMatchObject({
    status: 'bounced',
    recipients: [{ status: 'bounced', response: '550 5.1.1 User unknown', acceptedAt: null }],
    reports: [{ action: 'failed', attempt: 1, email: notice.recipients[0]?.email }],
  });
  expect(notice.otherContacts.map(({ email }) => email)).toEqual([expect.stringMatching(/^person1@/)]);
  expect(await about.obligation()).toMatchObject({
    status: 'open',
    dueAt: before.dueAt,
    fulfilledAt: null,
    reopenedAt: clock.now().toISOString(),
  });
  const told = await about.told();
  const patterns = [
    /^The notice to Case \d+ came back from person0@.*: 550 5\.1\.1 User unknown\.$/,
    /^The notice to Case \d+ came back: it is owed again, by 4 April 2030 at 05:06 UTC\.$/,
    /^Escalated: .* nobody has it for: security\. .* Other contacts: Person 1 <person1@/,
  ];
  for (const [index, pattern] of patterns.entries()) expect(told.at(index - 3)).toMatch(pattern);
});

test('NOT-19: the mended contact gets it again, and the obligation is fulfilled by that', async () => {
  const about = await accepted();
  clock.advance(hourMs);
  await report(about, 'failed');
  const first = (await about.read()).recipients[0]?.email ?? '';
  const email = first.replace('person0', 'deputy');
  await addContact(house.database.db, {
    companyId: about.companyId,
    name: 'Deputy',
    email,
    categories: ['security'],
  });
  clock.advance(hourMs);
  expect((await about.post('bob', 'resend')).status).toBe(200);
  const at = clock.now().toISOString();
  await runJobs(house);
  expect(await about.obligation()).toMatchObject({ status: 'fulfilled', fulfilledAt: at });
  const second = mailer.sent.findLast(isNotice);
  expect(second?.attempt).toBe(2);
  expect(second?.envelopeTo).toContain(email);
  // What comes back of the first copy is stale now, and what comes back of the second is not.
  await report(about, 'failed', { attempt: 1, id: 'late-duplicate', email: first });
  expect((await about.obligation()).status).toBe('fulfilled');
  await report(about, 'failed', { attempt: 2, email: first });
  expect((await about.obligation()).status).toBe('fulfilled');
  await report(about, 'failed', { attempt: 2, email });
  expect(await about.obligation()).toMatchObject({ status: 'open', fulfilledAt: null });
});

test('NOT-19: a notice that comes back after the due time is a breach; sent again, it is late and on record', async () => {
  const about = await accepted();
  await passTime(house, clock, 30 * hourMs);
  expect((await about.obligation()).status).toBe('fulfilled');
  await report(about, 'failed');
  const { dueAt } = await about.obligation();
  expect(await about.obligation()).toMatchObject({ status: 'breached', breachedAt: dueAt });
  await about.post('bob', 'resend');
  await runJobs(house);
  expect(await about.obligation()).toMatchObject({ status: 'fulfilled_late', breachedAt: dueAt });
});

test('NOT-19: delayed is shown and changes nothing else; delivered is the proof of delivery', async () => {
  const about = await accepted();
  const { fulfilledAt } = await about.obligation();
  clock.advance(hourMs);
  await report(about, 'delayed');
  expect((await about.read()).recipients[0]).toMatchObject({ status: 'delayed' });
  expect(await about.obligation()).toMatchObject({ status: 'fulfilled', fulfilledAt });
  clock.advance(hourMs);
  await report(about, 'delivered');
  expect((await about.read()).recipients[0]).toMatchObject({
    status: 'delivered',
    deliveredAt: clock.now().toISOString(),
  });
  await report(about, 'failed', { id: 'forwarding' });
  expect(await about.obligation()).toMatchObject({ status: 'fulfilled', fulfilledAt });
});

test('NOT-19: a failure that a proof of delivery follows was none: the breach it had made is withdrawn', async () => {
  const about = await accepted();
  const { fulfilledAt } = await about.obligation();
  await passTime(house, clock, 30 * hourMs);
  await report(about, 'failed');
  expect((await about.obligation()).status).toBe('breached');
  await report(about, 'delivered');
  expect(await about.obligation()).toMatchObject({ status: 'fulfilled', fulfilledAt, breachedAt: null });
  expect((await about.read()).status).toBe('accepted');
});

test('NOT-19: with several categories only what nobody has is owed again', async () => {
  const about = await accepted({
    clause: { contactCategories: ['security', 'legal'] },
    contacts: [['security'], ['security'], ['legal']],
  });
  await report(about, 'failed', { email: (await about.read()).recipients[0]?.email ?? '' });
  expect(await about.read()).toMatchObject({
    status: 'accepted',
    recipients: [{ status: 'bounced' }, {}, {}],
  });
  expect((await about.obligation()).status).toBe('fulfilled');
  await report(about, 'failed', { email: (await about.read()).recipients[2]?.email ?? '', id: 'legal' });
  expect((await about.obligation()).status).toBe('open');
  expect((await about.told()).at(-1)).toMatch(/^Escalated: .* nobody has it for: legal\./);
});

test('NOT-19: what is not owed any more is not owed again', async () => {
  const about = await accepted();
  const cancel = { to: 'cancelled', reason: 'false_positive' };
  await house.api.call(house.ada, 'POST', `/incidents/${about.incidentId}/transition`, cancel);
  await runJobs(house);
  expect((await about.obligation()).status).toBe('fulfilled');
  await report(about, 'failed');
  expect((await about.obligation()).status).toBe('waived');
});

test('NOT-5, NOT-19: what fulfilled the obligation of a duplicate re-opens it too when it comes back', async () => {
  const main = await accepted();
  const twin = await house.openIncident(main.companyId, { entity: { type: 'user', value: 'other' } });
  await runJobs(house);
  const status = async (): Promise<string> => {
    const reply = await house.api.call(house.ada, 'GET', `/incidents/${twin}/obligations`);
    return (reply.body.items as { status: string }[])[0]?.status ?? '';
  };
  expect(await status()).toBe('open');
  // It becomes a duplicate after the notice of the incident that goes on was accepted.
  const cancel = { to: 'cancelled', reason: 'duplicate', duplicateOf: main.incidentId };
  await house.api.call(house.ada, 'POST', `/incidents/${twin}/transition`, cancel);
  await runJobs(house);
  expect(await status()).toBe('fulfilled');
  await report(main, 'failed');
  expect(await status()).toBe('open');
});

test('NOT-20: killed between the mail and its acceptance: a report of delivery ends the waiting, nothing is sent twice', async () => {
  const about = await startCase(house);
  mailer.answers.push('killed');
  await about.approve();
  await runJobs(house);
  expect((await about.read()).status).toBe('sending');
  clock.advance(minuteMs);
  await report(about, 'delivered');
  expect(await about.obligation()).toMatchObject({
    status: 'fulfilled',
    fulfilledAt: clock.now().toISOString(),
  });
  await passTime(house, clock, leaseMs + minuteMs);
  expect((await about.read()).status).toBe('accepted');
  expect(mailer.sent.filter(isNotice)).toHaveLength(1);
});

test('NOT-20: killed between the mail and its acceptance: a report of failure ends the waiting, and says so at once', async () => {
  const about = await startCase(house);
  mailer.answers.push('killed');
  await about.approve();
  await runJobs(house);
  await report(about, 'failed');
  expect((await about.told()).at(-1)).toMatch(/^Escalated: .* came back/);
  await passTime(house, clock, leaseMs + minuteMs);
  expect((await about.read()).status).toBe('bounced');
  expect((await about.obligation()).status).toBe('open');
  expect(mailer.sent.filter(isNotice)).toHaveLength(1);
});

test('NOT-20: a mail that comes back before we know that it was accepted has not arrived', async () => {
  const about = await startCase(house);
  await about.approve();
  house.mailer = {
    ...house.mailer,
    send: async (message) => {
      const outcome = await mailer.send(message);
      await report(about, 'failed');
      return outcome;
    },
  };
  await runJobs(house);
  expect(await about.read()).toMatchObject({ status: 'bounced', attempts: [{ outcome: 'accepted' }] });
  expect(await about.obligation()).toMatchObject({ status: 'open', fulfilledAt: null });
  expect((await about.told()).filter((text) => text.startsWith('Escalated'))).toHaveLength(1);
});

test('NOT-20: outcome unknown, then a failure: it is not repeated into the void', async () => {
  const about = await startCase(house);
  mailer.answers.push('unknown');
  await about.approve();
  await runJobs(house);
  expect((await about.read()).status).toBe('unknown');
  await report(about, 'failed');
  expect((await about.read()).status).toBe('bounced');
  await passTime(house, clock, hourMs);
  expect(mailer.sent.filter(isNotice)).toHaveLength(1);
});

test('NOT-18: without our mark, a report is about a notice when it returns its Message-ID and names a recipient', async () => {
  const about = await accepted();
  const { messageId, recipients } = await about.read();
  const [email = ''] = recipients.map((one) => one.email);
  const plain = (over: Partial<MadeReport>): Promise<{ verdict: string; filed: boolean }> =>
    arrive(
      makeReport({
        id: `plain-${uid + 1}`,
        to: 'soc@northwind.example',
        recipients: [{ final: email, action: 'failed' }],
        returned: { messageId },
        ...over,
      }),
    );
  const others = [{ final: 'nobody@case.example', action: 'failed' }];
  expect(await plain({ recipients: others })).toEqual({ verdict: 'unmatched', filed: false });
  expect(await plain({ returned: { messageId: '<unknown@soc.northwind.example>' } })).toMatchObject({
    verdict: 'unmatched',
  });
  expect((await about.obligation()).status).toBe('fulfilled');
  expect(await plain({})).toMatchObject({ verdict: 'applied' });
  expect((await about.obligation()).status).toBe('open');
});

test('NOT-18: the mark in the envelope id does, when the address has been rewritten', async () => {
  const about = await accepted();
  const sent = mailer.sent.find(isNotice);
  const over = { to: 'soc@northwind.example', envelopeId: sent?.reports?.envelopeId ?? '' };
  expect(await report(about, 'failed', over)).toMatchObject({ verdict: 'applied' });
});

test('NOT-18: a forged report is counted and changes nothing, also when it knows the Message-ID', async () => {
  const about = await accepted();
  const { messageId } = await about.read();
  const genuine = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const forged = genuine.replace(/\.1\./, '.2.');
  const stranger = genuine.replace(/\+.{26}/, `+${'a'.repeat(26)}`);
  for (const [index, to] of [forged, stranger].entries())
    expect(await report(about, 'failed', { to, returned: { messageId }, id: `forged-${index}` })).toEqual({
      verdict: 'forged',
      filed: false,
    });
  expect((await about.obligation()).status).toBe('fulfilled');
  expect((await about.read()).reports).toEqual([]);
  const shown = await house.api.call(house.ada, 'GET', '/notice-settings/bounces');
  expect(shown.body).toMatchObject({ configured: true, signedAddresses: true });
  expect(shown.body.verdicts.forged).toBe(2);
});

test('NOT-18: a failure that names nobody we know is taken for the only recipient, or for all of several', async () => {
  const one = await accepted();
  await report(one, 'failed', { email: 'cleo.private@elsewhere.example' });
  expect((await one.read()).recipients).toMatchObject([{ status: 'bounced' }]);
  const two = await accepted({ contacts: [['security'], ['security']] });
  await report(two, 'delivered', { email: 'x@elsewhere.example' });
  expect((await two.read()).recipients).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
  await report(two, 'failed', { email: 'x@elsewhere.example', id: 'x' });
  expect((await two.read()).recipients).toMatchObject([{ status: 'bounced' }, { status: 'bounced' }]);
  expect((await two.obligation()).status).toBe('open');
});

test('NOT-21: each mail is dealt with once: at its place, at another place, after the mailbox was numbered anew', async () => {
  const about = await accepted();
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const email = (await about.read()).recipients[0]?.email ?? '';
  const raw = makeReport({ id: 'once', to: address, recipients: [{ final: email, action: 'delayed' }] });
  const place = { uidValidity: '7', uid: 3 };
  expect(await arrive(raw, place)).toEqual({ verdict: 'applied', filed: true });
  expect(await arrive(raw, place)).toEqual({ verdict: 'applied', filed: true });
  expect(await arrive(raw, { uidValidity: '7', uid: 4 })).toEqual({ verdict: 'duplicate', filed: true });
  expect(await arrive(raw, { uidValidity: '8', uid: 1 })).toEqual({ verdict: 'duplicate', filed: true });
  expect((await about.read()).reports).toHaveLength(1);
  expect(await house.notifications.inbound.place('test')).toEqual({ uidValidity: '8', uid: 1 });
  expect(await house.notifications.inbound.place('another')).toBeNull();
});

test('NOT-21: what is reported again says nothing new, and what people have to look at fills no timeline', async () => {
  const about = await accepted();
  for (const id of ['one', 'two', 'three']) await report(about, 'delayed', { id: `again-${id}` });
  expect((await about.read()).reports).toHaveLength(1);
  expect((await about.told()).filter((text) => text.includes('still being tried'))).toHaveLength(1);
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  for (let index = 0; index < 15; index += 1)
    await arrive(Buffer.from(`To: ${address}\r\nMessage-ID: <noise-${uid}@x>\r\n\r\nnoise ${index}\r\n`));
  expect((await about.told()).filter((text) => text.includes('no delivery report'))).toHaveLength(10);
});

test('NOT-21: two readers at once deal with a mail once', async () => {
  const about = await accepted();
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const email = (await about.read()).recipients[0]?.email ?? '';
  const raw = makeReport({ id: 'race', to: address, recipients: [{ final: email, action: 'failed' }] });
  const place = { uidValidity: '9', uid: 1 };
  await Promise.all([1, 2, 3].map(() => arrive(raw, place)));
  expect((await about.read()).reports).toHaveLength(1);
  expect((await about.told()).filter((text) => text.startsWith('Escalated'))).toHaveLength(1);
});

test('NOT-22: automatic answers re-open nothing and count for nothing', async () => {
  const about = await accepted();
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const head = `From: cleo@acme.example\r\nTo: ${address}\r\nMessage-ID: <ooo-${uid}@acme.example>\r\n`;
  const answer = `${head}Subject: Automatic reply\r\nAuto-Submitted: auto-replied\r\n\r\nAway. 550 5.1.1\r\n`;
  expect(await arrive(Buffer.from(answer))).toEqual({ verdict: 'auto_reply', filed: false });
  expect((await about.obligation()).status).toBe('fulfilled');
  expect((await about.read()).reports).toEqual([]);
});

test('NOT-22: other mail to a return address is shown to people, who alone can tell what it is', async () => {
  const about = await accepted();
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const raw = `From: postmaster@odd.example\r\nTo: ${address}\r\nMessage-ID: <odd-${uid}@odd.example>\r\nSubject: Your mail\r\n\r\nWe lost it.\r\n`;
  expect(await arrive(Buffer.from(raw))).toEqual({ verdict: 'unclear', filed: false });
  expect((await about.told()).at(-1)).toMatch(
    /that is no delivery report: “Your mail”\. Read it in the mailbox\.$/,
  );
  expect((await about.obligation()).status).toBe('fulfilled');
  const person =
    'From: a@b.example\r\nTo: soc@northwind.example\r\nMessage-ID: <p1@b.example>\r\n\r\nHello\r\n';
  expect(await arrive(Buffer.from(person))).toEqual({ verdict: 'other', filed: false });
});

test('NOT-23: reports as real mail servers write them, and hostile ones, are dealt with by the real database', async () => {
  const folder = join(import.meta.dirname, '..', 'platform', 'mail', 'testdata');
  const names = [
    'postfix-failed',
    'postfix-delayed',
    'exim-report',
    'exim-plain',
    'exchange-failed',
    'gmail-failed',
  ];
  for (const name of names) {
    const text = readFileSync(join(folder, `${name}.eml`), 'utf8').replaceAll('\n', '\r\n');
    expect(['forged', 'unmatched']).toContain((await arrive(Buffer.from(text))).verdict);
  }
  const about = await accepted();
  const address = mailer.sent.find(isNotice)?.reports?.address ?? '';
  const email = (await about.read()).recipients[0]?.email ?? '';
  const verdicts: string[] = [];
  const nasty = fc.string({ unit: 'binary', maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(
      nasty,
      nasty,
      fc.constantFrom(email, '\u0000', '\ud800@x'),
      async (diagnostic, id, final) => {
        const { verdict } = await arrive(
          makeReport({ id, to: address, recipients: [{ final, action: 'delayed', diagnostic }] }),
        );
        verdicts.push(verdict);
      },
    ),
    { numRuns: 40 },
  );
  expect(verdicts.filter((verdict) => verdict === 'applied').length).toBeGreaterThan(10);
  expect((await about.obligation()).status).toBe('fulfilled');
});

test('NOT-23: a mail that cannot be dealt with after ten tries is left to people and keeps no other from being read', async () => {
  expect(await arrive(Buffer.from('Subject: x\r\n\r\n'), { failures: 10 })).toEqual({
    verdict: 'unreadable',
    filed: false,
  });
});

test('how the reading goes is shown, with since when it fails', async () => {
  const { inbound } = house.notifications;
  await inbound.note('test', null);
  const readAt = clock.now().toISOString();
  clock.advance(minuteMs);
  const failingSince = clock.now().toISOString();
  await inbound.note('test', { reason: 'sign_in_failed', message: 'no' });
  clock.advance(minuteMs);
  await inbound.note('test', { reason: 'connection_failed', message: 'gone' });
  const shown = async (): Promise<unknown> =>
    (await house.api.call(house.ada, 'GET', '/notice-settings/bounces')).body;
  expect(await shown()).toMatchObject({
    readAt,
    failingSince,
    failure: 'connection_failed',
    failureMessage: 'gone',
  });
  await inbound.note('test', null);
  expect(await shown()).toMatchObject({
    readAt: clock.now().toISOString(),
    failingSince: null,
    failure: null,
  });
});

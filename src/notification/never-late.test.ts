import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { hourMs, manualClock, minuteMs } from '../kernel/index.ts';
import { makeReport } from '../platform/mail/testing/delivery-report.ts';
import type { MailMessage } from '../platform/mail/index.ts';

/**
 * A notice from its start to its end in random worlds: mail servers accept, refuse, are busy, die after the mail; this
 * program is killed; reports come in any order, late, twice, about any attempt; people send again and mend
 * contacts; the due time passes. After each step the obligation is held against what an outsider would say.
 */
const clock = manualClock(new Date('2030-03-04T05:06:07.000Z'));
let house: IncidentHouse;
let uid = 0;

beforeAll(async () => {
  house = await openIncidentHouse(clock);
});
afterAll(() => house.stop());

type Step =
  | { readonly kind: 'pass'; readonly minutes: number }
  | { readonly kind: 'approve' }
  | { readonly kind: 'resend' }
  | { readonly kind: 'mend' }
  | { readonly kind: 'report'; readonly action: string; readonly attempt: number; readonly person: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 5, 12, 45, 300, 800).map((minutes) => ({ kind: 'pass' as const, minutes })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'approve' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'resend' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'mend' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      action: fc.constantFrom('failed', 'failed', 'delayed', 'delivered', 'relayed'),
      attempt: fc.integer({ min: 1, max: 3 }),
      person: fc.integer({ min: 0, max: 1 }),
    }),
  },
);
const answer = fc.constantFrom<ScriptedMailer['answers'][number]>(
  'accepted',
  'accepted',
  'temp_failed',
  'unknown',
  'failed',
  'killed',
);

/** What an outsider who saw every mail and every report knows, by address. */
interface Knowledge {
  readonly took: Map<string, Set<number>>;
  readonly failed: Map<string, number>;
  readonly delivered: Set<string>;
}

const isNotice = ({ to }: MailMessage): boolean => to.some(({ email }) => /@case\d+\.example$/.test(email));

/** Whether somebody has the notice, by the rule: a failure undoes its attempt and those before, delivery undoes failures. */
const hasArrived = ({ took, failed, delivered }: Knowledge): boolean =>
  delivered.size > 0 ||
  [...took].some(([email, attempts]) => [...attempts].some((attempt) => attempt > (failed.get(email) ?? 0)));

/** `early`: whether the n-th mail comes back before we hear that it was accepted. */
async function play(
  steps: readonly Step[],
  answers: readonly ScriptedMailer['answers'][number][],
  early: readonly boolean[] = [],
): Promise<void> {
  const mailer = scriptedMailer(isNotice);
  mailer.answers.push(...answers);
  const known: Knowledge = { took: new Map(), failed: new Map(), delivered: new Set() };
  house.mailer = {
    ...house.mailer,
    send: async (message) => {
      const outcome = await mailer.send(message);
      if (!isNotice(message)) return outcome;
      const attempt = message.attempt ?? 1;
      if (outcome.kind === 'accepted')
        for (const email of message.envelopeTo ?? []) took(known, email, attempt);
      if (early[attempt - 1] === true)
        await report(about, { kind: 'report', action: 'failed', attempt, person: 0 }, mailer, known);
      return outcome;
    },
  };
  const about = await startCase(house);
  for (const one of steps) {
    await act(about, one, mailer, known);
    await judge(about, known);
  }
  // However it went on, in the end it is fulfilled, or breached and people have been told.
  await passTime(house, clock, 60 * hourMs, 4 * hourMs);
  await judge(about, known);
  const { status } = await about.obligation();
  expect(['fulfilled', 'fulfilled_late', 'breached']).toContain(status);
  const notices = mailer.sent.filter(isNotice);
  expect(new Set(notices.map(({ messageId }) => messageId)).size).toBeLessThanOrEqual(1);
  expect(new Set(notices.map(({ attempt }) => attempt)).size).toBe(notices.length);
  if (status !== 'breached') return;
  const breaches = (await about.alerts()).filter(({ level }) => level === 'breach');
  expect(breaches.length).toBeGreaterThan(0);
  expect(breaches[0]?.recipients.some((one) => one.status === 'accepted')).toBe(true);
}

function took({ took: all }: Knowledge, email: string, attempt: number): void {
  all.set(email, (all.get(email) ?? new Set()).add(attempt));
}

async function act(about: NoticeCase, one: Step, mailer: ScriptedMailer, known: Knowledge): Promise<void> {
  switch (one.kind) {
    case 'pass':
      return passTime(house, clock, one.minutes * minuteMs);
    case 'approve':
      await about.post('ada', 'submit');
      await about.post('bob', 'approve');
      return runJobs(house);
    case 'resend':
      await about.post('bob', 'resend');
      return runJobs(house);
    case 'mend': {
      const { companyId } = about;
      const email = `mended${uid}@case${uid}.example`;
      await addContact(house.database.db, { companyId, name: 'Mended', email, categories: ['security'] });
      return;
    }
    case 'report':
      return report(about, one, mailer, known);
  }
}

/** A report about an attempt that was made, for somebody it was for. */
async function report(
  about: NoticeCase,
  { action, attempt, person }: Extract<Step, { kind: 'report' }>,
  mailer: ScriptedMailer,
  known: Knowledge,
): Promise<void> {
  const sent = mailer.sent.find((mail) => isNotice(mail) && mail.attempt === attempt);
  const email = sent?.envelopeTo?.[person] ?? sent?.envelopeTo?.[0];
  if (sent === undefined || email === undefined) return;
  const { recipients } = await about.read();
  // Whoever is no contact any more, and never got it, is none of the notice's recipients.
  if (!recipients.some((one) => one.email === email)) return;
  uid += 1;
  const raw = makeReport({
    id: `world-${uid}`,
    to: sent.reports?.address ?? '',
    recipients: [{ final: email, action }],
  });
  const mail = { mailbox: 'world', uidValidity: '1', uid, raw, receivedAt: clock.now(), failures: 0 };
  expect((await house.notifications.inbound.receive(mail)).verdict).toBe('applied');
  if (action === 'failed') known.failed.set(email, Math.max(attempt, known.failed.get(email) ?? 0));
  else took(known, email, attempt);
  if (action === 'delivered') known.delivered.add(email);
}

async function judge(about: NoticeCase, known: Knowledge): Promise<void> {
  const now = clock.now();
  const obligation = await about.obligation();
  const notice = await about.read();
  const told = await about.told();
  const due = new Date(obligation.dueAt);
  const isOpen = ['open', 'warned', 'breached'].includes(obligation.status);
  // Fulfilled if and only if somebody has it.
  expect(isOpen, JSON.stringify({ obligation, notice, known: [...known.took] })).toBe(!hasArrived(known));
  // Never late in silence.
  if (isOpen && now >= due) expect(obligation.status).toBe('breached');
  if (obligation.breachedAt !== null) expect(told.some((text) => text.includes('ran out'))).toBe(true);
  // What has ended without success was said to people, after it was last thought to have succeeded.
  if (isOpen && ['bounced', 'failed', 'accepted'].includes(notice.status)) {
    const success = told.findLastIndex((text) => text.includes('was notified'));
    const calls = told.findLastIndex((text) => /^Escalated: .*(came back|No mail server)/.test(text));
    expect(calls, told.join('\n')).toBeGreaterThan(success);
  }
  // What is on its way goes on by itself.
  if (notice.status === 'unknown') expect(notice.nextAttemptAt).not.toBeNull();
  for (const percent of [50, 75, 90])
    expect(told.filter((text) => text.startsWith(`${percent} %`)).length).toBeLessThanOrEqual(1);
}

test('NOT-3, NOT-19, NOT-20: whatever happens to a mail, its obligation is never silently late, and fulfilled only when somebody has it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.array(answer, { maxLength: 6 }),
      fc.array(fc.boolean(), { maxLength: 2 }),
      async (steps, answers, early) => {
        await play([{ kind: 'approve' }, ...steps], answers, early);
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
}, 300_000);

test.each<[string, Step[], ScriptedMailer['answers'], boolean[]?]>([
  ['it comes back before we hear that it was accepted', [{ kind: 'approve' }], [], [true]],
  [
    'the repeat of an unknown one comes back at once',
    [{ kind: 'approve' }, { kind: 'pass', minutes: 12 }],
    ['unknown'],
    [false, true],
  ],
  [
    'it comes back after the due time, of which nobody had to be warned',
    [
      { kind: 'approve' },
      { kind: 'pass', minutes: 1_500 },
      { kind: 'report', action: 'failed', attempt: 1, person: 0 },
    ],
    [],
  ],
  [
    'the contact is mended and it is sent again, while the first copy comes back twice',
    [
      { kind: 'approve' },
      { kind: 'report', action: 'failed', attempt: 1, person: 0 },
      { kind: 'mend' },
      { kind: 'resend' },
      { kind: 'report', action: 'failed', attempt: 1, person: 0 },
      { kind: 'pass', minutes: 800 },
      { kind: 'report', action: 'delivered', attempt: 2, person: 0 },
    ],
    [],
  ],
  [
    'killed after the mail, then a report of failure',
    [
      { kind: 'approve' },
      { kind: 'report', action: 'failed', attempt: 1, person: 0 },
      { kind: 'pass', minutes: 12 },
    ],
    ['killed'],
  ],
  [
    'unknown, accepted, and the second copy comes back',
    [
      { kind: 'approve' },
      { kind: 'pass', minutes: 12 },
      { kind: 'report', action: 'failed', attempt: 2, person: 0 },
    ],
    ['unknown'],
  ],
  [
    'unknown, accepted, and the first copy comes back',
    [
      { kind: 'approve' },
      { kind: 'pass', minutes: 12 },
      { kind: 'report', action: 'failed', attempt: 1, person: 0 },
    ],
    ['unknown'],
  ],
  [
    'accepted, sent again, and the first copy comes back while the second is put off',
    [{ kind: 'approve' }, { kind: 'resend' }, { kind: 'report', action: 'failed', attempt: 1, person: 0 }],
    ['accepted', 'temp_failed', 'temp_failed'],
  ],
  [
    'accepted, sent again, refused, and the first copy comes back',
    [{ kind: 'approve' }, { kind: 'resend' }, { kind: 'report', action: 'failed', attempt: 1, person: 0 }],
    ['accepted', 'failed'],
  ],
])('NOT-20: %s', async (_what, steps, answers, early = []) => {
  await play(steps, answers, early);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rolePermissions, type ProviderRole } from '../identity/index.ts';
import { hourMs, minuteMs, type UserId } from '../kernel/index.ts';
import {
  afterAlertAttempt,
  alertLevels,
  alertPauseMs,
  alertWishes,
  approvalReminderTime,
  audienceOf,
  defaultPreference,
  levelOf,
  mostAlertAttempts,
  sendTime,
  type AlertPreference,
  type Gap,
  type Staff,
} from './alert.ts';
import { gapsOf, type GapView } from './alert-gap.ts';
import { gapText, lengthText, reasonText, remainingText } from './alert-words.ts';
import { newRecipient, type Recipient } from './delivery.ts';
import { started } from './obligation.ts';

const now = new Date('2030-01-01T12:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);

const staff = (name: string, role: ProviderRole, preference: AlertPreference | null = null): Staff => ({
  userId: name as UserId,
  name,
  email: `${name}@northwind.example`,
  language: 'en',
  role,
  approves: rolePermissions[role].has('notice:approve'),
  preference,
});
const nothing: AlertPreference = { warning: 'none', escalation: 'none', breach: 'none' };
const house = [
  staff('ada', 'admin'),
  staff('lea', 'lead'),
  staff('ann', 'analyst'),
  staff('ben', 'analyst'),
  staff('sam', 'specialist'),
  staff('aud', 'auditor'),
];
const names = (
  level: (typeof alertLevels)[number],
  ownerId: string | null,
  people: readonly Staff[] = house,
  notApprovers: readonly string[] | null = null,
): string =>
  audienceOf(people, { level, ownerId, notApprovers })
    .map(({ name }) => name)
    .join(' ');

test.each<[string, string, string]>([
  ['a warning goes to whoever has the incident', names('warning', 'ann'), 'ann'],
  ['a warning about an incident that nobody has goes to the leads', names('warning', null), 'lea'],
  ['a warning about an incident whose assignee has left goes to the leads', names('warning', 'gone'), 'lea'],
  [
    'without leads, to the admins',
    names(
      'warning',
      null,
      house.filter(({ role }) => role !== 'lead'),
    ),
    'ada',
  ],
  ['an escalation goes to leads, admins and the assignee', names('escalation', 'ben'), 'ada lea ben'],
  ['a breach too', names('breach', 'sam'), 'ada lea sam'],
  [
    'a notice that waits is told to the leads who may approve it',
    names('warning', 'ann', house, ['ann']),
    'lea ann',
  ],
  ['when the lead wrote it, to the admins', names('warning', 'lea', house, ['lea']), 'ada lea'],
  [
    'when leads and admins wrote it, to everybody who may approve',
    names('warning', 'ann', house, ['lea', 'ada']),
    'ann ben',
  ],
  [
    'an auditor who wants everything gets it',
    names('breach', null, [staff('aud', 'auditor', { ...nothing, breach: 'all' })]),
    'aud',
  ],
  [
    'who wants nothing gets nothing',
    names('escalation', 'ann', [staff('ann', 'analyst', nothing), staff('lea', 'lead')]),
    'lea',
  ],
])('NOT-24: %s', (_what, told, expected) => {
  expect(told).toBe(expected);
});

const anyStaff = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    role: fc.constantFrom<ProviderRole>('admin', 'lead', 'analyst', 'auditor'),
    preference: fc.option(
      fc.record({
        warning: fc.constantFrom(...alertWishes),
        escalation: fc.constantFrom(...alertWishes),
        breach: fc.constantFrom(...alertWishes),
      }),
    ),
  }),
  { selector: ({ name }) => name },
);

test('NOT-24: what is urgent is told to somebody as long as there is an admin, and nobody is told twice', () => {
  fc.assert(
    fc.property(
      anyStaff,
      fc.constantFrom(...alertLevels),
      fc.option(fc.constantFrom('a', 'z')),
      (people, level, ownerId) => {
        const all = people.map(({ name, role, preference }) => staff(name, role, preference));
        const told = audienceOf(all, { level, ownerId, notApprovers: null });
        expect(new Set(told).size).toBe(told.length);
        if (level !== 'warning' && all.some(({ role }) => role === 'admin'))
          expect(told.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('NOT-24: what somebody gets who has chosen nothing', () => {
  expect(defaultPreference('lead')).toEqual({ warning: 'own', escalation: 'all', breach: 'all' });
  expect(defaultPreference('admin')).toEqual(defaultPreference('lead'));
  expect(defaultPreference('analyst')).toEqual({ warning: 'own', escalation: 'own', breach: 'own' });
  expect(defaultPreference('auditor')).toEqual(nothing);
  expect(
    ['time_used', 'approval_due', 'time_is_short', 'bounced', 'breached'].map((one) => levelOf(one as never)),
  ).toEqual(['warning', 'warning', 'escalation', 'escalation', 'breach']);
});

test('NOT-25: a mail gathers for a quarter of a minute, and keeps its distance from the last of its incident and level', () => {
  expect(sendTime('breach', now, null)).toEqual(later(15_000));
  expect(sendTime('breach', now, later(-hourMs))).toEqual(later(15_000));
  expect(sendTime('breach', now, later(-4 * minuteMs))).toEqual(later(6 * minuteMs));
  expect(sendTime('warning', now, later(-minuteMs))).toEqual(later(29 * minuteMs));
  expect(alertPauseMs).toEqual({ warning: 1_800_000, escalation: 600_000, breach: 600_000 });
});

test('NOT-26: trouble is tried again, a refusal is not', () => {
  expect(afterAlertAttempt('accepted', 1, now)).toEqual({ status: 'accepted', nextActionAt: null });
  expect(afterAlertAttempt('failed', 1, now)).toEqual({ status: 'failed', nextActionAt: null });
  expect(afterAlertAttempt('temp_failed', 2, now)).toEqual({
    status: 'pending',
    nextActionAt: later(minuteMs),
  });
  expect(afterAlertAttempt('unknown', 1, now)).toEqual({
    status: 'pending',
    nextActionAt: later(10 * minuteMs),
  });
  expect(afterAlertAttempt('temp_failed', mostAlertAttempts, now).status).toBe('failed');
});

test.each([
  [4, 30],
  [24, 120],
  [72, 120],
  [1, 15],
])('NOT-27: of %i hours, those who may approve are given %i minutes', (hours, minutes) => {
  const clock = { startedAt: now, dueAt: later(hours * hourMs) };
  expect(approvalReminderTime(later(hourMs), clock)).toEqual(later(hourMs + minutes * minuteMs));
});

const contact = (over: Partial<Recipient> = {}): Recipient => ({
  ...newRecipient({ email: 'cleo@acme.example', name: 'Cleo', categories: ['security'] }, 1),
  ...over,
});
const view = (over: Partial<GapView>): GapView => ({
  obligation: started,
  required: ['security'],
  notice: { state: { kind: 'draft' }, updatedAt: now },
  recipients: [],
  contacts: [contact()],
  others: [{ name: 'Otto', email: 'otto@acme.example' }],
  hasApprover: true,
  ...over,
});
const notice = (state: NonNullable<GapView['notice']>['state']): GapView['notice'] => ({
  state,
  updatedAt: now,
});
const bounced = contact({ status: 'bounced', bouncedAt: now, response: '550 unknown' });

test.each<[string, GapView, Gap['kind'][]]>([
  ['a draft', view({}), ['draft']],
  [
    'a draft without anybody to send it to',
    view({ contacts: [] }),
    ['draft', 'no_contact', 'other_contacts'],
  ],
  ['one that waits', view({ notice: notice({ kind: 'awaiting_approval' }) }), ['awaiting_approval']],
  [
    'one that waits for nobody',
    view({ notice: notice({ kind: 'awaiting_approval' }), hasApprover: false }),
    ['awaiting_approval', 'no_approver'],
  ],
  [
    'one that was given back',
    view({ notice: notice({ kind: 'rejected', reason: 'x', by: 'Bob' }) }),
    ['rejected'],
  ],
  ['one on its way', view({ notice: notice({ kind: 'approved', attempts: 0 }) }), ['sending']],
  [
    'one that a server may have',
    view({ notice: notice({ kind: 'retrying', attempts: 1, after: 'unknown', nextAt: now }) }),
    ['unknown'],
  ],
  [
    'one that failed',
    view({ notice: notice({ kind: 'failed', attempts: 3, reason: 'no' }) }),
    ['failed', 'other_contacts'],
  ],
  [
    'one that came back',
    view({ notice: notice({ kind: 'bounced', attempts: 1, at: now, reason: 'x' }), recipients: [bounced] }),
    ['unreached', 'bounced', 'other_contacts'],
  ],
  [
    'one that arrived meanwhile',
    view({ obligation: { ...started, kind: 'fulfilled', at: now } }),
    ['fulfilled'],
  ],
])('NOT-24: a mail to staff says what is missing: %s', (_what, given, kinds) => {
  const gaps = gapsOf(given);
  expect(gaps.map(({ kind }) => kind)).toEqual(kinds);
  for (const language of ['en', 'ru'] as const)
    for (const gap of gaps) expect(gapText(language, gap)).not.toMatch(/undefined|null|\[object/);
});

test('lengths of time and reasons in both languages', () => {
  expect(lengthText('en', 2 * hourMs + 24 * minuteMs)).toBe('2 h 24 min');
  expect(lengthText('ru', 3 * hourMs)).toBe('3 ч');
  expect(lengthText('en', 59_000)).toBe('0 min');
  expect(remainingText('en', later(hourMs), now)).toBe('1 h left');
  expect(remainingText('ru', later(-90 * minuteMs), now)).toBe('просрочено на 1 ч 30 мин');
  expect(reasonText('ru', 'bounced')).toBe('Уведомление вернулось: обязательство снова открыто.');
});

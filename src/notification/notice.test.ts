import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs } from '../kernel/index.ts';
import { applyOutcome, newRecipient, outstanding, reachedAt, unreached, type Recipient } from './delivery.ts';
import {
  advanceNotice,
  leaseMs,
  mostAttempts,
  nextActionAt,
  noticeKinds,
  noticeStatus,
  pauseAfter,
  type NoticeHands,
  type NoticeInput,
  type NoticeState,
} from './notice.ts';

const now = new Date('2030-01-01T00:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const nobody: NoticeHands = { authorId: null, lastEditorId: null, submitterId: null };
const approve = (by: string, hands = nobody): NoticeInput => ({ kind: 'approve', by, hands });
const outcome = (
  attempt: number,
  result: 'accepted' | 'temp_failed' | 'unknown' | 'failed',
  over: object = {},
): NoticeInput => ({
  kind: 'outcome',
  attempt,
  result,
  at: now,
  reason: 'because',
  someoneHasIt: false,
  ...over,
});
const sending: NoticeState = { kind: 'sending', attempts: 1, leaseUntil: later(leaseMs) };

const after = (state: NoticeState, ...inputs: NoticeInput[]): NoticeState => {
  let current = state;
  for (const input of inputs) {
    const next = advanceNotice(current, input);
    if (!next.ok) throw new Error(next.error.message);
    current = next.value;
  }
  return current;
};

test.each([
  ['its author', { authorId: 'ada', lastEditorId: 'eve', submitterId: 'eve' }],
  ['its last editor', { authorId: null, lastEditorId: 'ada', submitterId: null }],
  ['who handed it in', { authorId: null, lastEditorId: null, submitterId: 'ada' }],
])('NOT-8: a notice is not approved by %s', (_who, hands) => {
  const waiting: NoticeState = { kind: 'awaiting_approval' };
  expect(advanceNotice(waiting, approve('ada', hands))).toMatchObject({
    error: { code: 'second_person_required' },
  });
  expect(advanceNotice(waiting, approve('bob', hands))).toMatchObject({
    ok: true,
    value: { kind: 'approved' },
  });
});

test('NOT-7: only a draft or a rejected notice is edited, and it is a draft again', () => {
  for (const kind of ['draft', 'rejected'] as const) {
    const state: NoticeState = kind === 'draft' ? { kind } : { kind, reason: 'unclear', by: 'Bob' };
    expect(after(state, { kind: 'edit' })).toEqual({ kind: 'draft' });
  }
  expect(advanceNotice(sending, { kind: 'edit' })).toMatchObject({ error: { code: 'notice_not_editable' } });
});

test('NOT-9: an attempt holds a lease; when it runs out the next attempt starts', () => {
  const leased = after({ kind: 'approved', attempts: 0 }, { kind: 'lease', at: now });
  expect(leased).toEqual(sending);
  expect(advanceNotice(leased, { kind: 'lease', at: later(leaseMs - 1) }).ok).toBe(false);
  expect(after(leased, { kind: 'lease', at: later(leaseMs) })).toMatchObject({
    kind: 'sending',
    attempts: 2,
  });
  expect(nextActionAt(leased, now)).toEqual(later(leaseMs));
});

test('NOT-10: trouble makes pauses that grow to half an hour, an unknown end ten minutes', () => {
  expect([1, 2, 3, 7, 8, 40].map((attempts) => pauseAfter(attempts) / minuteMs)).toEqual([
    0.5, 1, 2, 30, 30, 30,
  ]);
  expect(after(sending, outcome(1, 'temp_failed'))).toEqual({
    kind: 'retrying',
    attempts: 1,
    after: 'temp_failed',
    nextAt: later(30_000),
  });
  const unknown = after(sending, outcome(1, 'unknown'));
  expect(unknown).toMatchObject({ after: 'unknown', nextAt: later(10 * minuteMs) });
  expect(noticeStatus(unknown)).toBe('unknown');
});

test('NOT-10: after the last attempt a notice is failed, unless somebody has it', () => {
  const last: NoticeState = { ...sending, attempts: mostAttempts };
  expect(after(last, outcome(mostAttempts, 'temp_failed')).kind).toBe('failed');
  expect(after(last, outcome(mostAttempts, 'temp_failed', { someoneHasIt: true })).kind).toBe('accepted');
});

test('NOT-9: an acceptance counts whenever it is learned; another outcome only for the attempt that runs', () => {
  const second: NoticeState = { ...sending, attempts: 2 };
  expect(after(second, outcome(1, 'temp_failed'))).toEqual(second);
  expect(after(second, outcome(1, 'accepted'))).toEqual({ kind: 'accepted', attempts: 2, at: now });
  expect(after({ kind: 'accepted', attempts: 1, at: now }, outcome(1, 'failed'))).toMatchObject({
    kind: 'accepted',
  });
});

test('NOT-12: what is on its way is not withdrawn', () => {
  const withdraw: NoticeInput = { kind: 'withdraw', reason: 'false alarm', by: 'system' };
  expect(after({ kind: 'approved', attempts: 0 }, withdraw)).toMatchObject({ kind: 'rejected' });
  for (const state of [
    sending,
    after(sending, outcome(1, 'unknown')),
    after(sending, outcome(1, 'accepted')),
  ])
    expect(advanceNotice(state, withdraw).ok).toBe(false);
});

test('NOT-7, NOT-8: nothing is sent that was not approved after its last edit', () => {
  const input: fc.Arbitrary<NoticeInput> = fc.oneof(
    fc.constant<NoticeInput>({ kind: 'edit' }),
    fc.constant<NoticeInput>({ kind: 'submit' }),
    fc.constant(approve('bob')),
    fc.constant<NoticeInput>({ kind: 'reject', reason: 'no', by: 'Bob' }),
    fc.constant<NoticeInput>({ kind: 'withdraw', reason: 'no', by: 'Bob' }),
    fc.constant<NoticeInput>({ kind: 'lease', at: later(365 * 24 * 60 * minuteMs) }),
    fc.constant<NoticeInput>({ kind: 'resend' }),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
      let state: NoticeState = { kind: 'draft' };
      let approvedSinceEdit = false;
      for (const step of inputs) {
        const next = advanceNotice(state, step);
        if (!next.ok) continue;
        state = next.value;
        if (step.kind === 'approve') approvedSinceEdit = true;
        if (step.kind === 'edit' || step.kind === 'withdraw') approvedSinceEdit = false;
        if (state.kind === 'sending') expect(approvedSinceEdit).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(noticeKinds).toHaveLength(9);
});

const recipient = (
  email: string,
  categories: Recipient['categories'],
  over: Partial<Recipient> = {},
): Recipient => ({ ...newRecipient({ email, name: email, categories }, 1), ...over });

test('NOT-5: a notice has arrived when every required category has somebody who got it, at the time of the last', () => {
  const people = [
    recipient('a', ['security'], { acceptedAt: later(5) }),
    recipient('b', ['security', 'legal'], { acceptedAt: later(9) }),
    recipient('c', ['legal'], { acceptedAt: later(7) }),
  ];
  expect(reachedAt(['security'], people)).toEqual(later(5));
  expect(reachedAt(['security', 'legal'], people)).toEqual(later(7));
  expect(reachedAt(['security', 'operations'], people)).toBeNull();
  expect(unreached(['security', 'operations'], people)).toEqual(['operations']);
});

test('NOT-11: each recipient keeps an outcome of its own, and an attempt is only for those who still wait', () => {
  const people = [recipient('a', ['security']), recipient('b', ['legal']), recipient('c', ['legal'])];
  const tried = new Set(['a', 'b', 'c']);
  const first = applyOutcome(
    people,
    tried,
    {
      kind: 'accepted',
      response: '250 ok',
      recipients: [
        { email: 'A', kind: 'accepted', response: '250 ok' },
        { email: 'b', kind: 'refused', response: '550 no' },
        { email: 'c', kind: 'deferred', response: '450 later' },
      ],
    },
    1,
    now,
  );
  expect(first.map(({ status }) => status)).toEqual(['accepted', 'refused', 'deferred']);
  expect(outstanding(first).map(({ email }) => email)).toEqual(['c']);
  const second = applyOutcome(first, new Set(['c']), { kind: 'unknown', response: 'closed' }, 2, later(1));
  expect(second.map(({ status }) => status)).toEqual(['accepted', 'refused', 'unknown']);
  expect(second[0]?.acceptedAt).toEqual(now);
});

import { err, ok, secondMs, minuteMs, unreachable, type Result } from '../kernel/index.ts';

export type NoticeState =
  | { readonly kind: 'draft' }
  | { readonly kind: 'awaiting_approval' }
  | { readonly kind: 'rejected'; readonly reason: string; readonly by: string }
  /** Approved and queued; `attempts` counts those of an earlier sending. */
  | { readonly kind: 'approved'; readonly attempts: number }
  | { readonly kind: 'sending'; readonly attempts: number; readonly leaseUntil: Date }
  /** Waits for another attempt: nobody has it, or (`unknown`) the server may have it. */
  | {
      readonly kind: 'retrying';
      readonly attempts: number;
      readonly nextAt: Date;
      readonly after: 'temp_failed' | 'unknown';
    }
  | { readonly kind: 'accepted'; readonly attempts: number; readonly at: Date }
  /** Mail servers had it, or may have had it, and it came back: nobody has it. */
  | { readonly kind: 'bounced'; readonly attempts: number; readonly at: Date; readonly reason: string }
  | { readonly kind: 'failed'; readonly attempts: number; readonly reason: string };

export const noticeKinds = [
  'draft',
  'awaiting_approval',
  'rejected',
  'approved',
  'sending',
  'retrying',
  'accepted',
  'bounced',
  'failed',
] as const satisfies readonly NoticeState['kind'][];

/** Those who wrote or handed in a notice; null: the system, or nobody yet. */
export interface NoticeHands {
  readonly authorId: string | null;
  readonly lastEditorId: string | null;
  readonly submitterId: string | null;
}

export type NoticeInput =
  | { readonly kind: 'edit' }
  | { readonly kind: 'submit' }
  | { readonly kind: 'approve'; readonly by: string; readonly hands: NoticeHands }
  | { readonly kind: 'reject'; readonly reason: string; readonly by: string }
  /** The incident or the company dropped out before the notice was sent. */
  | { readonly kind: 'withdraw'; readonly reason: string; readonly by: string }
  | { readonly kind: 'lease'; readonly at: Date }
  | {
      readonly kind: 'outcome';
      readonly attempt: number;
      readonly at: Date;
      readonly result: 'accepted' | 'temp_failed' | 'unknown' | 'failed';
      readonly reason: string;
      /** Whether this or an earlier attempt was accepted for somebody. */
      readonly someoneHasIt: boolean;
    }
  /** A mail server reported, perhaps long after, what became of the mail. */
  | {
      readonly kind: 'reported';
      readonly at: Date;
      readonly reason: string;
      readonly someoneHasIt: boolean;
      /** Whether somebody is left to whom the next attempt would go. */
      readonly someoneWaits: boolean;
    }
  | { readonly kind: 'resend' };

export const noticeErrors = ['notice_not_editable', 'notice_not_ready', 'second_person_required'] as const;
export interface NoticeError {
  readonly code: (typeof noticeErrors)[number];
  readonly message: string;
}

/** How long an attempt may take before another process may try: longer than a mail dialogue is let run. */
export const leaseMs = 3 * minuteMs;
export const mostAttempts = 40;
const firstPauseMs = 30 * secondMs;
const longestPauseMs = 30 * minuteMs;
/** A mail that the server may have is sent again only after it had time to surface. */
const unknownPauseMs = 10 * minuteMs;

/** The pause after the n-th attempt failed: doubled each time, up to half an hour. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, Math.max(0, attempts - 1)));

/** Makes every transition of a notice (NOT-7 to NOT-12). */
export function advanceNotice(state: NoticeState, input: NoticeInput): Result<NoticeState, NoticeError> {
  switch (input.kind) {
    case 'edit':
      return state.kind === 'draft' || state.kind === 'rejected' ? ok({ kind: 'draft' }) : notEditable(state);
    case 'submit':
      return state.kind === 'draft' || state.kind === 'rejected'
        ? ok({ kind: 'awaiting_approval' })
        : notReady(state, 'handed in');
    case 'approve':
      return approve(state, input);
    case 'reject':
      return state.kind === 'awaiting_approval'
        ? ok({ kind: 'rejected', reason: input.reason, by: input.by })
        : notReady(state, 'rejected');
    case 'withdraw':
      return withdraw(state, input);
    case 'lease':
      return lease(state, input.at);
    case 'outcome':
      return ok(settle(state, input));
    case 'reported':
      return ok(report(state, input));
    case 'resend':
      return resendable(state)
        ? ok({ kind: 'approved', attempts: state.attempts })
        : notReady(state, 'sent again');
    default:
      return unreachable(input);
  }
}

const notReady = (state: NoticeState, verb: string): Result<never, NoticeError> =>
  err({ code: 'notice_not_ready', message: `A notice that is ${state.kind} cannot be ${verb}.` });

const notEditable = (state: NoticeState): Result<never, NoticeError> =>
  err({
    code: 'notice_not_editable',
    message: `A notice that is ${state.kind} cannot be edited; only a draft or a rejected one can.`,
  });

function approve(
  state: NoticeState,
  { by, hands }: Extract<NoticeInput, { kind: 'approve' }>,
): Result<NoticeState, NoticeError> {
  if (state.kind !== 'awaiting_approval') return notReady(state, 'approved');
  if ([hands.authorId, hands.lastEditorId, hands.submitterId].includes(by)) {
    return err({
      code: 'second_person_required',
      message: 'Somebody else than its author, last editor and submitter approves a notice.',
    });
  }
  return ok({ kind: 'approved', attempts: 0 });
}

function withdraw(
  state: NoticeState,
  { reason, by }: Extract<NoticeInput, { kind: 'withdraw' }>,
): Result<NoticeState, NoticeError> {
  const unsent =
    state.kind === 'draft' ||
    state.kind === 'awaiting_approval' ||
    state.kind === 'approved' ||
    (state.kind === 'retrying' && state.after === 'temp_failed');
  return unsent ? ok({ kind: 'rejected', reason, by }) : notReady(state, 'withdrawn');
}

function lease(state: NoticeState, at: Date): Result<NoticeState, NoticeError> {
  const due =
    state.kind === 'approved' ||
    (state.kind === 'retrying' && state.nextAt <= at) ||
    (state.kind === 'sending' && state.leaseUntil <= at);
  if (!due) return notReady(state, 'sent now');
  const leaseUntil = new Date(at.getTime() + leaseMs);
  return ok({ kind: 'sending', attempts: state.attempts + 1, leaseUntil });
}

/** An acceptance always counts; any other outcome only for the attempt that is running. */
function settle(state: NoticeState, input: Extract<NoticeInput, { kind: 'outcome' }>): NoticeState {
  const { attempt, at, result, reason, someoneHasIt } = input;
  const attempts = 'attempts' in state ? Math.max(state.attempts, attempt) : attempt;
  if (result === 'accepted') return state.kind === 'accepted' ? state : { kind: 'accepted', attempts, at };
  if (state.kind !== 'sending' || state.attempts !== attempt) return state;
  if (result === 'failed' || attempt >= mostAttempts)
    return someoneHasIt ? { kind: 'accepted', attempts, at } : { kind: 'failed', attempts, reason };
  const pause = result === 'unknown' ? unknownPauseMs : pauseAfter(attempt);
  return { kind: 'retrying', attempts, after: result, nextAt: new Date(at.getTime() + pause) };
}

/** Whether nothing more is sent by itself. */
export const hasEnded = (state: NoticeState): boolean =>
  state.kind === 'accepted' || state.kind === 'bounced' || state.kind === 'failed';

type Resendable = Extract<NoticeState, { kind: 'accepted' | 'bounced' | 'failed' | 'retrying' }>;

const resendable = (state: NoticeState): state is Resendable =>
  state.kind === 'accepted' ||
  state.kind === 'bounced' ||
  state.kind === 'failed' ||
  state.kind === 'retrying';

/** What a report means for a notice whose sending has ended, or goes on for others only. */
function report(state: NoticeState, input: Extract<NoticeInput, { kind: 'reported' }>): NoticeState {
  const { at, reason, someoneHasIt, someoneWaits } = input;
  // An attempt may be running: its outcome decides.
  const rests = resendable(state) || (state.kind === 'sending' && state.leaseUntil <= at);
  if (!rests || ('attempts' in state && state.attempts === 0)) return state;
  const { attempts } = state;
  if (someoneWaits && (state.kind === 'retrying' || state.kind === 'sending')) return state;
  if (someoneHasIt) return state.kind === 'accepted' ? state : { kind: 'accepted', attempts, at };
  if (state.kind === 'failed' || state.kind === 'bounced') return state;
  return { kind: 'bounced', attempts, at, reason };
}

/** When the delivery has to be looked at next; null when it waits for people or has ended. */
export function nextActionAt(state: NoticeState, now: Date): Date | null {
  switch (state.kind) {
    case 'approved':
      return now;
    case 'sending':
      return state.leaseUntil;
    case 'retrying':
      return state.nextAt;
    default:
      return null;
  }
}

export const noticeStatuses = [
  'draft',
  'awaiting_approval',
  'approved',
  'sending',
  'accepted',
  'unknown',
  'bounced',
  'failed',
  'rejected',
] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

/** What people are shown: a pause between attempts is still sending. */
export const noticeStatus = (state: NoticeState): NoticeStatus => {
  if (state.kind !== 'retrying') return state.kind;
  return state.after === 'unknown' ? 'unknown' : 'sending';
};

import { unreachable } from '../kernel/index.ts';

/** Shares of the time, in percent, at which an obligation warns. */
export const warnPercents = [50, 75, 90] as const;
export type WarnPercent = (typeof warnPercents)[number];

/** The share from which people who can decide are called in. */
export const escalatePercent: WarnPercent = 90;

/** A clock that is looked at later than this was not running at the time. */
export const lateGraceMs = 2 * 60_000;

/** The clock of an obligation: fixed when it starts. */
export interface ObligationClock {
  readonly startedAt: Date;
  readonly dueAt: Date;
}

interface Past {
  readonly warned: readonly WarnPercent[];
  /** The due time, once it has passed without a notice. */
  readonly breachedAt: Date | null;
  /** When it was last found that it had not been fulfilled after all. */
  readonly reopenedAt: Date | null;
}

export type ObligationState =
  | ({ readonly kind: 'active' } & Past)
  /** `at`: when a mail server had accepted the notice for every required category. */
  | ({ readonly kind: 'fulfilled'; readonly at: Date } & Past)
  /** `at`: when it turned out that nothing is owed. */
  | ({ readonly kind: 'waived'; readonly at: Date } & Past);

export type ObligationInput =
  | { readonly kind: 'tick'; readonly at: Date }
  | { readonly kind: 'waive'; readonly at: Date }
  | { readonly kind: 'reinstate'; readonly at: Date }
  /**
   * What is known now of when the notice reached everybody whom it has to reach: an acceptance may have turned out void.
   * `owed`: whether the incident still calls for the notice.
   */
  | { readonly kind: 'reassess'; readonly reachedAt: Date | null; readonly owed: boolean; readonly at: Date };

/** What has to be told. `late`: the system looked at the clock later than it should have. */
export type ObligationEffect =
  | { readonly kind: 'warn'; readonly percent: WarnPercent; readonly at: Date; readonly late: boolean }
  | { readonly kind: 'breach'; readonly at: Date; readonly late: boolean }
  /** A breach that had been recorded was none: the notice had been accepted in time. */
  | { readonly kind: 'breach_withdrawn' }
  | { readonly kind: 'fulfilled'; readonly at: Date; readonly late: boolean }
  | { readonly kind: 'waived'; readonly at: Date }
  | { readonly kind: 'reinstated' }
  /** The notice came back: what had been fulfilled at `fulfilledAt` is owed again, with the same due time. */
  | { readonly kind: 'reopened'; readonly fulfilledAt: Date };

export interface ObligationStep {
  readonly state: ObligationState;
  readonly effects: readonly ObligationEffect[];
}

export const obligationStatuses = [
  'open',
  'warned',
  'breached',
  'fulfilled',
  'fulfilled_late',
  'waived',
] as const;
export type ObligationStatus = (typeof obligationStatuses)[number];

export const started: ObligationState = { kind: 'active', warned: [], breachedAt: null, reopenedAt: null };

export function obligationStatus(state: ObligationState): ObligationStatus {
  switch (state.kind) {
    case 'waived':
      return 'waived';
    case 'fulfilled':
      return state.breachedAt === null ? 'fulfilled' : 'fulfilled_late';
    case 'active':
      if (state.breachedAt !== null) return 'breached';
      return state.warned.length === 0 ? 'open' : 'warned';
    default:
      return unreachable(state);
  }
}

/** When `percent` of the time is used. */
export const timeAt = ({ startedAt, dueAt }: ObligationClock, percent: number): Date =>
  new Date(startedAt.getTime() + ((dueAt.getTime() - startedAt.getTime()) * percent) / 100);

/** The share of the time that is used, 0 to more than 1. */
export const shareAt = ({ startedAt, dueAt }: ObligationClock, at: Date): number =>
  Math.max(0, (at.getTime() - startedAt.getTime()) / Math.max(1, dueAt.getTime() - startedAt.getTime()));

/** When the clock has to be looked at next; null when nothing more can happen by itself. */
export function nextCheckAt(clock: ObligationClock, state: ObligationState): Date | null {
  if (state.kind !== 'active') return null;
  const next = warnPercents.find((percent) => !state.warned.includes(percent));
  if (next !== undefined) return timeAt(clock, next);
  return state.breachedAt === null ? clock.dueAt : null;
}

/**
 * Makes every transition of an obligation. The order in which inputs are learned does not matter: their times
 * decide (NOT-4).
 */
export function advanceObligation(
  clock: ObligationClock,
  state: ObligationState,
  input: ObligationInput,
): ObligationStep {
  switch (input.kind) {
    case 'tick':
      return state.kind === 'active' ? tick(clock, state, input.at, clock.startedAt) : same(state);
    case 'waive':
      return waive(clock, state, input.at);
    case 'reinstate':
      return state.kind === 'waived' ? reinstate(clock, state, input.at) : same(state);
    case 'reassess':
      return reassess(clock, state, input);
    default:
      return unreachable(input);
  }
}

const same = (state: ObligationState): ObligationStep => ({ state, effects: [] });

/** `runsSince`: the clock stood still before, so nobody could have looked at it. */
function tick(
  clock: ObligationClock,
  state: Extract<ObligationState, { kind: 'active' }>,
  at: Date,
  runsSince: Date,
): ObligationStep {
  const isLate = (nominal: Date): boolean =>
    at.getTime() - Math.max(nominal.getTime(), runsSince.getTime()) > lateGraceMs;
  const effects: ObligationEffect[] = [];
  const warned = [...state.warned];
  for (const percent of warnPercents) {
    const nominal = timeAt(clock, percent);
    if (warned.includes(percent) || at < nominal) continue;
    warned.push(percent);
    effects.push({ kind: 'warn', percent, at: nominal, late: isLate(nominal) });
  }
  const breaches = state.breachedAt === null && at >= clock.dueAt;
  if (breaches) effects.push({ kind: 'breach', at: clock.dueAt, late: isLate(clock.dueAt) });
  const breachedAt = breaches ? clock.dueAt : state.breachedAt;
  return { state: { kind: 'active', warned, breachedAt, reopenedAt: state.reopenedAt }, effects };
}

const pastOf = ({ warned, breachedAt, reopenedAt }: ObligationState): Past => ({
  warned,
  breachedAt,
  reopenedAt,
});

function fulfil(clock: ObligationClock, state: ObligationState, at: Date): ObligationStep {
  const inTime = at <= clock.dueAt;
  return {
    state: { ...pastOf(state), kind: 'fulfilled', at, breachedAt: inTime ? null : clock.dueAt },
    effects: [...breachChange(clock, state, at), { kind: 'fulfilled', at, late: !inTime }],
  };
}

function waive(clock: ObligationClock, state: ObligationState, at: Date): ObligationStep {
  if (state.kind === 'fulfilled' || (state.kind === 'waived' && state.at <= at)) return same(state);
  const inTime = at <= clock.dueAt;
  return {
    state: { ...pastOf(state), kind: 'waived', at, breachedAt: inTime ? null : clock.dueAt },
    effects: [...breachChange(clock, state, at), { kind: 'waived', at }],
  };
}

/** What an end at `at` means for the breach: recorded if it was not yet, withdrawn if it was none. */
function breachChange(
  { dueAt }: ObligationClock,
  { breachedAt }: ObligationState,
  at: Date,
): ObligationEffect[] {
  if (at <= dueAt) return breachedAt === null ? [] : [{ kind: 'breach_withdrawn' }];
  if (breachedAt !== null) return [];
  return [{ kind: 'breach', at: dueAt, late: at.getTime() - dueAt.getTime() > lateGraceMs }];
}

function reinstate(clock: ObligationClock, state: ObligationState, at: Date): ObligationStep {
  const step = tick(clock, { ...pastOf(state), kind: 'active' }, at, at);
  return { state: step.state, effects: [{ kind: 'reinstated' }, ...step.effects] };
}

function reassess(
  clock: ObligationClock,
  state: ObligationState,
  { reachedAt, owed, at }: Extract<ObligationInput, { kind: 'reassess' }>,
): ObligationStep {
  if (reachedAt !== null) {
    const known = state.kind === 'fulfilled' && state.at.getTime() === reachedAt.getTime();
    return known ? same(state) : fulfil(clock, state, reachedAt);
  }
  if (state.kind !== 'fulfilled') return same(state);
  if (!owed) return { state: { ...pastOf(state), kind: 'waived', at }, effects: [{ kind: 'waived', at }] };
  const step = tick(clock, { ...pastOf(state), kind: 'active', reopenedAt: at }, at, at);
  return { state: step.state, effects: [{ kind: 'reopened', fulfilledAt: state.at }, ...step.effects] };
}

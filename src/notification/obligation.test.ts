import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs } from '../kernel/index.ts';
import {
  advanceObligation,
  nextCheckAt,
  obligationStatus,
  shareAt,
  started,
  timeAt,
  type ObligationEffect,
  type ObligationInput,
  type ObligationState,
} from './obligation.ts';

const startedAt = new Date('2030-01-01T00:00:00Z');
const at = (hours: number): Date => new Date(startedAt.getTime() + hours * hourMs);
const clock = { startedAt, dueAt: at(24) };
const tick = (hours: number): ObligationInput => ({ kind: 'tick', at: at(hours) });
const accepted = (hours: number): ObligationInput => ({
  kind: 'reassess',
  reachedAt: at(hours),
  owed: true,
  at: at(hours),
});
const waive = (hours: number): ObligationInput => ({ kind: 'waive', at: at(hours) });

function run(inputs: readonly ObligationInput[]): { state: ObligationState; effects: ObligationEffect[] } {
  let state: ObligationState = started;
  const effects: ObligationEffect[] = [];
  for (const input of inputs) {
    const step = advanceObligation(clock, state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

test('NOT-2: a clock warns at 50, 75 and 90 % and records the breach at its due time, each once', () => {
  const { effects } = run([tick(1), tick(12), tick(12), tick(18), tick(21.6), tick(24), tick(25)]);
  expect(effects).toEqual([
    { kind: 'warn', percent: 50, at: at(12), late: false },
    { kind: 'warn', percent: 75, at: at(18), late: false },
    { kind: 'warn', percent: 90, at: at(21.6), late: false },
    { kind: 'breach', at: at(24), late: false },
  ]);
});

test('NOT-3: a clock that was not looked at in time says so', () => {
  const { effects, state } = run([tick(30)]);
  expect(
    effects.map((effect) => ('late' in effect ? `${effect.kind} ${String(effect.late)}` : effect.kind)),
  ).toEqual(['warn true', 'warn true', 'warn true', 'breach true']);
  expect(obligationStatus(state)).toBe('breached');
});

test.each<[string, ObligationInput[], string]>([
  ['nothing happened', [], 'open'],
  ['half the time is used', [tick(13)], 'warned'],
  ['the time ran out', [tick(24)], 'breached'],
  ['accepted at the last moment', [accepted(24)], 'fulfilled'],
  ['accepted a moment later', [accepted(24.001)], 'fulfilled_late'],
  ['accepted in time, learned after the breach', [tick(25), accepted(23)], 'fulfilled'],
  ['accepted late and again earlier', [accepted(30), accepted(20)], 'fulfilled'],
  ['waived', [tick(13), waive(14)], 'waived'],
  ['waived, then accepted after all', [waive(2), accepted(3)], 'fulfilled'],
  ['waived, reinstated before the time ran out', [waive(2), { kind: 'reinstate', at: at(3) }], 'open'],
  ['waived, reinstated afterwards', [waive(2), { kind: 'reinstate', at: at(25) }], 'breached'],
])('NOT-4: when %s', (_what, inputs, status) => {
  expect(obligationStatus(run(inputs).state)).toBe(status);
});

test('NOT-4: a breach that was none is withdrawn, and one that nobody saw is recorded with a late notice', () => {
  expect(run([tick(25), accepted(23)]).effects.slice(-2)).toEqual([
    { kind: 'breach_withdrawn' },
    { kind: 'fulfilled', at: at(23), late: false },
  ]);
  expect(run([accepted(26)]).effects).toEqual([
    { kind: 'breach', at: at(24), late: true },
    { kind: 'fulfilled', at: at(26), late: true },
  ]);
});

const hours = fc.integer({ min: 0, max: 48 * 60 }).map((minutes) => minutes / 60);
const input: fc.Arbitrary<ObligationInput> = fc.oneof(hours.map(tick), hours.map(accepted), hours.map(waive));

/** Each acceptance is learned beside those before it: the first of them counts. */
function learned(inputs: readonly ObligationInput[]): readonly ObligationInput[] {
  let first = Number.POSITIVE_INFINITY;
  return inputs.map((one) => {
    if (one.kind !== 'reassess' || one.reachedAt === null) return one;
    first = Math.min(first, one.reachedAt.getTime());
    return { ...one, reachedAt: new Date(first) };
  });
}

/** What is left of a state when the warnings that were given on the way are put aside. */
const outcome = (state: ObligationState): unknown => ({ ...state, warned: null });

test('NOT-4: the order in which events are learned does not change the outcome', () => {
  fc.assert(
    fc.property(
      fc
        .array(input, { maxLength: 8 })
        .chain((inputs) =>
          fc.tuple(
            fc.constant(inputs),
            fc.shuffledSubarray(inputs, { minLength: inputs.length, maxLength: inputs.length }),
          ),
        ),
      ([inputs, shuffled]) => {
        expect(outcome(run(learned(shuffled)).state)).toEqual(outcome(run(learned(inputs)).state));
      },
    ),
    { numRuns: 2_000 },
  );
});

const cameBack = (hours: number): ObligationInput => ({
  kind: 'reassess',
  reachedAt: null,
  owed: true,
  at: at(hours),
});

test('NOT-19: what came back is owed again with the same due time, and warned of what is used meanwhile', () => {
  const { state, effects } = run([accepted(2), cameBack(19)]);
  expect(state).toEqual({ kind: 'active', warned: [50, 75], breachedAt: null, reopenedAt: at(19) });
  expect(effects.slice(1)).toEqual([
    { kind: 'reopened', fulfilledAt: at(2) },
    { kind: 'warn', percent: 50, at: at(12), late: false },
    { kind: 'warn', percent: 75, at: at(18), late: false },
  ]);
  expect(nextCheckAt(clock, state)).toEqual(at(21.6));
});

test('NOT-19: what comes back after the due time is a breach from the due time on, until it arrives or had arrived', () => {
  const late = run([accepted(2), cameBack(30)]);
  expect(obligationStatus(late.state)).toBe('breached');
  expect(late.effects.at(-1)).toEqual({ kind: 'breach', at: at(24), late: false });
  expect(obligationStatus(run([accepted(2), cameBack(30), accepted(31)]).state)).toBe('fulfilled_late');
  const proven = run([accepted(2), cameBack(30), accepted(2)]);
  expect(obligationStatus(proven.state)).toBe('fulfilled');
  expect(proven.effects.slice(-2)).toEqual([
    { kind: 'breach_withdrawn' },
    { kind: 'fulfilled', at: at(2), late: false },
  ]);
});

test('NOT-19: when another acceptance is left, that one counts, be it later; when nothing is owed, nothing is', () => {
  const moved = run([accepted(2), { kind: 'reassess', reachedAt: at(26), owed: true, at: at(27) }]);
  expect(moved.state).toMatchObject({ kind: 'fulfilled', at: at(26), breachedAt: at(24) });
  expect(
    run([accepted(2), { kind: 'reassess', reachedAt: null, owed: false, at: at(5) }]).state,
  ).toMatchObject({
    kind: 'waived',
    at: at(5),
  });
  expect(run([cameBack(3)])).toEqual({ state: started, effects: [] });
  expect(run([waive(3), cameBack(4)]).state.kind).toBe('waived');
});

/** Nobody learns of something before it is now: what comes back does so after all that was seen. */
function inTime(inputs: readonly ObligationInput[]): readonly ObligationInput[] {
  let now = 0;
  return inputs.map((one) => {
    now = Math.max(now, one.at.getTime());
    return one.kind === 'reassess' && one.reachedAt === null ? { ...one, at: new Date(now) } : one;
  });
}

test('NOT-2, NOT-3: an obligation is never silently late, and nothing is told twice', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(input, hours.map(cameBack)), { maxLength: 12 }), (inputs) => {
      const { state, effects } = run(inTime(inputs));
      const warned = effects.flatMap((effect) => (effect.kind === 'warn' ? [effect.percent] : []));
      expect(new Set(warned).size).toBe(warned.length);
      const breaches = effects.filter(({ kind }) => kind === 'breach').length;
      const withdrawn = effects.filter(({ kind }) => kind === 'breach_withdrawn').length;
      expect(breaches - withdrawn).toBe(state.breachedAt === null ? 0 : 1);
      const latestTick = Math.max(-1, ...inputs.map((one) => (one.kind === 'tick' ? one.at.getTime() : -1)));
      if (state.kind === 'active' && latestTick >= clock.dueAt.getTime())
        expect(state.breachedAt).toEqual(clock.dueAt);
      if (state.kind === 'fulfilled') expect(state.breachedAt === null).toBe(state.at <= clock.dueAt);
    }),
    { numRuns: 2_000 },
  );
});

test('the next check is the next thing that can happen by itself', () => {
  expect(nextCheckAt(clock, started)).toEqual(at(12));
  expect(nextCheckAt(clock, run([tick(19)]).state)).toEqual(at(21.6));
  expect(nextCheckAt(clock, run([tick(22)]).state)).toEqual(at(24));
  for (const inputs of [[tick(25)], [accepted(1)], [waive(1)]])
    expect(nextCheckAt(clock, run(inputs).state)).toBeNull();
  expect(timeAt(clock, 75)).toEqual(at(18));
  expect(shareAt(clock, at(36))).toBe(1.5);
  expect(shareAt(clock, at(-1))).toBe(0);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advance,
  incidentNumber,
  incidentPhases,
  statusOf,
  type IncidentInput,
  type IncidentPhase,
  type IncidentState,
} from './incident.ts';

const at = new Date('2030-05-06T07:08:09Z');
const running = (phase: IncidentPhase): IncidentState => ({ kind: 'running', phase });
const move = (to: IncidentPhase): IncidentInput => ({ kind: 'move', to });
const closing: IncidentInput = { kind: 'close', summary: 'Key rotated, host rebuilt.', openObligations: 0 };
const falsePositive: IncidentInput = { kind: 'cancel', cancellation: { reason: 'false_positive' } };

test.each<[IncidentPhase, IncidentPhase, boolean]>([
  ['new', 'triaged', true],
  ['new', 'contained', true],
  ['contained', 'investigating', true],
  ['recovered', 'investigating', true],
  ['contained', 'triaged', false],
  ['recovered', 'eradicated', false],
  ['investigating', 'investigating', false],
  ['triaged', 'new', false],
])('INC-2: %s → %s is %s', (from, to, legal) => {
  const moved = advance(running(from), move(to), at);
  expect(moved.ok).toBe(legal);
  if (moved.ok) expect(statusOf(moved.value)).toBe(to);
  else expect(moved.error.code).toBe('transition_illegal');
});

test('INC-3: closing asks for a summary, and for more than a new incident', () => {
  expect(advance(running('recovered'), closing, at)).toEqual({ ok: true, value: { kind: 'closed', at } });
  for (const summary of [null, '', '  \n'])
    expect(advance(running('recovered'), { ...closing, summary }, at)).toMatchObject({
      error: { code: 'summary_missing' },
    });
  expect(advance(running('new'), closing, at)).toMatchObject({ error: { code: 'transition_illegal' } });
});

test('INC-4: closing is refused while notices are owed', () => {
  expect(advance(running('recovered'), { ...closing, openObligations: 2 }, at)).toMatchObject({
    error: { code: 'obligations_open' },
  });
});

test('INC-6: what has ended can be reopened, and only that', () => {
  const closed: IncidentState = { kind: 'closed', at };
  expect(advance(closed, { kind: 'reopen' }, at)).toEqual({ ok: true, value: running('investigating') });
  expect(advance(running('triaged'), { kind: 'reopen' }, at).ok).toBe(false);
  expect(advance(closed, falsePositive, at).ok).toBe(false);
  expect(advance(closed, move('recovered'), at).ok).toBe(false);
});

test('whatever is tried, an incident is never closed without a summary or while a notice is owed', () => {
  const input: fc.Arbitrary<IncidentInput> = fc.oneof(
    fc.constantFrom(...incidentPhases).map(move),
    fc.constant<IncidentInput>({ kind: 'reopen' }),
    fc.constant(falsePositive),
    fc
      .tuple(fc.option(fc.string()), fc.nat({ max: 2 }))
      .map(([summary, openObligations]): IncidentInput => ({ kind: 'close', summary, openObligations })),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
      let state: IncidentState = running('new');
      for (const step of inputs) {
        const next = advance(state, step, at);
        if (!next.ok) continue;
        if (next.value.kind === 'closed') {
          expect(step.kind).toBe('close');
          if (step.kind === 'close') {
            expect(step.openObligations).toBe(0);
            expect(step.summary?.trim()).not.toBe('');
          }
        }
        state = next.value;
      }
    }),
  );
});

test('INC-1: a number has at least four digits', () => {
  expect(incidentNumber(2026, 1)).toBe('INC-2026-0001');
  expect(incidentNumber(2026, 12_345)).toBe('INC-2026-12345');
});

import { expect, test } from 'vitest';
import type { AffectedCompany, Incident } from '../../api/types.ts';
import { portalAnswer } from './portal-answer.ts';

const incident = (id: string, state: AffectedCompany['state'] | null): Incident => ({
  id,
  number: 'INC-2026-0001',
  title: 'A title',
  severity: 'high',
  status: 'new',
  companies:
    state === null
      ? []
      : [{ id: 'acme', name: 'Acme', state, confirmed: false, affectedAt: '2026-01-01T00:00:00Z' }],
  openedAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  assignee: null,
  nextDueAt: null,
  findingCount: 0,
  summary: null,
  cancelReason: null,
  duplicateOf: null,
});

test.each([
  [[], { kind: 'clear' }],
  [[null, 'cleared'], { kind: 'clear' }],
  [['suspected', 'cleared'], { kind: 'suspected', count: 1 }],
  [['suspected', 'confirmed', 'confirmed'], { kind: 'affected', count: 2, suspected: 1 }],
  [['confirmed'], { kind: 'affected', count: 1, suspected: 0 }],
] as const)('a company whose incidents are %j is told %j', (states, answer) => {
  const running = states.map((state, index) => incident(String(index), state));
  expect(portalAnswer(running, 'acme')).toEqual(answer);
});

test('what affects another company is no answer', () => {
  expect(portalAnswer([incident('1', 'confirmed')], 'birch')).toEqual({ kind: 'clear' });
});

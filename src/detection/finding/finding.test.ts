import { expect, test } from 'vitest';
import { newId, type IncidentId } from '../../kernel/index.ts';
import { advance, type FindingInput, type FindingState } from './finding.ts';

const at = new Date('2026-01-02T03:04:05Z');
const incidentId: IncidentId = newId(at);
const otherId: IncidentId = newId(at);
const triaged: FindingState = { kind: 'triaged', incidentId };
const dismissed: FindingState = { kind: 'dismissed', reason: 'a test' };
const closed: FindingState = { kind: 'closed', incidentId };

const moves: readonly [string, FindingState, FindingInput, FindingState | string][] = [
  ['a new finding goes to an incident', { kind: 'new' }, { kind: 'attach', incidentId }, triaged],
  ['attaching twice to the same incident changes nothing', triaged, { kind: 'attach', incidentId }, triaged],
  ['a finding has one incident', triaged, { kind: 'attach', incidentId: otherId }, 'finding_already_triaged'],
  [
    'a dismissed finding stays dismissed',
    dismissed,
    { kind: 'attach', incidentId },
    'finding_already_triaged',
  ],
  ['a dismissal keeps its reason', { kind: 'new' }, { kind: 'dismiss', reason: ' a test ' }, dismissed],
  [
    'a dismissal without a reason is refused',
    { kind: 'new' },
    { kind: 'dismiss', reason: ' ' },
    'dismissal_needs_reason',
  ],
  [
    'a triaged finding is not dismissed',
    triaged,
    { kind: 'dismiss', reason: 'x' },
    'finding_already_triaged',
  ],
  ['closing the incident closes its findings', triaged, { kind: 'incident_closed' }, closed],
  [
    'closing an incident leaves a new finding alone',
    { kind: 'new' },
    { kind: 'incident_closed' },
    { kind: 'new' },
  ],
];

test.each(moves)('%s', (_name, from, input, expected) => {
  const moved = advance(from, input);
  expect(moved.ok ? moved.value : moved.error.code).toEqual(expected);
});

import { describe, expect, test } from 'vitest';
import { nextStatus, otherStatuses } from './incident-status.ts';

describe('the road of an incident', () => {
  test.each([
    ['new', 'triaged'],
    ['contained', 'eradicated'],
    ['recovered', 'closed'],
    ['closed', null],
    ['cancelled', null],
  ] as const)('after %s comes %s', (status, next) => {
    expect(nextStatus(status)).toBe(next);
  });

  test('an open incident can be cancelled, one at its end only reopened', () => {
    expect(otherStatuses('new')).toContain('cancelled');
    expect(otherStatuses('new')).toEqual([
      'triaged',
      'investigating',
      'contained',
      'eradicated',
      'recovered',
      'cancelled',
    ]);
    expect(otherStatuses('eradicated')).toEqual(['investigating', 'recovered', 'closed', 'cancelled']);
    expect(otherStatuses('cancelled')).toEqual(['investigating']);
  });
});

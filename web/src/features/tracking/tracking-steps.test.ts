import { describe, expect, test } from 'vitest';
import { trackingSteps } from './tracking-steps.ts';

const places = (status: Parameters<typeof trackingSteps>[0]): string =>
  trackingSteps(status)
    .map((step) => step.place[0])
    .join('');

describe('steps on the tracking page', () => {
  test.each([
    ['new', 'caaaaa'],
    ['triaged', 'caaaaa'],
    ['contained', 'ddcaaa'],
    ['recovered', 'ddddca'],
    ['closed', 'dddddd'],
  ] as const)('%s reads %s', (status, expected) => {
    expect(places(status)).toBe(expected);
  });
});

import { expect, test } from 'vitest';
import { bestState, figureLabelOf, isStillOpen, type CorrelationWindow } from './correlation-window.ts';

const windowOf = (state: CorrelationWindow['state']): CorrelationWindow => ({
  ...{ state, group: [], inner: null, best: null, hit: null, counted: null },
});

test('a correlation that holds in one group holds', () => {
  expect(bestState({ windows: [windowOf('short'), windowOf('holds')] })).toBe('holds');
  expect(bestState({ windows: [windowOf('not_kept'), windowOf('inner_short')] })).toBe('inner_short');
  expect(bestState({ windows: [] })).toBeNull();
});

test('what holds, and what is not weighed, is not said to be open', () => {
  expect(
    (['holds', 'waiting', 'short', 'not_weighed', 'excluded'] as const).map((state) =>
      isStillOpen({ isFinal: false }, windowOf(state)),
    ),
  ).toEqual([false, true, true, false, false]);
  expect(isStillOpen({ isFinal: true }, windowOf('short'))).toBe(false);
});

test('a percentile without a rank is a share', () => {
  const condition = { bounds: [], fields: ['user'], expression: null };
  expect(figureLabelOf({ type: 'value_percentile', condition: { ...condition, percentile: null } })).toBe(
    'value_share',
  );
  expect(figureLabelOf({ type: 'value_percentile', condition: { ...condition, percentile: 50 } })).toBe(
    'value_percentile',
  );
});

import { expect, test } from 'vitest';
import { reachOf, type Reach } from './demand.ts';
import { correlation, plan } from './testing/scenario.ts';

const inner = correlation(
  'inner',
  'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }',
);

test.for<[string, string, Reach]>([
  ['gte', 'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { gte: 3 }', total(['a'], 3, 10_000)],
  [
    'gt',
    'type: event_count\nrules: [a, b]\ntimespan: 1m\ncondition: { gt: 3 }',
    total(['a', 'b'], 4, 60_000),
  ],
  [
    'a fraction',
    'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { gte: 2.5 }',
    total(['a'], 3, 10_000),
  ],
  ['zero', 'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { gte: 0 }', total(['a'], 1, 10_000)],
  [
    'values',
    'type: value_count\nrules: [a]\ntimespan: 10s\ncondition: { field: ip, gte: 4 }',
    total(['a'], 4, 10_000),
  ],
  [
    'hits',
    'type: event_count\nrules: [inner]\ntimespan: 60s\ncondition: { gte: 2 }',
    total(['inner'], 2, 80_000),
  ],
  [
    'values of hits',
    'type: value_count\nrules: [inner]\ntimespan: 60s\ncondition: { field: u, gte: 2 }',
    none(80_000),
  ],
  ['below', 'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { lt: 3 }', none(10_000)],
  ['a range', 'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { gte: 3, lte: 5 }', none(10_000)],
  ['a sum', 'type: value_sum\nrules: [a]\ntimespan: 10s\ncondition: { field: ip, gte: 3 }', none(10_000)],
  [
    'an average',
    'type: value_avg\nrules: [a]\ntimespan: 10s\ncondition: { field: ip, gte: 3 }',
    none(10_000),
  ],
  ['temporal', 'type: temporal\nrules: [a, b]\ntimespan: 10s', each(['a', 'b'], 10_000)],
  [
    'ordered over a hit',
    'type: temporal_ordered\nrules: [inner, b]\ntimespan: 30s',
    each(['inner', 'b'], 50_000),
  ],
  ['an expression', 'type: temporal\nrules: [a, b]\ntimespan: 10s\ncondition: a and not b', none(10_000)],
])('%s', ([, body, expected]) => {
  const planned = plan(inner, correlation('outer', body.replace('\ntimespan', '\ngroup-by: [u]\ntimespan')));
  const outer = planned.byId.get('outer');
  if (outer === undefined) throw new Error('The correlation was not planned.');
  expect(reachOf(planned, outer)).toEqual(expected);
});

function total(slots: readonly string[], atLeast: number, reachMs: number): Reach {
  return { demand: { kind: 'total', slots, atLeast }, reachMs };
}

function each(slots: readonly string[], reachMs: number): Reach {
  return { demand: { kind: 'each', slots }, reachMs };
}

function none(reachMs: number): Reach {
  return { demand: { kind: 'none' }, reachMs };
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemScope } from '../../kernel/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createCostCollector, dearest, shownCost, stretchOf } from './rule-cost.ts';
import { addCosts, costSums, forgetCosts, forgetCostsBefore } from './rule-cost-store.ts';
import type { JudgingCost } from './rule-meter.ts';

const costOf = (ruleId: string, micros: number, largestMicros = 0): JudgingCost => ({
  events: 1_000,
  micros: micros * 2,
  largestMicros: 0,
  rules: [{ ruleId, micros, evaluations: 100, largestMicros }],
  stalls: [],
});

test('a stretch is five minutes', () => {
  expect(stretchOf(new Date('2026-11-28T10:04:59.999Z'))).toEqual(new Date('2026-11-28T10:00:00Z'));
  expect(stretchOf(new Date('2026-11-28T10:05:00Z'))).toEqual(new Date('2026-11-28T10:05:00Z'));
});

test('rules that cost next to nothing wait for the end of a stretch', () => {
  const collector = createCostCollector();
  collector.add(costOf('dear', 9_000));
  collector.add(costOf('dear', 2_000));
  collector.add(costOf('cheap', 50));
  const first = collector.take(false);
  expect(first).toMatchObject({ events: 3_000, micros: 22_100 });
  expect(first.rules).toEqual([{ ruleId: 'dear', micros: 11_000, evaluations: 200, largestMicros: 0 }]);
  const last = collector.take(true);
  expect(last).toMatchObject({ events: 0, rules: [{ ruleId: 'cheap', micros: 50 }] });
});

test('what could not be written is in the next writing', () => {
  const collector = createCostCollector();
  collector.add(costOf('a', 20_000));
  collector.putBack(collector.take(false));
  expect(collector.take(false)).toMatchObject({ events: 1_000, rules: [{ ruleId: 'a', micros: 20_000 }] });
});

test('a cost is shown for each event, for each evaluation, and as shares', () => {
  const sums = {
    events: 1_000,
    micros: 40_000,
    rules: new Map([['a', { micros: 36_000, evaluations: 90 }]]),
  };
  expect(shownCost(sums, 'a')).toEqual({
    microsPerEvent: 36,
    microsPerEvaluation: 400,
    share: 0.9,
    coreShare: 0.00001,
    evaluations: 90,
  });
  expect(shownCost(sums, 'b')).toBeNull();
});

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('costs of processes are summed over a window that moves, without the dearest measurement of each stretch', async () => {
  const at = (time: string): Date => new Date(`2026-11-28T${time}Z`);
  await inScope(database.db, systemScope('test'), async (tx) => {
    await addCosts(tx, at('10:01:00'), costOf('a', 600_000));
    await addCosts(tx, at('10:02:00'), costOf('a', 100_000, 40_000));
    await addCosts(tx, at('10:06:00'), costOf('a', 50_000, 10_000));
    await addCosts(tx, at('10:06:00'), costOf('b', 1_000));
    const hour = await costSums(tx, at('10:07:00'), 3_600_000);
    expect(hour.events).toBe(4_000);
    expect([...hour.rules]).toEqual([
      ['a', { micros: 700_000, evaluations: 300 }],
      ['b', { micros: 1_000, evaluations: 100 }],
    ]);
    expect(dearest(hour, 1).map(({ ruleId }) => ruleId)).toEqual(['a']);
    // Three of the five minutes of the first stretch are in the last five minutes.
    const window = await costSums(tx, at('10:07:00'), 300_000, 'a');
    expect(window.rules.get('a')).toEqual({ micros: 0.6 * 660_000 + 40_000, evaluations: 220 });
    await forgetCostsBefore(tx, at('10:05:00'));
    expect((await costSums(tx, at('10:07:00'), 3_600_000)).rules.get('a')?.micros).toBe(40_000);
    await forgetCosts(tx, 'a');
    expect([...(await costSums(tx, at('10:07:00'), 3_600_000)).rules.keys()]).toEqual(['b']);
  });
});

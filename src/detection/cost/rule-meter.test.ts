import { expect, test } from 'vitest';
import type { ParsedEvent } from '../event-types.ts';
import type { Lane } from '../sigma/lane.ts';
import { loadRuleTexts } from '../rule/rule-texts.ts';
import { createMatcher } from '../sigma/matcher.ts';
import { createRuleMeter, type MeterClocks } from './rule-meter.ts';

/** Clocks that go on only when told. */
function handFed(): MeterClocks & { pass(ms: number): void; sleep(ms: number): void } {
  let [now, cpu] = [0, 0];
  return {
    now: () => now,
    cpuMicros: () => cpu * 1_000,
    random: () => 0.5,
    pass: (ms) => {
      now += ms;
      cpu += ms;
    },
    sleep: (ms) => {
      now += ms;
    },
  };
}

/** A lane whose rules 0 and 1 take so many milliseconds; rule 1 holds. */
const laneOf = (clocks: ReturnType<typeof handFed>, ...takes: readonly number[]): Lane => ({
  rules: takes.map((_, number) => ({ number, tree: { kind: 'and', nodes: [] }, aliases: new Map() })),
  evaluate: () => {
    for (const ms of takes) clocks.pass(ms);
    return [1];
  },
  measure: () => {
    for (const ms of takes) clocks.pass(ms);
    const sum = takes.reduce((all, ms) => all + ms, 0);
    const evaluated = takes.map((ms, position) => ({ position, micros: ms * 1_000 }));
    return { held: [1], evaluated, totalMicros: sum * 1_000 };
  },
  explain: () => [],
});

function judge(clocks: ReturnType<typeof handFed>, lane: Lane, events: number) {
  const meter = createRuleMeter(clocks);
  meter.rulesAre(['cheap', 'dear']);
  meter.restart();
  for (let at = 0; at < events; at += 1) {
    if (meter.begins(lane, {})) meter.measure(lane, {});
    else lane.evaluate({});
  }
  return meter.take();
}

test('what was measured stands for all events since the last that was', () => {
  const clocks = handFed();
  const cost = judge(clocks, laneOf(clocks, 0.001, 0.004), 1_280);
  expect(cost.events).toBe(1_280);
  expect(Math.round(cost.micros)).toBe(6_400);
  const [cheap, dear] = cost.rules;
  expect(cheap).toMatchObject({ ruleId: 'cheap', evaluations: 1_280 });
  expect(dear).toMatchObject({ ruleId: 'dear', evaluations: 1_280 });
  expect(Math.round(cheap?.micros ?? 0)).toBe(1_280);
  expect(Math.round(dear?.micros ?? 0)).toBe(5_120);
  expect(Math.round(dear?.largestMicros ?? 0)).toBe(512);
  expect(cost.stalls).toEqual([]);
});

test('slow events are measured far more often than fast ones', () => {
  const clocks = handFed();
  const cost = judge(clocks, laneOf(clocks, 20, 200), 40);
  const dear = cost.rules.find(({ ruleId }) => ruleId === 'dear');
  expect(dear?.evaluations).toBeGreaterThanOrEqual(32);
  expect(dear?.largestMicros).toBeLessThanOrEqual(9 * 200_000);
});

test('an evaluation that takes longer than a second is found in whatever event it was', () => {
  const clocks = handFed();
  const fast = laneOf(clocks, 0.001, 0.004);
  const slow = laneOf(clocks, 5, 1_400);
  const meter = createRuleMeter(clocks);
  meter.rulesAre(['cheap', 'dear']);
  meter.restart();
  for (const lane of [fast, fast, slow, fast]) if (!meter.begins(lane, {})) lane.evaluate({});
  expect(meter.take().stalls).toEqual([{ ruleId: 'dear', millis: 1_400 }]);
  meter.restart();
  for (const lane of [fast, fast]) if (!meter.begins(lane, {})) lane.evaluate({});
  expect(meter.take().stalls).toEqual([]);
});

test('a pause of the machine makes no rule a suspect', () => {
  const clocks = handFed();
  const fast = laneOf(clocks, 0.001, 0.004);
  const meter = createRuleMeter(clocks);
  meter.rulesAre(['cheap', 'dear']);
  meter.restart();
  meter.begins(fast, {});
  clocks.sleep(3_000);
  fast.evaluate({});
  expect(meter.take().stalls).toEqual([]);
});

const yaml = `title: T
id: t
logsource: { product: linux }
detection: { selection: { user|re: '^a+b' }, condition: selection }
`;
const event = (user: string): ParsedEvent =>
  ({
    kind: 'parsed',
    logSource: { product: 'linux', category: null, service: null },
    record: { user },
    ocsf: { time: 0 },
  }) as unknown as ParsedEvent;

test('a matcher that measures finds the same, and time without the processor is not counted', () => {
  const set = loadRuleTexts({
    shipped: [],
    local: [{ file: 'local:t', text: yaml }],
    disabled: [],
    cacheFile: null,
  });
  let now = 0;
  // Every look at the clock finds it 5 ms later, of which the thread had one.
  const clocks = {
    now: () => (now += 5),
    cpuMicros: () => now * 200,
    random: () => 0,
  };
  const meter = createRuleMeter(clocks);
  const [measured, plain] = [createMatcher(set.rules, meter), createMatcher(set.rules)];
  const users = Array.from({ length: 400 }, (_, at) => (at % 3 === 0 ? 'aab' : 'b'));
  const found = users.map((user) => measured(event(user)).length);
  expect(found).toEqual(users.map((user) => plain(event(user)).length));
  expect(found.filter((count) => count === 1)).toHaveLength(134);
  const { micros, rules } = meter.take();
  expect(rules).toHaveLength(1);
  expect(rules[0]?.micros ?? 0).toBeLessThan(micros);
});

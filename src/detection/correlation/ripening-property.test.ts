import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId, type CompanyId } from '../../kernel/index.ts';
import { correlateBatch } from './correlate-batch.ts';
import { createDueCollector, dueGroups, packGroups, type DueGroup } from './due.ts';
import { evaluateCorrelation } from './evaluate-correlation.ts';
import { mergeHits, type CorrelationHit } from './hit.ts';
import { createMemoryRows } from './memory-rows.ts';
import type { CorrelationPlan } from './plan.ts';
import { createRipening } from './ripening.ts';
import type { CorrelationRow } from './row.ts';
import { correlation, load, plan, rowsOf, show } from './testing/scenario.ts';

const company: CompanyId = newId<'company'>(new Date(0));
const latenessMs = 20_000;

const few = correlation(
  'few',
  'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { lt: 3 }',
);
const planned = plan(
  few,
  correlation('two', 'type: event_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 8s\ncondition: { eq: 2 }'),
  correlation(
    'low',
    'type: value_avg\nrules: [a]\ngroup-by: [u]\ntimespan: 9s\ncondition: { field: n, lt: 5 }',
  ),
  correlation(
    'without',
    'type: temporal\nrules: [a, b]\ngroup-by: [u]\ntimespan: 7s\ncondition: a and not b',
  ),
  correlation('many', 'type: event_count\nrules: [b]\ngroup-by: [u]\ntimespan: 6s\ncondition: { gte: 2 }'),
  // A condition that is judged at its closing, over one that is judged at once, and the other way round.
  correlation('once', 'type: event_count\nrules: [many]\ngroup-by: [u]\ntimespan: 15s\ncondition: { eq: 1 }'),
  correlation('then', 'type: temporal_ordered\nrules: [few, c]\ngroup-by: [u]\ntimespan: 12s'),
  correlation(
    'rare',
    'type: event_count\nrules: [then]\ngroup-by: [ip]\ntimespan: 20s\ncondition: { lte: 2 }',
  ),
);

const line = fc
  .tuple(
    fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c'),
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([rule, at, u, ip, n]) => `${rule} ${at / 2} u=${u} ip=${ip} n=${n}`);
const lines = fc.array(line, { minLength: 5, maxLength: 30, size: 'max' });
const delays = fc.array(fc.integer({ min: 0, max: latenessMs }), { minLength: 30, maxLength: 30 });
const pauses = fc.array(fc.integer({ min: 500, max: 40_000 }), { minLength: 40, maxLength: 40 });

const sorted = (hits: readonly CorrelationHit[]): readonly string[] =>
  hits
    .map(
      (hit) =>
        `${hit.correlationId} ${hit.id} ${show(hit)} ${hit.members.map(({ eventId }) => eventId).join()}`,
    )
    .sort();

const everything = (rows: readonly CorrelationRow[]): readonly CorrelationHit[] =>
  planned.correlations.flatMap(({ correlation: { id } }) => evaluateCorrelation(planned, id, rows));

/** The two ends of what is due, as the service asks for it. */
const edges = (groups: readonly DueGroup[]): readonly CorrelationRow[] =>
  groups.flatMap(({ correlationId, from, group, to }) =>
    [from, to].map((time) => ({
      correlationId,
      group,
      time,
      ruleId: '',
      eventId: '',
      value: null,
      above: {},
    })),
  );

/** Rows arrive each with its own delay, and are looked at after each pause, as the service does. */
async function live(
  all: CorrelationPlan,
  rows: readonly CorrelationRow[],
  delayOf: (row: CorrelationRow) => number,
  pausesMs: readonly number[],
): Promise<readonly CorrelationHit[]> {
  const ripening = createRipening(all, latenessMs);
  const source = createMemoryRows();
  let waiting: { readonly ripeAt: number; readonly groups: readonly DueGroup[] }[] = [];
  let known: readonly CorrelationHit[] = [];
  let left = [...rows];

  async function look(groups: readonly DueGroup[], closedBefore: number): Promise<void> {
    const merged = mergeHits(known, await correlateBatch(all, edges(groups), source, { closedBefore }));
    const gone = new Set(merged.flatMap(({ hit, replaces }) => [hit.id, ...replaces]));
    known = [...known.filter((hit) => !gone.has(hit.id)), ...merged.map(({ hit }) => hit)];
  }

  let now = 0;
  for (const pause of [...pausesMs, 1_000_000]) {
    now += pause;
    const arrived = left.filter((row) => row.time + delayOf(row) < now);
    left = left.filter((row) => !arrived.includes(row));
    source.add(arrived);
    const due = createDueCollector();
    for (const row of arrived) due.add(company, row);
    const groups = due.batches().flatMap(dueGroups);
    await look(ripening.atOnce(groups), now - ripening.latenessOf(groups));
    waiting.push(...ripening.waiting(groups));
    const ripe = waiting.filter(({ ripeAt }) => ripeAt <= now);
    waiting = waiting.filter((entry) => !ripe.includes(entry));
    for (const [late, own] of ripening.byLateness(ripe.flatMap((entry) => entry.groups)))
      await look(own, now - late);
  }
  expect(left).toEqual([]);
  return known;
}

describe('COR-13', () => {
  test('when no row is later than the lateness, the hits are those of all rows at once', async () => {
    const found = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(lines, delays, pauses, async (all, delay, pausesMs) => {
        const rows = rowsOf(planned, all);
        const whole = everything(rows);
        for (const { correlationId } of whole) found.set(correlationId, (found.get(correlationId) ?? 0) + 1);
        const delayOf = (row: CorrelationRow): number => delay[Number(row.eventId.slice(1))] ?? 0;
        expect(sorted(await live(planned, rows, delayOf, pausesMs))).toEqual(sorted(whole));
      }),
      { numRuns: 400 },
    );
    for (const { correlation: own } of planned.correlations)
      expect(found.get(own.id), own.id).toBeGreaterThan(50);
  }, 120_000);

  test('what holds by any time still holds when all rows have come', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 90_000 }), (all, closedBefore) => {
        const rows = rowsOf(planned, all);
        const come = rows.filter(({ time }) => time <= closedBefore);
        const whole = everything(rows);
        for (const { correlation: own } of planned.correlations) {
          for (const hit of evaluateCorrelation(planned, own.id, come, { closedBefore })) {
            const covers = whole.some(
              (each) =>
                each.correlationId === hit.correlationId &&
                each.group === hit.group &&
                each.from <= hit.from &&
                each.to >= hit.to,
            );
            expect(covers, `${own.id} ${show(hit)}`).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('a window waits for what inner windows will have made of its rows', () => {
    const two = plan(
      few,
      correlation(
        'lone',
        'type: event_count\nrules: [few]\ngroup-by: [u]\ntimespan: 14s\ncondition: { lt: 2 }',
      ),
    );
    const rows = rowsOf(two, ['a 0 u=1', 'a 12 u=1']);
    const lone = (closedBefore: number) => evaluateCorrelation(two, 'lone', rows, { closedBefore }).map(show);
    // At 14 s the inner window from 12 s on is open: whether there are two of them is not known yet.
    for (const seconds of [14, 22, 24, 60]) expect(lone(seconds * 1_000)).toEqual([]);
    const alone = evaluateCorrelation(two, 'lone', rows.slice(0, 1), { closedBefore: 24_000 });
    expect(alone.map(show)).toEqual(['["1"] 0-0 1: a0']);
    expect(evaluateCorrelation(two, 'lone', rows.slice(0, 1), { closedBefore: 23_999 })).toEqual([]);
  });

  test('what is judged at its closing is not judged before', async () => {
    const one = plan(few);
    const rows = rowsOf(one, ['a 10 u=1']);
    const ripening = createRipening(one, latenessMs);
    const due = createDueCollector();
    for (const row of rows) due.add(company, row);
    const groups = due.batches().flatMap(dueGroups);
    expect(ripening.atOnce(groups)).toEqual([]);
    // Ten seconds of the window, twenty of lateness, and then the next multiple of five.
    expect(ripening.waiting(groups).map(({ ripeAt }) => ripeAt)).toEqual([40_000]);
    const source = createMemoryRows();
    source.add(rows);
    const hits = (closedBefore: number) => correlateBatch(one, edges(groups), source, { closedBefore });
    expect(await hits(19_999)).toEqual([]);
    expect((await hits(20_000)).map(show)).toEqual(['["1"] 10-10 1: a10']);
  });

  test('a correlation may have a lateness of its own', () => {
    const own = plan(
      correlation(
        'few',
        'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { lt: 3 }',
        'tocsin: { lateness: 2m }\n',
      ),
    );
    const due = createDueCollector();
    for (const row of rowsOf(own, ['a 10 u=1'])) due.add(company, row);
    const groups = due.batches().flatMap(dueGroups);
    const ripening = createRipening(own, latenessMs);
    expect(ripening.waiting(groups).map(({ ripeAt }) => ripeAt)).toEqual([140_000]);
    expect([...ripening.byLateness(groups).keys()]).toEqual([120_000]);
    const wrong = load(`${few}tocsin: { lateness: soon }\n`);
    expect(wrong.refused.map(({ code }) => code)).toEqual(['correlation_timespan']);
  });

  test('nothing of conditions that are judged at once waits', () => {
    const monotone = plan(correlation('any', 'type: temporal\nrules: [a, b]\ngroup-by: [u]\ntimespan: 6s'));
    const due = createDueCollector();
    for (const row of rowsOf(monotone, ['a 10 u=1'])) due.add(company, row);
    const groups = due.batches().flatMap(dueGroups);
    const ripening = createRipening(monotone, latenessMs);
    expect(ripening.waiting(groups)).toEqual([]);
    expect(ripening.atOnce(groups)).toEqual(groups);
    expect([...ripening.byLateness(groups)]).toEqual([]);
  });

  test('groups of one correlation that ripen together are looked at once', () => {
    const group = {
      companyId: company,
      correlationId: 'few',
      group: '["1"]',
      counts: [],
      outer: [],
      hunted: false,
    };
    const [, own] =
      [
        ...createRipening(planned, latenessMs).byLateness([
          { ...group, from: 5, to: 9 },
          { ...group, from: 1, to: 6 },
          { ...group, correlationId: 'gone', from: 1, to: 6 },
        ]),
      ][0] ?? [];
    expect(own).toEqual([{ ...group, from: 1, to: 9 }]);
  });
});

test('packed groups are what they were', () => {
  const groups = [
    {
      ...{ companyId: company, correlationId: 'few', group: '["1"]', from: 1, to: 2 },
      counts: [{ slot: 'a', count: 3 }],
      outer: [{ correlationId: 'then', slot: 'few', group: '["2"]', count: 4 }],
      hunted: true,
    },
  ];
  expect(dueGroups(packGroups(company, groups))).toEqual(groups);
});

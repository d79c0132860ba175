import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlateBatch } from './correlate-batch.ts';
import { evaluateCorrelation } from './evaluate-correlation.ts';
import { mergeHits, type CorrelationHit } from './hit.ts';
import { createMemoryRows } from './memory-rows.ts';
import type { CorrelationPlan } from './plan.ts';
import type { CorrelationRow } from './row.ts';
import { correlation, plan, rowsOf, show } from './testing/scenario.ts';

const monotone = plan(
  correlation('count', 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }'),
  correlation(
    'values',
    'type: value_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gt: 1 }',
  ),
  correlation('any', 'type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 6s'),
  correlation('ordered', 'type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 12s'),
  correlation('spray', 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 5s\ncondition: { gte: 3 }'),
  correlation('then', 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 15s'),
  correlation('last', 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [ip]\ntimespan: 20s'),
);

const line = fc
  .tuple(
    fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    fc.integer({ min: 0, max: 70 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([rule, at, u, ip]) => `${rule} ${at / 2} u=${u} ip=${ip}`);
const lines = fc.array(line, { minLength: 10, maxLength: 40, size: 'max' });

const everything = (planned: CorrelationPlan, rows: readonly CorrelationRow[]): readonly CorrelationHit[] =>
  planned.correlations.flatMap(({ correlation: { id } }) => evaluateCorrelation(planned, id, rows));

const sorted = (hits: readonly CorrelationHit[]): readonly string[] =>
  hits
    .map(
      (hit) =>
        `${hit.correlationId} ${hit.id} ${show(hit)} ${hit.members.map(({ eventId }) => eventId).join()}`,
    )
    .sort();

/** Rows arrive in these batches; what each finds is joined with what is known. */
async function inBatches(
  planned: CorrelationPlan,
  batches: readonly (readonly CorrelationRow[])[],
): Promise<readonly CorrelationHit[]> {
  const source = createMemoryRows();
  let known: readonly CorrelationHit[] = [];
  for (const batch of batches) {
    source.add(batch);
    const merged = mergeHits(known, await correlateBatch(planned, batch, source));
    const gone = new Set(merged.flatMap(({ hit, replaces }) => [hit.id, ...replaces]));
    known = [...known.filter((hit) => !gone.has(hit.id)), ...merged.map(({ hit }) => hit)];
  }
  return known;
}

describe('COR-2 and COR-6', () => {
  test('order and repetition of rows do not matter', () => {
    fc.assert(
      fc.property(
        lines.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
        ),
        ([all, order]) => {
          const rows = rowsOf(monotone, all);
          const byEvent = order.flatMap((index) => rows.filter((row) => row.eventId === `e${index}`));
          expect(sorted(everything(monotone, [...byEvent, ...byEvent]))).toEqual(
            sorted(everything(monotone, rows)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('hits are the same however the rows were cut into batches', async () => {
    const found = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.array(fc.nat({ max: 5 }), { minLength: 40, maxLength: 40 }),
        async (all, batchOf) => {
          const rows = rowsOf(monotone, all);
          const batches = [0, 1, 2, 3, 4, 5].map((batch) =>
            rows.filter((row) => batchOf[Number(row.eventId.slice(1))] === batch),
          );
          const whole = everything(monotone, rows);
          for (const { correlationId } of whole)
            found.set(correlationId, (found.get(correlationId) ?? 0) + 1);
          expect(sorted(await inBatches(monotone, batches))).toEqual(sorted(whole));
        },
      ),
      { numRuns: 500 },
    );
    for (const {
      correlation: { id },
    } of monotone.correlations)
      expect(found.get(id), id).toBeGreaterThan(50);
  });

  test('more rows only extend, join or add hits', () => {
    fc.assert(
      fc.property(lines, lines, (some, more) => {
        const rows = rowsOf(monotone, [...some, ...more]);
        const before = everything(
          monotone,
          rows.filter((row) => Number(row.eventId.slice(1)) < some.length),
        );
        const after = everything(monotone, rows);
        for (const hit of before) {
          const grown = after.find(
            (each) =>
              each.correlationId === hit.correlationId &&
              each.group === hit.group &&
              each.from <= hit.from &&
              each.to >= hit.to,
          );
          expect(grown, show(hit)).toBeDefined();
          expect((grown?.members.length ?? 0) >= hit.members.length).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('joining does not depend on order, and joining again changes nothing', () => {
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const one = everything(monotone, rowsOf(monotone, first));
        const two = everything(monotone, rowsOf(monotone, second));
        const left = mergeHits([], [...one, ...two]).map(({ hit }) => hit);
        const right = mergeHits([], [...two, ...one]).map(({ hit }) => hit);
        expect(sorted(left)).toEqual(sorted(right));
        expect(mergeHits(left, left)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every window that begins at a row, judged by definition; those that hold are joined where they touch. */
function bruteForce(
  rows: readonly CorrelationRow[],
  spanMs: number,
  judge: (window: readonly CorrelationRow[]) => readonly CorrelationRow[],
): readonly string[] {
  const spans: { from: number; to: number; members: Set<CorrelationRow> }[] = [];
  for (const { time: start } of rows) {
    const held = judge(rows.filter(({ time }) => time >= start && time <= start + spanMs));
    if (held.length === 0) continue;
    const times = held.map(({ time }) => time);
    spans.push({ from: Math.min(...times), to: Math.max(...times), members: new Set(held) });
  }
  for (let index = 0; index < spans.length; index += 1) {
    const span = spans[index];
    const other = spans.findIndex(
      (each) => each !== span && span !== undefined && each.from <= span.to && span.from <= each.to,
    );
    const joined = spans[other];
    if (span === undefined || joined === undefined) continue;
    span.from = Math.min(span.from, joined.from);
    span.to = Math.max(span.to, joined.to);
    for (const member of joined.members) span.members.add(member);
    spans.splice(other, 1);
    index = -1;
  }
  return spans
    .map(
      ({ from, to, members }) =>
        `${from}-${to} ${[...members]
          .map(({ eventId }) => eventId)
          .sort()
          .join()}`,
    )
    .sort();
}

describe('COR-3, COR-5, COR-7 and COR-8: the same as judging every window by definition', () => {
  const byGroup = (id: string, all: readonly CorrelationRow[]): readonly (readonly CorrelationRow[])[] => {
    const own = all.filter((row) => row.correlationId === id);
    return [...new Set(own.map((row) => row.group))].map((group) => own.filter((row) => row.group === group));
  };
  const inChain = (window: readonly CorrelationRow[]): readonly CorrelationRow[] => {
    const of = (rule: string): readonly CorrelationRow[] => window.filter((row) => row.ruleId === rule);
    const chains = of('a').flatMap((a) =>
      of('b').flatMap((b) =>
        of('c').flatMap((c) => (a.time <= b.time && b.time <= c.time ? [[a, b, c]] : [])),
      ),
    );
    return [...new Set(chains.flat())];
  };
  test.each<readonly [string, number, (window: readonly CorrelationRow[]) => readonly CorrelationRow[]]>([
    ['count', 10_000, (window) => (window.length >= 3 ? window : [])],
    ['values', 8_000, (window) => (new Set(window.map((row) => row.value)).size > 1 ? window : [])],
    ['any', 6_000, (window) => (new Set(window.map((row) => row.ruleId)).size === 3 ? window : [])],
    ['ordered', 12_000, inChain],
  ])('%s', (id, spanMs, judge) => {
    fc.assert(
      fc.property(lines, (all) => {
        const rows = rowsOf(monotone, all);
        const expected = byGroup(id, rows).flatMap((group) => bruteForce(group, spanMs, judge));
        const found = evaluateCorrelation(monotone, id, rows).map(
          (hit) =>
            `${hit.from}-${hit.to} ${hit.members
              .map(({ eventId }) => eventId)
              .sort()
              .join()}`,
        );
        expect([...found].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 500 },
    );
  });
});

test('a hundred thousand matches are evaluated within a second, in one group or in many', () => {
  const row = (index: number, group: string, time: number): CorrelationRow => ({
    correlationId: 'count',
    ruleId: 'a',
    group,
    value: null,
    time,
    eventId: `e${index}`,
    above: {},
  });
  const many = Array.from({ length: 100_000 }, (_, index) => row(index, `["${index % 1000}"]`, index * 7));
  const one = Array.from({ length: 100_000 }, (_, index) => row(index, '["1"]', index * 7));
  for (const rows of [many, one]) {
    const start = performance.now();
    evaluateCorrelation(monotone, 'count', rows);
    // Ten times the promised rate's time, because the machine that runs tests may be busy.
    expect(performance.now() - start).toBeLessThan(10_000);
  }
});

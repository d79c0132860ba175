import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompanyId } from '../../kernel/index.ts';
import { correlateBatch } from './correlate-batch.ts';
import { CountSketch, keyHash } from './count-sketch.ts';
import { reachOf } from './demand.ts';
import { createDueFilter, type DueFilter, type LoadSketch } from './due-filter.ts';
import { createDueCollector, dueGroups, type DueGroup } from './due.ts';
import { mergeHits, type CorrelationHit } from './hit.ts';
import { createMemoryRows } from './memory-rows.ts';
import type { CorrelationPlan } from './plan.ts';
import type { CorrelationRow } from './row.ts';
import { correlation, plan, rowsOf, show } from './testing/scenario.ts';

const acme = '11111111-1111-7111-8111-111111111111' as CompanyId;

const monotone = plan(
  correlation('count', 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }'),
  correlation(
    'values',
    'type: value_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gt: 1 }',
  ),
  correlation('any', 'type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 6s'),
  correlation('spray', 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 5s\ncondition: { gte: 3 }'),
  correlation('then', 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 15s'),
  correlation(
    'twice',
    'type: event_count\nrules: [spray]\ngroup-by: [u]\ntimespan: 30s\ncondition: { gte: 2 }',
  ),
  correlation('slow', 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 60s\ncondition: { gte: 2 }'),
  correlation('soon', 'type: temporal\nrules: [slow, b]\ngroup-by: [ip]\ntimespan: 1s'),
  correlation('last', 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [ip]\ntimespan: 20s'),
);

const groupsOf = (rows: readonly CorrelationRow[]): readonly DueGroup[] => {
  const due = createDueCollector();
  for (const row of rows) due.add(acme, row);
  return due.batches().flatMap(dueGroups);
};

/** Counts stored rows into a sketch, as `loadSketch` does in ClickHouse. */
const loader =
  (stored: readonly CorrelationRow[], loads: number[] = []): LoadSketch =>
  (place, bits) => {
    loads.push(bits);
    const sketch = new CountSketch(bits);
    for (const row of stored) {
      if (row.time < place.from || row.time >= place.to) continue;
      if (row.correlationId === place.correlationId) sketch.add(keyHash(row.ruleId, row.group), 1);
      for (const [path, { group }] of Object.entries(row.above)) {
        const ids = [row.correlationId, ...path.split('>')];
        if (ids.at(-1) === place.correlationId) sketch.add(keyHash(ids.at(-2) ?? '', group), 1);
      }
    }
    return Promise.resolve(sketch);
  };

const reachIn =
  (planned: CorrelationPlan) =>
  (id: string): ReturnType<typeof reachOf> => {
    const found = planned.byId.get(id);
    if (found === undefined) throw new Error(`There is no correlation ${id}.`);
    return reachOf(planned, found);
  };

const edges = ({ correlationId, group, from, to }: DueGroup): readonly CorrelationRow[] =>
  [from, to].map((time) => ({ correlationId, group, time, ruleId: '', eventId: '', value: null, above: {} }));

/** What is found when rows arrive in batches and the filter chooses what is evaluated. */
async function inBatches(
  batches: readonly (readonly CorrelationRow[])[],
  filter: DueFilter | null,
  resetAt = -1,
): Promise<readonly string[]> {
  const source = createMemoryRows();
  const stored: CorrelationRow[] = [];
  let known: readonly CorrelationHit[] = [];
  for (const [index, batch] of batches.entries()) {
    source.add(batch);
    stored.push(...batch);
    if (index === resetAt) filter?.reset();
    const due = groupsOf(batch);
    const chosen = (await filter?.candidates(due, reachIn(monotone), loader(stored))) ?? due;
    const merged = mergeHits(known, await correlateBatch(monotone, chosen.flatMap(edges), source));
    const gone = new Set(merged.flatMap(({ hit, replaces }) => [hit.id, ...replaces]));
    known = [...known.filter((hit) => !gone.has(hit.id)), ...merged.map(({ hit }) => hit)];
  }
  return known.map((hit) => `${hit.correlationId} ${show(hit)}`).sort();
}

const line = fc
  .tuple(
    fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    fc.integer({ min: 0, max: 160 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([rule, at, u, ip]) => `${rule} ${at / 2} u=${u} ip=${ip}`);

describe('the filter of due groups', () => {
  test('never costs a hit, in whatever batches rows come and whenever its counts are lost', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 5, maxLength: 50, size: 'max' }),
        cuts,
        fc.integer({ min: -1, max: 10 }),
        async (lines, sizes, resetAt) => {
          const batches = cut(rowsOf(monotone, lines), sizes);
          const filter = createDueFilter({ directGroups: 0 });
          expect(await inBatches(batches, filter, resetAt)).toEqual(await inBatches(batches, null));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('leaves out the groups that cannot hold', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `a ${index / 1_000} u=${index} ip=${index}`);
    const attack = ['a 0.1 u=eve ip=x', 'a 0.2 u=eve ip=x', 'a 0.3 u=eve ip=x'];
    const rows = rowsOf(monotone, [...lines, ...attack]).filter((row) => row.correlationId === 'count');
    const filter = createDueFilter();
    const chosen = await filter.candidates(groupsOf(rows), reachIn(monotone), loader(rows));
    expect(chosen.map(({ group }) => group)).toEqual(['["eve"]']);
  });

  test('sees that a group has gathered its rows over many batches', async () => {
    const filter = createDueFilter({ directGroups: 0 });
    const stored: CorrelationRow[] = [];
    const chosen: string[][] = [];
    for (let second = 0; second < 5; second += 1) {
      const rows = rowsOf(monotone, [`a ${second} u=eve ip=x id=e${second}`]).filter(
        (row) => row.correlationId === 'count',
      );
      stored.push(...rows);
      const found = await filter.candidates(groupsOf(rows), reachIn(monotone), loader(stored));
      chosen.push(found.map(({ group }) => group));
    }
    expect(chosen).toEqual([[], [], ['["eve"]'], ['["eve"]'], ['["eve"]']]);
  });

  test('counts in larger sketches when there are more rows, and reads each stretch of time once', async () => {
    const rows = rowsOf(
      monotone,
      Array.from({ length: 40_000 }, (_, index) => `a 1 u=${index} ip=1`),
    ).filter((row) => row.correlationId === 'count');
    const filter = createDueFilter();
    const loads: number[] = [];
    const due = groupsOf(rows);
    const chosen = await filter.candidates(due, reachIn(monotone), loader(rows, loads));
    expect(chosen.length).toBeLessThan(400);
    expect(loads.filter((bits) => bits > 12)).toEqual([15, 18]);
    const before = loads.length;
    await filter.candidates(due.slice(0, 300), reachIn(monotone), loader(rows, loads));
    expect(loads.length).toBe(before);
  });

  test('evaluates everything when there are few groups, when they span too long, and when it has no memory', async () => {
    const rows = rowsOf(
      monotone,
      Array.from({ length: 300 }, (_, index) => `a ${index * 100} u=${index} ip=1`),
    ).filter((row) => row.correlationId === 'count');
    const due = groupsOf(rows);
    const few = createDueFilter();
    expect(await few.candidates(due.slice(0, 200), reachIn(monotone), loader(rows))).toHaveLength(200);
    const long = createDueFilter();
    expect(await long.candidates(due, reachIn(monotone), loader(rows))).toHaveLength(300);
    const poor = createDueFilter({ directGroups: 0, maxBytes: 1 });
    expect(await poor.candidates(due.slice(0, 2), reachIn(monotone), loader(rows))).toHaveLength(2);
  });
});

function cut(
  rows: readonly CorrelationRow[],
  sizes: readonly number[],
): readonly (readonly CorrelationRow[])[] {
  const batches: (readonly CorrelationRow[])[] = [];
  for (let at = 0, turn = 0; at < rows.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    batches.push(rows.slice(at, at + size));
    at += size;
  }
  return batches;
}

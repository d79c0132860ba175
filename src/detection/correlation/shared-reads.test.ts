import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlateBatch, type RowSource } from './correlate-batch.ts';
import { createMemoryRows, type MemoryRows } from './memory-rows.ts';
import type { CorrelationHit } from './hit.ts';
import { rememberRows } from './remembered-rows.ts';
import { shareReads, type BulkRows } from './shared-reads.ts';
import { correlation, plan, rowsOf, show } from './testing/scenario.ts';

const nested = plan(
  correlation('count', 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }'),
  correlation('spray', 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 5s\ncondition: { gte: 2 }'),
  correlation('then', 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 15s'),
  correlation('last', 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [ip]\ntimespan: 20s'),
);

interface Counted extends BulkRows {
  questions(): number;
}

/** Answers for many groups from memory; beyond `most` rows it leaves the rest out, as a store with a bound does. */
function bulkOf(memory: MemoryRows, most = Infinity): Counted {
  let questions = 0;
  return {
    questions: () => questions,
    rows: async (queries) => {
      questions += 1;
      const rows = (await Promise.all(queries.map((query) => memory.rows(query)))).flat();
      return { rows: rows.slice(0, most), isWhole: rows.length < most };
    },
    groupsBelow: async ({ outers, ...query }) => {
      questions += 1;
      const found = await Promise.all(
        outers.map(async (outer) => {
          const groups = await memory.groupsBelow({ ...query, group: outer });
          return Promise.all(
            groups.map(async (group) => {
              const rows = await memory.rows({ ...query, groups: [group] });
              const times = rows
                .filter((row) => row.above[query.path]?.group === outer)
                .map(({ time }) => time);
              return { outer, group, firstAt: Math.min(...times), lastAt: Math.max(...times) };
            }),
          );
        }),
      );
      return found.flat();
    },
  };
}

const sorted = (hits: readonly CorrelationHit[]): readonly string[] =>
  hits.map((hit) => `${hit.correlationId} ${hit.id} ${show(hit)}`).sort();

const line = fc
  .tuple(
    fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([rule, at, u, ip]) => `${rule} ${at / 2} u=${u} ip=${ip}`);

test('groups that share their reads find what each finds alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 5, maxLength: 40 }), async (lines) => {
      const rows = rowsOf(nested, lines);
      const memory = createMemoryRows();
      memory.add(rows);
      const alone = await correlateBatch(nested, rows, memory);
      const shared = await correlateBatch(nested, rows, shareReads(bulkOf(memory)));
      expect(sorted(shared)).toEqual(sorted(alone));
    }),
  );
});

test('what is remembered changes nothing, and holds the rows of every hit where nothing was left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(3, 10, 1_000),
      async (lines, size, most) => {
        const rows = rowsOf(nested, lines);
        const memory = createMemoryRows();
        memory.add(rows);
        // A batch is some of what is stored: the rest came before.
        const batch = rows.slice(-size);
        const alone = await correlateBatch(nested, batch, memory);
        const remembered = rememberRows(shareReads(bulkOf(memory)), most);
        const found = await correlateBatch(nested, batch, remembered);
        expect(sorted(found)).toEqual(sorted(alone));
        if (most < 1_000) return;
        for (const { correlationId, from, group, to } of found) {
          const own = await memory.rows({ correlationId, groups: [group], from, to });
          expect(remembered.within(correlationId, group, from, to)).toEqual(own);
        }
      },
    ),
  );
});

test('an answer that had to leave rows out is asked for again, group by group', async () => {
  const memory = createMemoryRows();
  const lines = ['a', 'b', 'c', 'd'].flatMap((u) => [1, 2, 3].map((at) => `a ${at} u=${u} ip=9`));
  const rows = rowsOf(nested, lines);
  memory.add(rows);
  const found = await correlateBatch(nested, rows, shareReads(bulkOf(memory, 4)));
  expect(found.filter(({ correlationId }) => correlationId === 'count')).toHaveLength(4);
});

test('correlations share a question, each with the span that it looks at', async () => {
  const memory = createMemoryRows();
  memory.add(rowsOf(nested, ['a 10 u=1 ip=1', 'a 20 u=1 ip=1']));
  const bulk = bulkOf(memory);
  const source = shareReads(bulk);
  const [early, late] = await Promise.all([
    source.rows({ correlationId: 'count', groups: ['["1"]'], from: 0, to: 12_000 }),
    source.rows({ correlationId: 'spray', groups: ['["1"]'], from: 15_000, to: 30_000 }),
  ]);
  expect(early.map(({ correlationId, time }) => [correlationId, time])).toEqual([['count', 10_000]]);
  expect(late.map(({ correlationId, time }) => [correlationId, time])).toEqual([['spray', 20_000]]);
  expect(bulk.questions()).toBe(1);
});

test('a thousand groups are a handful of questions', async () => {
  const memory = createMemoryRows();
  const rows = rowsOf(
    nested,
    Array.from({ length: 1_000 }, (_, u) => `a 1 u=${u} ip=${u}`),
  );
  memory.add(rows);
  const bulk = bulkOf(memory);
  await correlateBatch(nested, rows, shareReads(bulk));
  expect(bulk.questions()).toBeLessThan(20);
});

test('a question that fails fails everyone who asked it, and nobody else', async () => {
  const fails: RowSource = shareReads({
    rows: (queries) =>
      queries.some(({ correlationId }) => correlationId === 'bad')
        ? Promise.reject(new Error('away'))
        : Promise.resolve({ rows: [], isWhole: true }),
    groupsBelow: () => Promise.resolve([]),
  });
  const ask = (correlationId: string): Promise<unknown> =>
    fails.rows({ correlationId, groups: ['g'], from: 0, to: 1 });
  const below = fails.groupsBelow({ correlationId: 'good', path: 'above', group: 'g', from: 0, to: 1 });
  const outcomes = await Promise.allSettled([ask('bad'), ask('good'), below]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  await expect(ask('good')).resolves.toEqual([]);
});

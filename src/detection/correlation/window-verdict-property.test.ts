import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlateBatch } from './correlate-batch.ts';
import { streamsOf } from './evaluate-correlation.ts';
import type { CorrelationHit } from './hit.ts';
import { createMemoryRows } from './memory-rows.ts';
import type { CorrelationPlan } from './plan.ts';
import { correlationRows, type MatchedEvent } from './row.ts';
import { correlation, plan } from './testing/scenario.ts';
import { waysTo } from './window-way.ts';
import { windowVerdicts } from './window-verdict.ts';
import { visitWindows } from './windows.ts';

/** A correlation of each kind, and some that build on others. */
const documents = {
  count: 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }',
  few: 'type: event_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 5s\ncondition: { lt: 3 }',
  values: 'type: value_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gt: 1 }',
  sum: 'type: value_sum\nrules: [a, b]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gte: 6 }',
  average: 'type: value_avg\nrules: [a]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gt: 1.5 }',
  median:
    'type: value_percentile\nrules: [a]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, percentile: 50, lt: 2 }',
  share:
    'type: value_percentile\nrules: [a]\ngroup-by: [u]\ntimespan: 8s\ncondition: { field: ip, gte: 70, lt: 90 }',
  any: 'type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 6s',
  two: 'type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 6s\ncondition: { gte: 2 }',
  unless: 'type: temporal\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 6s\ncondition: a and b and not c',
  ordered: 'type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 12s',
  spray: 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 5s\ncondition: { gte: 3 }',
  then: 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 15s',
  last: 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [ip]\ntimespan: 20s',
  rare: 'type: event_count\nrules: [b]\ngroup-by: [ip]\ntimespan: 4s\ncondition: { lte: 1 }',
  above: 'type: event_count\nrules: [rare, c]\ngroup-by: [u]\ntimespan: 9s\ncondition: { gte: 2 }',
} as const;
const needs: Readonly<Record<string, readonly (keyof typeof documents)[]>> = {
  then: ['spray'],
  last: ['spray', 'then'],
  above: ['rare'],
};
const ids = Object.keys(documents) as readonly (keyof typeof documents)[];
const planOf = (names: readonly (keyof typeof documents)[]): CorrelationPlan =>
  plan(...names.map((id) => correlation(id, documents[id])));
const everything = planOf(ids);

const event = fc
  .tuple(
    fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(([ruleId, at, u, ip]): Omit<MatchedEvent, 'eventId'> => ({
    ...{ ruleId, time: at * 500 },
    record: { u: String(u), ...(ip === 0 ? {} : { ip: String(ip) }) },
  }));
const events = fc
  .array(event, { minLength: 10, maxLength: 40, size: 'max' })
  .map((all): readonly MatchedEvent[] => all.map((each, index) => ({ ...each, eventId: `e${index}` })));

const isMember =
  ({ eventId }: MatchedEvent) =>
  (hit: CorrelationHit): boolean =>
    hit.members.some((member) => member.eventId === eventId);

test.each(ids)(
  'COR-15 for %s: an explanation says that it holds exactly for members of the hits of all rows',
  async (id) => {
    const own = planOf([...(needs[id] ?? []), id]);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 60_000 })),
        async (all, closedBefore) => {
          const source = createMemoryRows();
          const rows = all.flatMap((match) => correlationRows(everything, match));
          source.add(rows);
          const hits = (await correlateBatch(everything, rows, source, { closedBefore })).filter(
            ({ correlationId }) => correlationId === id,
          );
          for (const match of all) {
            const ways = waysTo(own, id, match);
            const about = { id: match.eventId, time: match.time };
            const verdicts = await windowVerdicts(own, id, about, ways, source, closedBefore);
            const holding = verdicts.filter(({ state }) => state === 'holds').map(({ group }) => group);
            const expected = hits.filter(isMember(match)).map(({ group }) => group);
            expect([...holding].sort()).toEqual([...new Set(expected)].sort());
            for (const { state } of verdicts) seen.set(state, (seen.get(state) ?? 0) + 1);
            // Every row is kept, so an event that counts is told of, and never as one that is not kept.
            expect(verdicts.map(({ state }) => state)).not.toContain('not_kept');
            for (const { group } of ways)
              if (group !== null) expect(verdicts.map((each) => each.group)).toContain(group);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(seen.get('holds')).toBeGreaterThan(20);
    expect((seen.get('short') ?? 0) + (seen.get('inner_short') ?? 0)).toBeGreaterThan(20);
  },
  60_000,
);

test.each(ids)('%s: a window is at no distance exactly where it holds', (id) => {
  const own = planOf([...(needs[id] ?? []), id]);
  const planned = own.byId.get(id);
  if (planned === undefined) throw new Error('not planned');
  fc.assert(
    fc.property(events, (all) => {
      const rows = all.flatMap((match) => correlationRows(own, match));
      for (const matches of streamsOf(own, planned, rows, Infinity).values()) {
        visitWindows(planned.correlation, matches, (judge, first, last) => {
          expect(judge.distance(first, last) === 0).toBe(judge.holds(first, last));
        });
      }
    }),
    { numRuns: 100 },
  );
});

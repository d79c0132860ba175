import { describe, expect, test } from 'vitest';
import type { CompanyId } from '../../kernel/index.ts';
import { createDueCollector, dueGroups } from './due.ts';
import { correlation, plan, rowsOf } from './testing/scenario.ts';

const acme = '11111111-1111-7111-8111-111111111111' as CompanyId;
const birch = '22222222-2222-7222-8222-222222222222' as CompanyId;

const chain = plan(
  correlation('spray', 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 5s\ncondition: { gte: 3 }'),
  correlation('then', 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 15s'),
  correlation('last', 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [ip]\ntimespan: 20s'),
);

describe('the due groups of a batch', () => {
  test('say how many rows came for which reference, and when', () => {
    const due = createDueCollector();
    for (const row of rowsOf(chain, ['a 3 u=ana ip=1', 'a 1 u=ana ip=1', 'a 2 u=bob ip=1', 'b 4 u=ana ip=2']))
      due.add(acme, row);
    for (const row of rowsOf(chain, ['c 9 u=eve ip=3'])) due.add(birch, row);
    expect(due.batches().map(({ companyId }) => companyId)).toEqual([acme, birch]);
    expect(due.batches().flatMap(dueGroups)).toEqual([
      {
        companyId: acme,
        correlationId: 'spray',
        group: '["1"]',
        from: 1_000,
        to: 3_000,
        counts: [{ slot: 'a', count: 3 }],
        outer: [
          { correlationId: 'then', slot: 'spray', group: '["ana"]', count: 2 },
          { correlationId: 'last', slot: 'then', group: '["1"]', count: 3 },
          { correlationId: 'then', slot: 'spray', group: '["bob"]', count: 1 },
        ],
        hunted: false,
      },
      {
        companyId: acme,
        correlationId: 'then',
        group: '["ana"]',
        from: 4_000,
        to: 4_000,
        counts: [{ slot: 'b', count: 1 }],
        outer: [{ correlationId: 'last', slot: 'then', group: '["2"]', count: 1 }],
        hunted: false,
      },
      {
        companyId: birch,
        correlationId: 'last',
        group: '["3"]',
        from: 9_000,
        to: 9_000,
        counts: [{ slot: 'c', count: 1 }],
        outer: [],
        hunted: false,
      },
    ]);
  });

  test('are refused when they are damaged', () => {
    expect(() => dueGroups({ companyId: acme, groups: Buffer.from('not packed') })).toThrow();
  });
});

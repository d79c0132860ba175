import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { noteComplete } from '../../event/index.ts';
import { manualClock, newId, systemScope, type CompanyId } from '../../kernel/index.ts';
import { insertBlock } from '../../platform/clickhouse/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { correlationColumns, correlationRow } from '../pipeline/match-rows.ts';
import { addSuppression } from '../suppression/testing/add-suppression.ts';
import { suppressedHits } from '../suppression/suppression-match-store.ts';
import { findSuppression } from '../suppression/suppression-store.ts';
import type { SuppressionId } from '../suppression/suppression.ts';
import { correlateDue, type CorrelatorDeps } from './correlation-service.ts';
import { loadSketch } from './correlation-member-store.ts';
import { queueDue } from './correlation-store.ts';
import { keyHash } from './count-sketch.ts';
import { createDueFilter } from './due-filter.ts';
import { createDueCollector } from './due.ts';
import type { CorrelationRow } from './row.ts';
import { correlation, plan, rowsOf } from './testing/scenario.ts';

const rules = plan(
  correlation(
    'many',
    'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10m\ncondition: { gte: 5 }',
    'level: low\n',
  ),
  correlation(
    'alone',
    'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10m\ncondition: { gte: 5 }',
    'level: high\n',
  ),
  correlation(
    'then',
    'type: temporal_ordered\nrules: [many, b]\ngroup-by: [ip]\ntimespan: 30m',
    'level: high\n',
  ),
);
/** Fewer than three matches within a minute: judged when the minute is over. */
const quiet = plan(
  correlation(
    'quiet',
    'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 1m\ncondition: { lt: 3 }',
    'level: high\n',
  ),
);
/** 2026-01-02 10:00 UTC, in seconds: the scenario's times count from 1970. */
const start = Date.UTC(2026, 0, 2, 10) / 1_000;
const retentionUntil = 40_000;
const scope = systemScope('test');

let database: TestDatabase;
let clickhouse: TestClickHouse;
let acme: CompanyId;
let birch: CompanyId;

beforeAll(async () => {
  [database, clickhouse] = await Promise.all([openTestDatabase(), openTestClickHouse()]);
});
afterAll(() => Promise.all([database.drop(), clickhouse.stop()]));
beforeEach(async () => {
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  birch = await addCompany(database.db, { kind: 'customer', name: 'Birch' });
});

const correlator = (directGroups = 0, plans = rules, seconds = 0): CorrelatorDeps => ({
  db: database.db,
  clickhouse: () => clickhouse.handle.client(),
  clock: manualClock(new Date((start + seconds) * 1_000)),
  log: pino({ level: 'silent' }),
  settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'high' },
  plan: () => plans,
  documentsOf: () => [],
  latenessMs: 60_000,
  holder: randomUUID(),
  filter: createDueFilter({ directGroups }),
});

/** A row for each line `rule seconds field=value`; events get ids of their own. */
const rowsAt = (lines: readonly string[], plans = rules): readonly CorrelationRow[] =>
  rowsOf(
    plans,
    lines.map((line) => {
      const [rule = '', at = '', ...fields] = line.split(' ');
      return `${rule} ${start + Number(at)} ${fields.join(' ')} id=${randomUUID()}`;
    }),
  );

const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inScope(database.db, scope, work);

/** Stores a batch as the pipeline does: the rows first, then what is due, in a transaction. */
async function arrive(companyId: CompanyId, rows: readonly CorrelationRow[]): Promise<void> {
  const text = rows.map((row) => correlationRow(row, { companyId, retentionUntil }));
  await insertBlock(clickhouse.handle.inserts, {
    table: 'correlation_member',
    columns: correlationColumns,
    format: 'TabSeparated',
    body: Buffer.from(text.join('')),
    token: randomUUID(),
  });
  const due = createDueCollector();
  for (const row of rows) due.add(companyId, row);
  await read((tx) => queueDue(tx, due.batches()));
}

async function findings(companyId: CompanyId): Promise<readonly string[]> {
  const { rows } = await read((tx) =>
    sql<{ title: string; entity_value: string; match_count: string }>`
      select finding.title, finding.entity_value, finding.match_count from finding
      where finding.company_id = ${companyId} order by finding.title, finding.entity_value`.execute(tx),
  );
  return rows.map((row) => `${row.title} ${row.entity_value} ${row.match_count}`);
}

const waiting = async (): Promise<number> =>
  (await read((tx) => sql`select correlation_due_batch.id from correlation_due_batch`.execute(tx))).rows
    .length;

const failures = (ip: string, from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `a ${from + index} ip=${ip}`);

test('among very many groups the one that holds becomes a finding, once, and of its own company', async () => {
  const deps = correlator(100);
  const crowd = Array.from(
    { length: 5_000 },
    (_, index) => `a ${index / 10} ip=10.${index >> 8}.${index & 255}.1`,
  );
  await arrive(acme, rowsAt([...crowd, ...failures('203.0.113.9', 100, 4)]));
  await arrive(birch, rowsAt(failures('203.0.113.9', 100, 4)));
  expect(await correlateDue(deps)).toBe(10_004);
  expect(await findings(acme)).toEqual([]);
  await arrive(
    acme,
    rowsAt([...failures('203.0.113.9', 110, 1), 'b 120 ip=203.0.113.9', 'b 120 ip=10.0.0.1']),
  );
  await correlateDue(deps);
  await correlateDue(deps);
  expect(await findings(acme)).toEqual(['alone 203.0.113.9 5', 'then 203.0.113.9 1']);
  expect(await findings(birch)).toEqual([]);
  expect(await waiting()).toBe(0);
});

test('counts that another process has not seen are read anew when the turn changes', async () => {
  const [first, second] = [correlator(), correlator()];
  await arrive(acme, rowsAt(failures('198.51.100.1', 0, 2)));
  await correlateDue(first);
  await arrive(acme, rowsAt(failures('198.51.100.1', 10, 2)));
  await correlateDue(second);
  await arrive(acme, rowsAt([...failures('198.51.100.1', 20, 1), 'b 30 ip=198.51.100.1']));
  await correlateDue(first);
  expect(await findings(acme)).toEqual(['alone 198.51.100.1 5', 'then 198.51.100.1 1']);
});

test('while one process evaluates, another one leaves the queue to it', async () => {
  await arrive(acme, rowsAt(failures('198.51.100.2', 0, 5)));
  await read(async (tx) => {
    await sql`select correlator.one from correlator for update`.execute(tx);
    expect(await correlateDue(correlator())).toBe(0);
  });
  expect(await waiting()).toBe(1);
  expect(await correlateDue(correlator())).toBe(2);
});

test('what an earlier version left in the queue is evaluated', async () => {
  await arrive(acme, rowsAt([...failures('198.51.100.3', 0, 5), 'b 30 ip=198.51.100.3']));
  const groups = [
    ['many', '["198.51.100.3"]', start * 1_000, start * 1_000 + 4_000],
    ['then', '["198.51.100.3"]', start * 1_000 + 30_000, start * 1_000 + 30_000],
  ];
  await read(async (tx) => {
    await sql`delete from correlation_due_batch`.execute(tx);
    await sql`insert into correlation_due_batch (company_id, waiting) values (${acme}, ${JSON.stringify(groups)})`.execute(
      tx,
    );
  });
  expect(await correlateDue(correlator())).toBe(2);
  expect(await findings(acme)).toEqual(['then 198.51.100.3 1']);
});

describe('what is judged when its windows have closed', () => {
  /** Looks at the queue `seconds` after the start, as a process that has just started. */
  const lookAt = (seconds: number): Promise<number> => correlateDue(correlator(0, quiet, seconds));
  const arriveQuiet = (lines: readonly string[]): Promise<void> => arrive(acme, rowsAt(lines, quiet));
  const stillWaiting = async (): Promise<number> =>
    (await read((tx) => sql`select correlation_waiting.id from correlation_waiting`.execute(tx))).rows.length;
  const say = (spool: string, seconds: number): Promise<unknown> =>
    read(async (tx) => {
      await sql`insert into spool_drain (spool_id, committed_segment, committed_offset, planned_ends, updated_at)
        values (${spool}, 0, 0, '[]', now()) on conflict do nothing`.execute(tx);
      await noteComplete(tx, spool, new Date((start + seconds) * 1_000));
    });

  beforeEach(() =>
    read(async (tx) => {
      await sql`delete from correlation_waiting`.execute(tx);
      await sql`delete from spool_drain`.execute(tx);
    }),
  );

  test('waits for it over restarts, and is found once', async () => {
    await arriveQuiet(['a 0 ip=192.0.2.1', 'a 0 ip=192.0.2.2']);
    expect(await lookAt(1)).toBe(2);
    expect([await waiting(), await stillWaiting()]).toEqual([0, 1]);
    // A minute of the window and one of lateness.
    expect(await lookAt(119)).toBe(0);
    expect(await findings(acme)).toEqual([]);
    expect(await lookAt(120)).toBe(2);
    expect(await findings(acme)).toEqual(['quiet 192.0.2.1 1', 'quiet 192.0.2.2 1']);
    expect(await stillWaiting()).toBe(0);
    expect(await lookAt(121)).toBe(0);
  });

  test('rows that come within the lateness are counted', async () => {
    await arriveQuiet(['a 0 ip=192.0.2.3']);
    await lookAt(1);
    await arriveQuiet(['a 10 ip=192.0.2.3', 'a 20 ip=192.0.2.3']);
    await lookAt(110);
    await lookAt(300);
    expect(await findings(acme)).toEqual([]);
    expect(await stillWaiting()).toBe(0);
  });

  test('rows that come later than that are judged by themselves, and nothing is taken back', async () => {
    await arriveQuiet(['a 0 ip=192.0.2.4']);
    await lookAt(1);
    await lookAt(125);
    await arriveQuiet(['a 10 ip=192.0.2.4', 'a 20 ip=192.0.2.4']);
    await lookAt(130);
    await lookAt(300);
    expect(await findings(acme)).toEqual(['quiet 192.0.2.4 1']);
  });

  test('a node whose records are not judged yet holds it back, for an hour at the most', async () => {
    const [near, far] = [randomUUID(), randomUUID()];
    await arriveQuiet(['a 0 ip=192.0.2.5']);
    await lookAt(1);
    await say(near, 600);
    await say(far, 90);
    expect(await lookAt(600)).toBe(0);
    await say(far, 80); // it never goes back
    expect(await lookAt(90 + 3_599)).toBe(0);
    expect(await lookAt(90 + 3_600)).toBe(1);
    expect(await findings(acme)).toEqual(['quiet 192.0.2.5 1']);
  });

  test('a crash before the commit changes nothing', async () => {
    await arriveQuiet(['a 0 ip=192.0.2.6']);
    await lookAt(1);
    const kept = await read((tx) => sql`select * from correlation_waiting`.execute(tx));
    await lookAt(200);
    await read((tx) =>
      sql`insert into correlation_waiting (company_id, ripe_at, packed)
        select given.company_id, given.ripe_at, given.packed
        from jsonb_to_recordset(${JSON.stringify(kept.rows.map((row) => hex(row)))}::jsonb)
          as given (company_id uuid, ripe_at timestamptz, packed bytea)`.execute(tx),
    );
    expect(await lookAt(200)).toBe(1);
    expect(await findings(acme)).toEqual(['quiet 192.0.2.6 1']);
  });
});

describe('a correlation that is suppressed by its own group (SUP-9)', () => {
  const at = (seconds: number): Date => new Date((start + seconds) * 1_000);
  /** Five matches within the window, received when they happened. */
  const five = (ip: string, from: number, count = 5): readonly CorrelationRow[] =>
    rowsOf(
      rules,
      Array.from(
        { length: count },
        (_, index) => `a ${start + from + index} ip=${ip} id=${newId<'event'>(at(from + index))}`,
      ),
    );
  const suppress = (ip: string, from: number, until: number): Promise<SuppressionId> => {
    const subject = { kind: 'entity', ruleId: 'alone', entity: { type: 'ip', value: ip } } as const;
    return addSuppression(database.db, acme, subject, at(from), at(until));
  };
  const told = async (id: SuppressionId): Promise<readonly unknown[]> => {
    const suppression = await read((tx) => findSuppression(tx, id, acme));
    if (suppression === null) throw new Error('gone');
    const hits = await read((tx) => suppressedHits(tx, suppression, 10, null));
    return [suppression.matchCount, hits.map(({ count, eventIds }) => [count, eventIds.length])];
  };

  test('opens no finding, is counted once however often it is evaluated, and its hits lead to events', async () => {
    const id = await suppress('192.0.2.21', -10, 100);
    await arrive(acme, five('192.0.2.21', 0));
    await arrive(birch, five('192.0.2.21', 0));
    await correlateDue(correlator());
    expect(await findings(acme)).toEqual([]);
    expect(await findings(birch)).toEqual(['alone 192.0.2.21 5']);
    // There are no events behind these rows; in the pipeline the ids lead to them.
    expect(await told(id)).toEqual([5, [[5, 0]]]);
    const again = five('192.0.2.21', 4, 1);
    await arrive(acme, again);
    await correlateDue(correlator());
    await arrive(acme, again);
    await correlateDue(correlator());
    expect(await told(id)).toEqual([6, [[6, 0]]]);
  });

  test('what was found before stays, what comes after the end is found again', async () => {
    await arrive(acme, five('192.0.2.22', 0));
    await correlateDue(correlator());
    const id = await suppress('192.0.2.22', 10, 20);
    await arrive(acme, five('192.0.2.22', 15, 2));
    await correlateDue(correlator());
    expect(await findings(acme)).toEqual(['alone 192.0.2.22 5']);
    expect(await told(id)).toEqual([2, [[2, 0]]]);
    await arrive(acme, five('192.0.2.22', 20, 1));
    await correlateDue(correlator());
    expect(await findings(acme)).toEqual(['alone 192.0.2.22 6']);
    expect(await told(id)).toEqual([2, [[2, 0]]]);
    const shown = await read((tx) =>
      sql`select finding.suppressed_count from finding where finding.company_id = ${acme}`.execute(tx),
    );
    expect(shown.rows).toEqual([{ suppressed_count: 2 }]);
  });

  test('a hit that began under a suppression opens a finding when it goes on after it', async () => {
    const id = await suppress('192.0.2.23', -10, 5);
    await arrive(acme, five('192.0.2.23', 0));
    await correlateDue(correlator());
    await arrive(acme, five('192.0.2.23', 5, 1));
    await correlateDue(correlator());
    expect(await findings(acme)).toEqual(['alone 192.0.2.23 1']);
    expect(await told(id)).toEqual([5, [[5, 0]]]);
  });
});

const hex = (row: unknown): object => {
  const { packed, ...rest } = row as { readonly packed: Buffer };
  return { ...rest, packed: `\\x${packed.toString('hex')}` };
};

test('a sketch read from ClickHouse counts own rows and, by the outer group, those of inner correlations', async () => {
  await arrive(acme, rowsAt([...failures('198.51.100.4', 0, 3), ...failures('198.51.100.5', 3_599, 1)]));
  await arrive(acme, rowsAt([...failures('198.51.100.4', 3_600, 4), 'b 60 ip=198.51.100.4']));
  await arrive(birch, rowsAt(failures('198.51.100.4', 0, 9)));
  const place = { companyId: acme, from: start * 1_000, to: (start + 3_600) * 1_000 };
  const client = clickhouse.handle.client();
  const group = '["198.51.100.4"]';
  const many = await loadSketch(client, rules, { ...place, correlationId: 'many' }, 16);
  expect([many.total, many.upper(keyHash('a', group)), many.upper(keyHash('a', '["x"]'))]).toEqual([4, 3, 0]);
  const then = await loadSketch(client, rules, { ...place, correlationId: 'then' }, 16);
  expect([then.total, then.upper(keyHash('many', group)), then.upper(keyHash('b', group))]).toEqual([
    5, 3, 1,
  ]);
});

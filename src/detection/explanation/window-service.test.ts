import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { manualClock, systemScope, type CompanyId, type EventId } from '../../kernel/index.ts';
import { insertBlock } from '../../platform/clickhouse/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { correlateDue } from '../correlation/correlation-service.ts';
import { queueDue } from '../correlation/correlation-store.ts';
import { createDueCollector } from '../correlation/due.ts';
import { createDueFilter } from '../correlation/due-filter.ts';
import { planCorrelations } from '../correlation/plan.ts';
import { correlationRows } from '../correlation/row.ts';
import { correlation, load } from '../correlation/testing/scenario.ts';
import { correlationColumns, correlationRow, matchColumns, matchRow } from '../pipeline/match-rows.ts';
import type { SuppressionId } from '../suppression/suppression.ts';
import { eventOf } from '../sigma/testing/judge.ts';
import { explainWindows, mostExplainedRows } from './window-service.ts';

const set = load(
  correlation('many', 'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10m\ncondition: { gte: 5 }'),
  correlation('quiet', 'type: event_count\nrules: [b]\ngroup-by: [ip]\ntimespan: 1m\ncondition: { lt: 3 }'),
  correlation(
    'then',
    'type: temporal_ordered\nrules: [many, b]\ngroup-by: [ip]\ntimespan: 30m',
    'level: high\n',
  ),
  correlation(
    'alone',
    'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10m\ncondition: { gte: 5 }',
    'level: high\n',
  ),
);
const plan = planCorrelations(set.rules, set.correlations);
const start = Date.UTC(2026, 0, 2, 10);
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

const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inScope(database.db, scope, work);

interface Happened {
  readonly id: string;
  readonly rule: 'a' | 'b';
  /** Seconds after the start. */
  readonly at: number;
  readonly ip: string | null;
}

/** `a 5 192.0.2.1`: an event that rule `a` matches, five seconds after the start, of that address. */
const happened = (...lines: readonly string[]): readonly Happened[] =>
  lines.map((line) => {
    const [rule = '', at = '', ip = null] = line.split(' ');
    return { id: randomUUID(), rule: rule === 'a' ? 'a' : 'b', at: Number(at), ip };
  });

const recordOf = ({ ip, rule }: Happened) => ({ rule, ...(ip === null ? {} : { ip }) });
const timeOf = ({ at }: Happened): number => start + at * 1_000;

/** Stores what correlations count of a batch as the pipeline does, and lets the correlator look at it. */
async function arrive(companyId: CompanyId, events: readonly Happened[]): Promise<void> {
  const rows = events.flatMap((event) =>
    correlationRows(plan, {
      ...{ ruleId: event.rule, eventId: event.id, time: timeOf(event), record: recordOf(event) },
    }),
  );
  await insertBlock(clickhouse.handle.inserts, {
    table: 'correlation_member',
    columns: correlationColumns,
    format: 'TabSeparated',
    body: Buffer.from(rows.map((row) => correlationRow(row, { companyId, retentionUntil })).join('')),
    token: randomUUID(),
  });
  const due = createDueCollector();
  for (const row of rows) due.add(companyId, row);
  await read((tx) => queueDue(tx, due.batches()));
}

const correlate = (): Promise<number> =>
  correlateDue({
    db: database.db,
    clickhouse: () => clickhouse.handle.client(),
    clock: manualClock(new Date(start)),
    log: pino({ level: 'silent' }),
    settings: { engineVersion: 'test', pipelineHash: 'test', autoIncidentFrom: 'critical' },
    plan: () => plan,
    documentsOf: () => [],
    latenessMs: 60_000,
    holder: randomUUID(),
    filter: createDueFilter(),
  });

/** What a correlation makes of an event, asked so many seconds after the start. */
async function explained(correlationId: string, event: Happened | undefined, seconds = 0, companyId = acme) {
  const asked = set.correlations.find(({ id }) => id === correlationId);
  if (asked === undefined || event === undefined) throw new Error('nothing to ask');
  const found = await read((tx) =>
    explainWindows(
      {
        ...{ tx, client: clickhouse.handle.client(), latenessMs: 60_000 },
        clock: manualClock(new Date(start + seconds * 1_000)),
      },
      asked,
      set,
      { id: event.id, companyId, time: timeOf(event), parsed: eventOf(recordOf(event)) },
    ),
  );
  if (found === null) throw new Error('no rule counts the event');
  return found;
}

test('a window that does not hold says how far it came, over the rows of its own company', async () => {
  const events = happened('a 0 192.0.2.1', 'a 60 192.0.2.1', 'a 540 192.0.2.1', 'a 610 192.0.2.1');
  await arrive(acme, events);
  await arrive(birch, happened('a 1 192.0.2.1', 'a 2 192.0.2.1', 'a 3 192.0.2.1', 'a 4 192.0.2.1'));
  await correlate();
  const { around, excluded, isSilent, missing, windows } = await explained('alone', events[1]);
  expect(windows).toMatchObject([
    {
      group: '["192.0.2.1"]',
      state: 'short',
      hit: null,
      counted: null,
      best: { from: start, to: start + 540_000, matches: 3, figure: 3, missing: 2 },
    },
  ]);
  expect([around, missing, excluded, isSilent]).toEqual([
    { from: start - 540_000, to: start + 660_000 },
    [],
    [],
    false,
  ]);
  // A window may end ten minutes after the event, and records may come a minute late.
  expect([
    (await explained('alone', events[1], 719)).isFinal,
    (await explained('alone', events[1], 720)).isFinal,
  ]).toEqual([false, true]);
});

test('one that holds leads to the hit that is counted and its finding', async () => {
  const events = happened(...[0, 10, 20, 30, 40, 600].map((at) => `a ${at} 192.0.2.2`));
  await arrive(acme, events);
  const before = await explained('alone', events[0]);
  expect(before.windows).toMatchObject([{ state: 'holds', counted: null }]);
  await correlate();
  const [window] = (await explained('alone', events[0])).windows;
  const { rows } = await read((tx) =>
    sql<{ id: string }>`select finding.id from finding
      where finding.company_id = ${acme} and finding.rule_id = 'alone'`.execute(tx),
  );
  expect(rows).toHaveLength(1);
  expect(window).toMatchObject({
    state: 'holds',
    hit: { from: start, to: start + 600_000, figure: 6 },
    counted: { from: start, to: start + 600_000, memberCount: 6, findingId: rows[0]?.id },
  });
});

test('a correlation that builds on another says whether that one has a moment', async () => {
  const four = happened(...[0, 10, 20, 30].map((at) => `a ${at} 192.0.2.3`), 'b 60 192.0.2.3');
  await arrive(acme, four);
  expect((await explained('then', four[0])).windows).toMatchObject([
    { state: 'inner_short', innerId: 'many', best: null },
  ]);
  expect((await explained('then', four[4])).windows).toMatchObject([
    {
      state: 'short',
      innerId: null,
      best: {
        parts: [
          { id: 'many', state: 'absent', count: 0 },
          { id: 'b', state: 'present', count: 1, shown: [{ eventId: four[4]?.id }] },
        ],
      },
    },
  ]);
  await arrive(acme, happened('a 40 192.0.2.3'));
  expect((await explained('then', four[0])).windows).toMatchObject([{ state: 'holds', innerId: 'many' }]);
  expect((await explained('many', four[0])).isSilent).toBe(true);
});

test('what is judged at its closing waits for it', async () => {
  const events = happened('b 0 192.0.2.4');
  await arrive(acme, events);
  expect(await explained('quiet', events[0], 119)).toMatchObject({
    isFinal: false,
    windows: [{ state: 'waiting' }],
  });
  expect(await explained('quiet', events[0], 120)).toMatchObject({
    isFinal: true,
    windows: [{ state: 'holds' }],
  });
});

test('an event without the group field says which', async () => {
  const events = happened('a 0');
  await arrive(acme, events);
  expect(await explained('alone', events[0])).toMatchObject({
    windows: [],
    missing: [{ correlationId: 'alone', field: 'ip' }],
  });
});

describe('matches that a filter of the company excluded', () => {
  const filterId = randomUUID();

  /** An excluded match, stored as the pipeline stores it. */
  async function exclude(companyId: CompanyId, event: Happened): Promise<void> {
    const rule = set.rules.find(({ id }) => id === event.rule);
    if (rule === undefined) throw new Error('no such rule');
    const about = { companyId, eventId: event.id as EventId, message: '', raw: '', retentionUntil };
    const taken = { id: filterId as SuppressionId, isExcluded: true };
    const body = matchRow(
      { rule, fields: [], aliases: new Map() },
      { type: 'ip', value: '192.0.2.5' },
      timeOf(event),
      about,
      taken,
    );
    await insertBlock(clickhouse.handle.inserts, {
      table: 'detection_match',
      columns: matchColumns,
      format: 'TabSeparated',
      body: Buffer.from(body),
      token: randomUUID(),
    });
  }

  test('are counted around the event, and the event itself names its filter', async () => {
    const events = happened(
      'a 0 192.0.2.5',
      'a 10 192.0.2.5',
      'a 20 192.0.2.5',
      'a 1000 192.0.2.5',
      'b 15 192.0.2.5',
    );
    await arrive(acme, events.slice(2, 3));
    for (const index of [0, 1, 3, 4]) {
      const event = events[index];
      if (event !== undefined) await exclude(acme, event);
    }
    const [foreign] = happened('a 5 192.0.2.5');
    if (foreign !== undefined) await exclude(birch, foreign);
    expect(await explained('alone', events[0])).toMatchObject({
      windows: [{ state: 'excluded' }],
      excluded: [{ ruleId: 'a', count: 2, suppressionId: filterId }],
    });
    expect(await explained('alone', events[2])).toMatchObject({
      windows: [{ state: 'short', best: { figure: 1, missing: 4 } }],
      excluded: [{ ruleId: 'a', count: 2, suppressionId: null }],
    });
  });
});

test('COR-15: more matches than can be weighed are said to be too many, and a counted hit is told all the same', async () => {
  const events = happened(
    ...Array.from({ length: mostExplainedRows }, (_, index) => `a ${index / 100} 192.0.2.6`),
  );
  await arrive(acme, events);
  await correlate();
  expect((await explained('alone', events[0])).windows).toMatchObject([
    { state: 'not_weighed', best: null, hit: null, counted: { from: start, memberCount: mostExplainedRows } },
  ]);
});

import { sql } from 'kysely';
import { pino } from 'pino';
import { z } from 'zod';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord } from '../../event/index.ts';
import { dayMs, manualClock, newId, systemScope, type CompanyId } from '../../kernel/index.ts';
import { insertBlock, readRows } from '../../platform/clickhouse/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { recordMatches } from '../finding/finding-service.ts';
import { listFindings } from '../finding/finding-store.ts';
import { createJudge } from '../pipeline/judge.ts';
import { matchColumns } from '../pipeline/match-rows.ts';
import { loadRuleTexts, type RuleTexts } from '../rule/rule-texts.ts';
import { openSuppressionBook } from '../suppression/suppression-book-service.ts';
import { addSuppression, endAt } from '../suppression/testing/add-suppression.ts';
import { losingInserts } from './testing/losing-inserts.ts';
import type { HuntDeps } from './stretch-service.ts';
import { huntJobs, huntTask, queueHunt } from './rule-hunt-service.ts';
import { huntsOf } from './rule-hunt-store.ts';
import { saveJudge } from './rule-set-judge-store.ts';

const log = pino({ level: 'silent' });
const at = new Date('2026-11-23T12:00:00Z');
const clock = manualClock(at);
const node = '00000000-0000-4000-8000-00000000000a';
const sourceId = newId<'source'>(at);
const settings = { engineVersion: 'e1', pipelineHash: 'p1', autoIncidentFrom: 'critical' } as const;

/** Version 1 knows no rule; 2 tells of root, 3 of everybody, each by the address. */
const texts = (version: number): RuleTexts => ({
  shipped: [],
  disabled: [],
  cacheFile: null,
  local: version === 1 ? [] : [{ file: 'local:failed', text: ruleText(version === 2 ? 'root' : "'*'") }],
});
const ruleText = (user: string): string => `title: Failed log-on
id: failed
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed, user: ${user} }, condition: sel }
level: medium
tocsin: { entity: [src_ip] }
`;

let database: TestDatabase;
let clickhouse: TestClickHouse;
let company: CompanyId;
let stored = 0;

beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());
beforeEach(async () => {
  database = await openTestDatabase();
  company = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  for (const table of ['security_event', 'detection_match'])
    await clickhouse.handle.client().command({ query: `truncate table ${table}` });
  await change(2);
  return () => database.drop();
});

const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(database.db, systemScope('test'), work);

const change = (version: number): Promise<unknown> =>
  asSystem((tx) =>
    sql`insert into rule_set (version, rule_id, change, reason, created_at, created_by_name)
      values (${version}, 'failed', 'activate', '', ${at}, 'Ada')`.execute(tx),
  );

interface Sent {
  readonly user: string;
  readonly from: string;
  /** Days before now. */
  readonly day: number;
}

/** Stores events as a version of the rules judged them when they were received, with what it found. */
async function receive(version: number, sent: readonly Sent[], companyId = company): Promise<void> {
  const encoder = createRowEncoder();
  const batch = createJudge(loadRuleTexts(texts(version))).batch();
  for (const { day, from, user } of sent) {
    const time = new Date(at.getTime() - day * dayMs);
    const record = {
      ...{ id: newId<'event'>(time), companyId, projectId: null, sourceId, format: 'syslog' as const },
      ...{ receivedAt: time.getTime(), peer: '192.0.2.1' },
      raw: `<38>1 ${time.toISOString()} web1 sshd 1 - - Failed password for ${user} from ${from} port 1 ssh2`,
    };
    const event = parseRecord(record);
    encoder.add(eventRow(record, event, 365, version));
    if (event.kind !== 'parsed') throw new Error(event.reason);
    batch.judge(event, {
      ...{ companyId, eventId: record.id, message: 'failed', raw: record.raw, retentionUntil: 30_000 },
    });
  }
  stored += 1;
  const token = `batch ${stored}`;
  await insertEvents(clickhouse.handle.inserts, encoder.take(), token);
  const { groups, matchRows } = batch.verdict();
  const body = Buffer.from(matchRows);
  const block = {
    table: 'detection_match',
    columns: matchColumns,
    format: 'TabSeparated',
    body,
    token,
  } as const;
  if (matchRows !== '') await insertBlock(clickhouse.handle.inserts, block);
  await asSystem((tx) => recordMatches(tx, clock, settings, groups));
}

const old: readonly Sent[] = [
  { user: 'root', from: '203.0.113.7', day: 0 },
  { user: 'root', from: '203.0.113.7', day: 2 },
  { user: 'ana', from: '203.0.113.7', day: 1 },
  { user: 'root', from: '203.0.113.8', day: 5 },
  { user: 'root', from: '203.0.113.9', day: 9 },
];

const deps = (over: Partial<HuntDeps> = {}): HuntDeps => ({
  ...{ db: database.db, clock, log, settings, defaultRetentionDays: 365 },
  clickhouse: () => clickhouse.handle.client(),
  inserts: () => clickhouse.handle.inserts,
  book: { textsAt: (version) => Promise.resolve(texts(version)) },
  suppressions: openSuppressionBook({ db: database.db, clock }),
  stopping: new AbortController().signal,
  pause: () => Promise.resolve(),
  ...over,
});

async function hunt(version: number): Promise<void> {
  const set = loadRuleTexts(texts(version));
  const queued = asSystem((tx) => queueHunt(tx, clock, 7, { id: 'failed', set, setVersion: version }));
  expect(await queued).toBeNull();
}

const hunts = () => asSystem((tx) => huntsOf(tx, 'failed'));

/** Runs the job of the newest hunt. */
async function work(over: Partial<HuntDeps> = {}): Promise<void> {
  const [newest] = await hunts();
  await huntJobs(deps(over)).get(huntTask)?.({ huntId: newest?.id });
}

async function findings(): Promise<readonly string[]> {
  const filter = { companyId: null, status: [], severity: [], ruleId: null, number: null, incidentId: null };
  const found = await asSystem((tx) => listFindings(tx, { ...filter, text: null }, 100, null));
  return found
    .map(
      ({ entity, foundBy, huntedCount, matchCount }) =>
        `${entity.value} ${foundBy} ${huntedCount}/${matchCount}`,
    )
    .toSorted();
}

/** Match rows by whether a hunt made them, and on how many events they are. */
async function matches(): Promise<{
  readonly live: number;
  readonly hunted: number;
  readonly events: number;
}> {
  const [row] = await readRows(clickhouse.handle.client(), {
    sql: `SELECT countIf(hunt_id = toUUID('00000000-0000-0000-0000-000000000000')) AS live, count() - live AS hunted,
      uniqExact(event_id) AS events FROM detection_match`,
    parse: (given) =>
      z
        .object({ live: z.coerce.number(), hunted: z.coerce.number(), events: z.coerce.number() })
        .parse(given),
  });
  if (row === undefined) throw new Error('no row');
  return row;
}

test('a rule that came into force finds what older rules have judged, and not what it has judged itself', async () => {
  await receive(1, old);
  await receive(2, [{ user: 'root', from: '203.0.113.7', day: 0 }]);
  await hunt(2);
  await work();
  expect(await findings()).toEqual(['203.0.113.7 live 2/3', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 1, hunted: 3, events: 4 });
  expect(await hunts()).toMatchObject([
    { state: { kind: 'done' }, matches: 3, knownMatches: 0, findingsOpened: 1, plannedFrom: null },
  ]);
  await work();
  expect(await matches()).toEqual({ live: 1, hunted: 3, events: 4 });
});

test('a changed rule counts no event again that an earlier version has matched, live or by a hunt', async () => {
  await receive(1, old);
  await receive(2, [{ user: 'root', from: '203.0.113.7', day: 0 }]);
  await hunt(2);
  await work();
  await change(3);
  await hunt(3);
  await work();
  // Only the one of ana is new.
  expect(await findings()).toEqual(['203.0.113.7 live 3/4', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 1, hunted: 4, events: 5 });
  expect((await hunts())[0]).toMatchObject({ matches: 1, knownMatches: 4, findingsOpened: 0 });
});

test('a kill between the two stores doubles nothing and loses nothing', async () => {
  await receive(1, old);
  await hunt(2);
  await expect(work({ inserts: losingInserts(clickhouse.handle.inserts) })).rejects.toThrow('killed');
  expect(await findings()).toEqual([]);
  await work();
  expect(await findings()).toEqual(['203.0.113.7 hunt 2/2', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 0, hunted: 3, events: 3 });
});

test('a hunt that was killed, and whose rule was changed before it went on, ends with what it has stored', async () => {
  await receive(1, old);
  await hunt(2);
  await expect(work({ inserts: losingInserts(clickhouse.handle.inserts) })).rejects.toThrow('killed');
  const { events } = await matches();
  expect(events).toBeGreaterThan(0);
  await change(3);
  await hunt(3);
  await work();
  expect((await hunts()).map(({ state }) => state.kind)).toEqual(['done', 'stopped']);
  expect((await hunts())[1]).toMatchObject({ state: { reason: 'superseded' }, matches: events });
  expect(await findings()).toEqual(['203.0.113.7 hunt 3/3', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 0, hunted: 4, events: 4 });
});

test('looking back takes what would have been taken at receipt, decides the same after a kill, and counts once (SUP-10)', async () => {
  await receive(1, old);
  const entity = { type: 'ip', value: '203.0.113.7' };
  const day = (days: number): Date => new Date(at.getTime() - days * dayMs);
  const subject = { kind: 'entity', ruleId: 'failed', entity } as const;
  // Of the two events from there the newer one; the suppression began after the older one was received.
  const id = await addSuppression(database.db, company, subject, day(1), new Date(at.getTime() + dayMs));
  await hunt(2);
  await expect(work({ inserts: losingInserts(clickhouse.handle.inserts) })).rejects.toThrow('killed');
  // Known only after the stretch was planned, so it changes nothing of it.
  await endAt(database.db, company, id, day(1));
  await addSuppression(database.db, company, { kind: 'rule', ruleId: 'failed' }, day(0), day(-1));
  await work();
  expect(await findings()).toEqual(['203.0.113.7 hunt 1/1', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 0, hunted: 3, events: 3 });
  expect(await hunts()).toMatchObject([{ state: { kind: 'done' }, matches: 2, suppressed: 1 }]);
  const counts = await asSystem((tx) =>
    sql`select suppression.kind, suppression.match_count from suppression order by suppression.kind`.execute(
      tx,
    ),
  );
  expect(counts.rows).toEqual([
    { kind: 'entity', match_count: 1 },
    { kind: 'rule', match_count: 0 },
  ]);
});

test('it waits for nodes that judge by older rules, and for their batches, but not for ever', async () => {
  await receive(1, old);
  await hunt(2);
  await asSystem((tx) => saveJudge(tx, node, 1, clock.now()));
  await work();
  expect(await hunts()).toMatchObject([{ state: { kind: 'queued' } }]);
  await asSystem((tx) => saveJudge(tx, node, 2, clock.now()));
  const planned = JSON.stringify([{ segment: 1, offset: 1, judgedBy: 1 }]);
  await asSystem((tx) =>
    sql`insert into spool_drain (spool_id, committed_segment, committed_offset, planned_ends, updated_at)
      values (${node}, 0, 0, ${planned}::jsonb, ${at})`.execute(tx),
  );
  await work();
  expect(await hunts()).toMatchObject([{ state: { kind: 'queued' } }]);
  const late = manualClock(new Date(at.getTime() + 600_000));
  await work({ clock: late });
  expect(await hunts()).toMatchObject([{ state: { kind: 'done' }, matches: 3 }]);
});

test('a rule that finds too much stops, with what it has found in full stretches', async () => {
  await receive(1, old);
  await hunt(2);
  await work({ mostMatches: 2 });
  expect(await hunts()).toMatchObject([{ state: { kind: 'stopped', reason: 'limit' }, matches: 2 }]);
  expect(await findings()).toEqual(['203.0.113.7 hunt 2/2']);
  expect(await matches()).toEqual({ live: 0, hunted: 2, events: 2 });
});

test('nothing is found at a company that has been erased', async () => {
  const gone = await addCompany(database.db, { kind: 'customer', name: 'Gone' });
  await receive(1, old);
  await receive(1, [{ user: 'root', from: '203.0.113.7', day: 0 }], gone);
  await asSystem((tx) => sql`update company set status = 'erased' where id = ${gone}`.execute(tx));
  await hunt(2);
  await work();
  expect(await findings()).toEqual(['203.0.113.7 hunt 2/2', '203.0.113.8 hunt 1/1']);
  expect(await matches()).toEqual({ live: 0, hunted: 3, events: 3 });
});

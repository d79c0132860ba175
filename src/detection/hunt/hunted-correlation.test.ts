import type { ClickHouseClient } from '@clickhouse/client';
import { sql } from 'kysely';
import { pino } from 'pino';
import { z } from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord } from '../../event/index.ts';
import { dayMs, manualClock, minuteMs, newId, systemScope, type CompanyId } from '../../kernel/index.ts';
import { insertBlock, readRows } from '../../platform/clickhouse/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { correlateDue } from '../correlation/correlation-service.ts';
import { queueDue } from '../correlation/correlation-store.ts';
import { createDueFilter } from '../correlation/due-filter.ts';
import { planCorrelations } from '../correlation/plan.ts';
import { listFindings } from '../finding/finding-store.ts';
import { createJudge } from '../pipeline/judge.ts';
import { correlationColumns } from '../pipeline/match-rows.ts';
import { loadRuleTexts, type RuleTexts } from '../rule/rule-texts.ts';
import { openSuppressionBook } from '../suppression/suppression-book-service.ts';
import { losingInserts } from './testing/losing-inserts.ts';
import type { HuntDeps } from './stretch-service.ts';
import { huntJobs, huntTask, queueHunt } from './rule-hunt-service.ts';
import { huntsOf } from './rule-hunt-store.ts';

const log = pino({ level: 'silent' });
const at = new Date('2026-11-23T12:00:00Z');
const clock = manualClock(at);
const sourceId = newId<'source'>(at);
const settings = { engineVersion: 'e1', pipelineHash: 'p1', autoIncidentFrom: 'critical' } as const;

const failed = `title: Failed log-on
id: failed
name: failed
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed }, condition: sel }
level: low
tocsin: { entity: [src_ip] }
`;
const correlation = (id: string, body: string): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlevel: medium\ncorrelation:\n  ${body.trim().split('\n').join('\n  ')}\n`;
const many = (atLeast: number): string =>
  correlation(
    'many',
    `type: event_count\nrules: [failed]\ngroup-by: [src_ip]\ntimespan: 1h\ncondition: { gte: ${atLeast} }`,
  );

let sets: readonly (readonly string[])[] = [];
/** The set of a version: `sets[version - 1]`. */
const texts = (version: number): RuleTexts => ({
  ...{ shipped: [], disabled: [], cacheFile: null },
  local: (sets[version - 1] ?? []).map((text, index) => ({ file: `local:${index}`, text })),
});
const setOf = (version: number) => {
  const set = loadRuleTexts(texts(version));
  expect(set.refused).toEqual([]);
  return set;
};

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
  for (const table of ['security_event', 'detection_match', 'correlation_member'])
    await clickhouse.handle.client().command({ query: `truncate table ${table}` });
  return () => database.drop();
});

const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(database.db, systemScope('test'), work);

const change = (version: number, ruleId: string): Promise<unknown> =>
  asSystem((tx) =>
    sql`insert into rule_set (version, rule_id, change, reason, created_at, created_by_name)
      values (${version}, ${ruleId}, 'activate', '', ${at}, 'Ada')`.execute(tx),
  );

/** A failed log-on of a user from an address, minutes before noon of a day that lies so many days back. */
interface Sent {
  readonly user?: string;
  readonly from: string;
  readonly day: number;
  readonly minutes: number;
}

/** Stores events as a version of the rules judged them when they were received, with what it brought to correlations. */
async function receive(version: number, sent: readonly Sent[], companyId = company): Promise<void> {
  const encoder = createRowEncoder();
  const batch = createJudge(setOf(version)).batch(version);
  for (const { day, from, minutes, user = 'root' } of sent) {
    const time = new Date(at.getTime() - day * dayMs - minutes * minuteMs);
    const record = {
      ...{ id: newId<'event'>(time), companyId, projectId: null, sourceId, format: 'syslog' as const },
      ...{ receivedAt: time.getTime(), peer: '192.0.2.1' },
      raw: `<38>1 ${time.toISOString()} web1 sshd 1 - - Failed password for ${user} from ${from} port 1 ssh2`,
    };
    const event = parseRecord(record);
    encoder.add(eventRow(record, event, 365, version));
    if (event.kind !== 'parsed') throw new Error(event.reason);
    const about = { companyId, eventId: record.id, message: 'failed', raw: record.raw };
    batch.judge(event, { ...about, retentionUntil: 30_000 });
  }
  stored += 1;
  const token = `batch ${stored}`;
  await insertEvents(clickhouse.handle.inserts, encoder.take(), token);
  const { correlationRows, due } = batch.verdict();
  const body = Buffer.from(correlationRows);
  if (correlationRows !== '')
    await insertBlock(clickhouse.handle.inserts, {
      ...{ table: 'correlation_member', columns: correlationColumns, format: 'TabSeparated', body, token },
    });
  await asSystem((tx) => queueDue(tx, due));
  await correlate(version);
}

/** Evaluates what is due by a version of the rules. */
async function correlate(version: number): Promise<void> {
  const { correlations, rules } = setOf(version);
  const plan = planCorrelations(rules, correlations);
  await correlateDue({
    ...{ db: database.db, clock, log, settings, latenessMs: 60_000, plan: () => plan, documentsOf: () => [] },
    ...{
      clickhouse: () => clickhouse.handle.client(),
      holder: crypto.randomUUID(),
      filter: createDueFilter(),
    },
  });
}

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

/** A rule or correlation comes into force with a version, looks back, and what that brought is evaluated. */
async function lookBack(version: number, id: string, over: Partial<HuntDeps> = {}): Promise<void> {
  const queued = asSystem((tx) => queueHunt(tx, clock, 7, { id, set: setOf(version), setVersion: version }));
  expect(await queued).toBeNull();
  await work(version, id, over);
}

async function work(version: number, id: string, over: Partial<HuntDeps> = {}): Promise<void> {
  const [newest] = await hunts(id);
  await huntJobs(deps(over)).get(huntTask)?.({ huntId: newest?.id });
  await correlate(version);
}

const hunts = (id: string) => asSystem((tx) => huntsOf(tx, id));

async function findings(): Promise<readonly string[]> {
  const filter = { companyId: null, status: [], severity: [], ruleId: null, number: null, incidentId: null };
  const found = await asSystem((tx) => listFindings(tx, { ...filter, text: null }, 100, null));
  return found
    .map(
      ({ entity, foundBy, huntedCount, matchCount, ruleId }) =>
        `${ruleId} ${entity.value} ${foundBy} ${huntedCount}/${matchCount}`,
    )
    .toSorted();
}

/** Rows that correlations have, in all. */
async function members(): Promise<number> {
  const [row] = await readRows(clickhouse.handle.client(), {
    sql: 'SELECT count() AS rows FROM correlation_member',
    parse: (given) => z.object({ rows: z.coerce.number() }).parse(given),
  });
  return row?.rows ?? 0;
}

const waiting = async (): Promise<number> =>
  (await asSystem((tx) => sql`select rule_hunt_due.id from rule_hunt_due`.execute(tx))).rows.length;

/** So many failures from an address, a minute apart, the last of them so many minutes before noon two days ago. */
const failures = (from: string, count: number, minutes = 30): readonly Sent[] =>
  Array.from({ length: count }, (_, index) => ({ from, day: 2, minutes: minutes + index }));

describe('COR-14: looking back', () => {
  test('a new correlation finds what was there before it, each event once, and marks it', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, [...failures('203.0.113.7', 3), ...failures('203.0.113.8', 2)]);
    await receive(1, [{ from: '203.0.113.8', day: 4, minutes: 0 }]);
    await lookBack(2, 'many');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
    expect(await hunts('many')).toMatchObject([{ state: { kind: 'done' }, counted: 6, matches: 0 }]);
    expect([await members(), await waiting()]).toEqual([6, 0]);
    await work(2, 'many');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
  });

  test('live matches and those of before are one window, and what was found live stays so', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, [...failures('203.0.113.7', 2), ...failures('203.0.113.8', 1, 90)]);
    await receive(2, [...failures('203.0.113.7', 1, 20), ...failures('203.0.113.8', 3)]);
    expect(await findings()).toEqual(['many 203.0.113.8 live 0/3']);
    await lookBack(2, 'many');
    // The first of .8 lies a minute too far from the others for one window of four, and near enough for one of three.
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3', 'many 203.0.113.8 live 1/4']);
  });

  test('a lower threshold sees the matches that are stored, and stores none of them again', async () => {
    sets = [
      [failed, many(5)],
      [failed, many(3)],
    ];
    await change(2, 'many');
    await receive(1, failures('203.0.113.7', 3));
    expect([await findings(), await members()]).toEqual([[], 3]);
    await lookBack(2, 'many');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
    expect(await members()).toBe(3);
  });

  test('a correlation with other fields counts old events as its new text asks', async () => {
    const users = (field: string): string =>
      correlation(
        'many',
        `type: value_count\nrules: [failed]\ngroup-by: [src_ip]\ntimespan: 1h\ncondition: { field: ${field}, gte: 3 }`,
      );
    sets = [
      [failed, users('host')],
      [failed, users('user')],
    ];
    await change(2, 'many');
    await receive(
      1,
      failures('203.0.113.7', 3).map((sent, index) => ({ ...sent, user: `user${index}` })),
    );
    expect(await findings()).toEqual([]);
    await lookBack(2, 'many');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
    expect(await members()).toBe(6);
  });

  test('rows that an older text of the correlation made do not count, whatever their group', async () => {
    const by = (field: string): string =>
      correlation(
        'many',
        `type: event_count\nrules: [failed]\ngroup-by: [${field}]\ntimespan: 1h\ncondition: { gte: 3 }`,
      );
    sets = [
      [failed, by('src_ip')],
      [failed, by('user')],
    ];
    await change(2, 'many');
    // A user who is called like the address of the two others.
    await receive(1, [
      { from: '203.0.113.7', user: 'ana', day: 2, minutes: 1 },
      { from: '203.0.113.7', user: 'ben', day: 2, minutes: 2 },
      { from: '203.0.113.8', user: '203.0.113.7', day: 2, minutes: 3 },
    ]);
    await lookBack(2, 'many');
    expect(await findings()).toEqual([]);
  });

  test('nor do those of a rule that matched more before', async () => {
    const ofAna = failed.replace('action: failed', 'action: failed, user: ana');
    sets = [
      [failed, many(5)],
      [ofAna, many(5)],
      [ofAna, many(3)],
    ];
    await change(2, 'failed');
    await change(3, 'many');
    const users = ['ana', 'root', 'root', 'root'];
    await receive(
      1,
      failures('203.0.113.7', 4).map((sent, index) => ({ ...sent, user: users[index] ?? 'root' })),
    );
    await lookBack(2, 'failed');
    await lookBack(3, 'many');
    expect(await findings()).toEqual([]);
  });

  test('a correlation that changes while a rule below it looks back is judged by its new text only', async () => {
    const byUser = many(3).replace('src_ip', 'user');
    sets = [
      [failed.replace('action: failed', 'action: failed, user: nobody'), many(3)],
      [failed, many(3)],
      [failed, byUser],
    ];
    await change(2, 'failed');
    await receive(
      1,
      failures('203.0.113.7', 3).map((sent, index) => ({ ...sent, user: `user${index}` })),
    );
    const queued = asSystem((tx) => queueHunt(tx, clock, 7, { id: 'failed', set: setOf(2), setVersion: 2 }));
    expect(await queued).toBeNull();
    await change(3, 'many');
    const [newest] = await hunts('failed');
    await huntJobs(deps()).get(huntTask)?.({ huntId: newest?.id });
    await correlate(3);
    await lookBack(3, 'many');
    expect(await findings()).toEqual([]);
  });

  test('very many matches within a minute are judged in parts', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, [
      ...Array.from({ length: 40 }, (_, index) => ({
        from: `198.51.100.${index}`,
        day: 2,
        minutes: index / 1_000,
      })),
      ...failures('203.0.113.7', 3),
    ]);
    await lookBack(2, 'many', { mostAtOnce: { matches: 10, characters: 1_000_000 } });
    expect(await hunts('many')).toMatchObject([{ state: { kind: 'done' }, counted: 43 }]);
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
  });

  test('so are matches of long records', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, failures('203.0.113.7', 6));
    await lookBack(2, 'many', { mostAtOnce: { matches: 100, characters: 1_000 } });
    expect(await hunts('many')).toMatchObject([{ state: { kind: 'done' }, counted: 6 }]);
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 6/6']);
  });

  test('a condition that more rows can undo is judged on whole windows only', async () => {
    const few = correlation(
      'few',
      'type: event_count\nrules: [failed]\ngroup-by: [src_ip]\ntimespan: 1h\ncondition: { lt: 3 }',
    );
    sets = [[failed], [failed, few]];
    await change(2, 'few');
    // Four of one window, two on either side of seven hours before noon, where one stretch ends; and one alone.
    await receive(1, [
      ...[418, 419, 421, 422].map((minutes) => ({ from: '203.0.113.7', day: 0, minutes })),
      { from: '203.0.113.8', day: 0, minutes: 418 },
    ]);
    // One stretch with matches at a time, and after each everything that is due is evaluated.
    let stretches = 0;
    const oneStretch = (): Partial<HuntDeps> => {
      const stopping = new AbortController();
      const inserts = (): ClickHouseClient => {
        stopping.abort();
        stretches += 1;
        return clickhouse.handle.inserts;
      };
      return { stopping: stopping.signal, inserts };
    };
    await lookBack(2, 'few', oneStretch());
    while ((await hunts('few'))[0]?.state.kind === 'running') {
      expect(await findings()).toEqual([]);
      await work(2, 'few', oneStretch());
    }
    expect(stretches).toBeGreaterThan(1);
    expect(await findings()).toEqual(['few 203.0.113.8 hunt 1/1']);
  });

  test('a correlation over a correlation gets the rows of the one below', async () => {
    const burst = correlation(
      'burst',
      `type: temporal_ordered\nrules: [many, other]\ngroup-by: [src_ip]\ntimespan: 2h`,
    );
    const other = failed
      .replaceAll('failed\n', 'other\n')
      .replace('action: failed', 'action: failed, user: admin');
    sets = [
      [failed, other, many(3)],
      [failed, other, many(3), burst],
    ];
    await change(2, 'burst');
    await receive(1, [...failures('203.0.113.7', 3), ...failures('203.0.113.9', 3)]);
    await receive(1, [{ from: '203.0.113.7', day: 2, minutes: 10, user: 'admin' }]);
    await lookBack(2, 'burst');
    expect((await findings()).filter((each) => each.startsWith('burst'))).toEqual([
      'burst 203.0.113.7 hunt 1/1',
    ]);
  });

  test('a changed rule brings what it matches now to the correlations that count it', async () => {
    sets = [
      [failed.replace('action: failed', 'action: failed, user: nobody'), many(3)],
      [failed, many(3)],
    ];
    await change(2, 'failed');
    await receive(1, failures('203.0.113.7', 3));
    await lookBack(2, 'failed');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 3/3']);
    expect(await hunts('failed')).toMatchObject([{ state: { kind: 'done' }, counted: 3, matches: 0 }]);
  });

  test('a kill between the two stores doubles nothing and loses nothing', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, failures('203.0.113.7', 4));
    await expect(lookBack(2, 'many', { inserts: losingInserts(clickhouse.handle.inserts) })).rejects.toThrow(
      'killed',
    );
    expect([await findings(), await waiting()]).toEqual([[], 0]);
    await work(2, 'many');
    expect(await findings()).toEqual(['many 203.0.113.7 hunt 4/4']);
    expect(await members()).toBe(4);
  });

  test('too many rows end it, and nothing of them is judged', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    await receive(1, [...failures('203.0.113.7', 3), { from: '203.0.113.7', day: 5, minutes: 0 }]);
    await lookBack(2, 'many', { mostCounted: 3 });
    expect(await hunts('many')).toMatchObject([{ state: { kind: 'stopped', reason: 'limit' }, counted: 3 }]);
    expect([await findings(), await waiting()]).toEqual([[], 0]);
  });

  test('nothing is found at a company that has been erased, nor at one that has nothing of its own', async () => {
    sets = [[failed], [failed, many(3)]];
    await change(2, 'many');
    const gone = await addCompany(database.db, { kind: 'customer', name: 'Gone' });
    const birch = await addCompany(database.db, { kind: 'customer', name: 'Birch' });
    await receive(1, failures('203.0.113.7', 3), gone);
    await receive(1, failures('203.0.113.7', 2), birch);
    await receive(1, failures('203.0.113.7', 1, 40));
    await asSystem((tx) => sql`update company set status = 'erased' where id = ${gone}`.execute(tx));
    await lookBack(2, 'many');
    expect(await findings()).toEqual([]);
    expect(await members()).toBe(3);
  });
});

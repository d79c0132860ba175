import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import type { Action, ActionRecorder, Principal } from '../../identity/index.ts';
import { manualClock } from '../../kernel/index.ts';
import { ClickHouseUnavailableError } from '../../platform/clickhouse/index.ts';
import { listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import { createMetrics, type Metrics } from '../../platform/metrics/index.ts';
import { createDetection } from '../detection-service.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { openSuppressionBook } from '../suppression/suppression-book-service.ts';
import { openRuleBook } from '../rule/rule-book-service.ts';
import { startCostReport, type CostReport } from './cost-report-service.ts';
import { quarantineMail, reasonOf, suspectsIn, type Suspect } from './quarantine.ts';
import type { JudgingCost } from './rule-meter.ts';

describe('who costs too much', () => {
  const sums = (micros: number) => ({
    events: 1_000,
    micros: micros * 2,
    rules: new Map([['dear', { micros, evaluations: 400 }]]),
  });
  const caught = (micros: number, coreShare: number | null) =>
    suspectsIn(sums(micros), [], { coreShare }).map(({ ruleId }) => ruleId);

  test.each([
    ['a quarter of a core for five minutes is allowed', 75_000_000, 0.25, []],
    ['more is not', 75_000_001, 0.25, ['dear']],
    ['five seconds are never too much', 5_000_000, 0.0001, []],
    ['but more may be', 5_000_001, 0.0001, ['dear']],
    ['nothing is, when nobody wants it', 300_000_000, null, []],
  ] as const)('%s', (_name, micros, share, ids) => {
    expect(caught(micros, share)).toEqual(ids);
  });

  test('a stall is one from a second on, whatever the budget', () => {
    const stalls = [
      { ruleId: 'quick', millis: 999 },
      { ruleId: 'slow', millis: 1_000 },
      { ruleId: 'slow', millis: 4_200 },
    ];
    expect(suspectsIn(sums(10), stalls, { coreShare: 0.25 })).toEqual([
      {
        ...{ ruleId: 'slow', cause: 'stall', micros: 0, evaluations: 0 },
        ...{ coreShare: null, budgetShare: null, stallMs: 4_200 },
      },
    ]);
    expect(suspectsIn(sums(10), stalls, { coreShare: null })).toEqual([]);
  });

  test('the figures are in the reason and in the mail, in both languages', () => {
    const suspect: Suspect = {
      ...{ ruleId: 'a', cause: 'budget', micros: 120_000_000, evaluations: 5_000 },
      ...{ coreShare: 0.4, budgetShare: 0.25, stallMs: null },
    };
    expect(reasonOf(suspect)).toBe(
      'It took 40 % of a core over 5 minutes, and may take 25 %; it was evaluated about 5000 times.',
    );
    const facts = { ...suspect, title: 'T', dependents: ['Many T'], link: 'https://soc/rules/a' };
    for (const language of ['en', 'ru'] as const) {
      const { subject, text } = quarantineMail(facts)(language);
      for (const part of ['40 %', '25 %', '5000', 'Many T', 'https://soc/rules/a'])
        expect(text).toContain(part);
      expect(subject).toContain('T');
    }
    const stall = { ...facts, stallMs: 1_500, dependents: [] };
    expect(quarantineMail(stall)('en').text).toContain('1.5 s');
    expect(quarantineMail(stall)('ru').text).toContain('1.5 с');
  });
});

const log = pino({ level: 'silent' });
const shipped = `title: Dear
id: dear
name: dear
logsource: { product: linux }
detection: { selection: { user: ada }, condition: selection }
level: low
---
title: Many dear ones
id: many
correlation: { type: event_count, rules: [dear], group-by: [user], timespan: 5m, condition: { gte: 5 } }
level: high
---
title: Another
id: another
logsource: { product: linux }
detection: { selection: { user: ben }, condition: selection }
level: low
`;

describe('a rule that costs too much', () => {
  const recorder: ActionRecorder = {
    record: (_tx, action) => Promise.resolve(void actions.push(action)),
    recordApart: () => Promise.resolve(),
    noteRead: () => undefined,
  };
  const clock = manualClock(new Date('2026-11-23T12:00:00Z'));
  let folder: string;
  let database: TestDatabase;
  let live: LiveChanges;
  let book: RuleBook;
  let api: TestApi;
  let metrics: Metrics;
  let report: CostReport;
  let ada: Principal;
  let mails: string[];
  let actions: Action[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-quarantine-'));
    writeFileSync(join(folder, 'dear.yml'), shipped);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    [mails, actions] = [[], []];
    database = await openTestDatabase();
    const { db } = database;
    live = await listenForChanges(database.settingsFor('app'), log);
    const provider = await addCompany(db, { kind: 'provider', name: 'Northwind' });
    ada = await addUser(db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
    book = await openRuleBook({ cacheFile: null, folders: [folder], db, live, log });
    const unused = (): never => {
      throw new ClickHouseUnavailableError('a test without one');
    };
    const { routes, problems } = createDetection({
      ...{ clock, rules: book, clickhouse: unused, recorder, parseEvent: () => null },
      latenessMs: 300_000,
      hunts: {
        ...{ db, log, inserts: unused, huntDays: 7, defaultRetentionDays: 365 },
        suppressions: openSuppressionBook({ db, clock }),
        settings: { engineVersion: 'e', pipelineHash: 'p', autoIncidentFrom: 'critical' },
        stopping: new AbortController().signal,
      },
    });
    api = await openTestApi({ db, clock, routes, problems: [problems] });
    metrics = createMetrics();
    report = startCostReport({
      ...{ db, clock, log, metrics, book },
      publicUrl: () => 'https://soc.example',
      budget: { coreShare: 0.25 },
      recorder,
      mailAdmins: (_tx, write) => Promise.resolve(void mails.push(write('en').subject)),
    });
  });
  afterEach(async () => {
    await report.stop();
    book.stop();
    await api.stop();
    await live.stop();
    await database.drop();
  });

  const spend = async (ruleId: string, seconds: number, more: Partial<JudgingCost> = {}): Promise<void> => {
    const rules = [{ ruleId, micros: seconds * 1e6, evaluations: 1_000, largestMicros: 0 }];
    report.add({ events: 10_000, micros: seconds * 2e6, largestMicros: 0, rules, stalls: [], ...more });
    await report.flush();
  };
  const get = async (id: string) => (await api.call(ada, 'GET', `/rules/${id}`)).body;
  const post = (path: string, body: object) => api.call(ada, 'POST', path, body);

  test('is taken out loudly once it is over its budget, and not before', async () => {
    await spend('dear', 75);
    expect(await get('dear')).toMatchObject({
      ...{ state: 'active', quarantine: null },
      cost: { microsPerEvent: 7_500, share: 0.5, evaluations: 1_000, microsPerEvaluation: 75_000 },
    });
    clock.advance(60_000);
    await spend('dear', 1);
    expect(await get('dear')).toMatchObject({
      state: 'quarantined',
      quarantine: {
        ...{ cause: 'budget', at: '2026-11-23T12:01:00.000Z', micros: 76_000_000, evaluations: 2_000 },
        ...{ windowMs: 300_000, budgetShare: 0.25, stallMs: null, dependents: ['Many dear ones'] },
      },
      changes: [{ change: 'quarantine', by: 'Tocsin', setVersion: 2 }],
    });
    expect(await get('another')).toMatchObject({ state: 'active' });
    expect(book.current().rules.map(({ id }) => id)).toEqual(['another']);
    expect(mails).toEqual(['Tocsin: the rule "Dear" is in quarantine, it costs too much']);
    expect(actions).toMatchObject([
      {
        ...{ eventName: 'rule.quarantine', actor: { kind: 'system' }, companyId: null },
        ...{ resources: [{ type: 'rule', id: 'dear' }], parameters: { cause: 'budget', micros: 76e6 } },
      },
    ]);
    expect((await metrics.expose()).body).toContain('tocsin_rule_quarantined 1');
    await spend('dear', 100);
    expect(mails).toHaveLength(1);
  });

  test('is not taken out for what it spends over a longer time', async () => {
    for (let minute = 0; minute < 20; minute += 1) {
      await spend('dear', 11);
      clock.advance(60_000);
    }
    expect(await get('dear')).toMatchObject({ state: 'active' });
  });

  test('is released by a person with a reason, and may cost more for the stated time', async () => {
    await spend('dear', 80);
    expect((await post('/rules/dear/release', {})).status).toBe(400);
    expect((await post('/rules/dear/enable', {})).body).toMatchObject({ code: 'rule_state' });
    const released = await post('/rules/dear/release', { reason: 'we need it', exemptHours: 2 });
    expect(released).toMatchObject({ status: 200, body: { state: 'active', setVersion: 3 } });
    expect(await get('dear')).toMatchObject({
      ...{ state: 'active', quarantine: null, cost: null },
      exemption: { until: new Date(clock.now().getTime() + 7_200_000).toISOString() },
    });
    await spend('dear', 200);
    expect(await get('dear')).toMatchObject({ state: 'active' });
    clock.advance(2 * 3_600_000);
    await spend('dear', 200);
    expect(await get('dear')).toMatchObject({ state: 'quarantined', exemption: null });
  });

  test('that was released until it changes is taken out when another version costs too much', async () => {
    await spend('dear', 80);
    await post('/rules/dear/release', { reason: 'we need it', exemptHours: null });
    clock.advance(30 * 86_400_000);
    await spend('dear', 200);
    expect(await get('dear')).toMatchObject({ state: 'active', exemption: { until: null } });
    const yaml = `title: Dear\nid: dear\nname: dear\nlogsource: { product: linux }
detection: { selection: { user: eve }, condition: selection }\nlevel: low\n`;
    await post('/rules', { yaml, reason: 'x' });
    await post('/rules/dear/disable', { reason: 'x' });
    const active = await post('/rules/dear/activate', { version: 1, withoutTests: true, reason: 'x' });
    expect(active.status).toBe(200);
    expect(await get('dear')).toMatchObject({ exemption: null });
    await spend('dear', 200);
    expect(await get('dear')).toMatchObject({ state: 'quarantined', version: 1 });
    expect((await post('/rules/dear/activate', { version: 1 })).body).toMatchObject({ code: 'rule_state' });
    const put = await api.call(ada, 'PUT', '/rules/dear', {
      ...{ yaml: yaml.replace('eve', 'eva'), reason: 'cheaper', after: 1 },
    });
    expect(put.status).toBe(200);
    expect(await get('dear')).toMatchObject({ state: 'quarantined', draftVersion: 2 });
    const next = await post('/rules/dear/activate', { version: 2, withoutTests: true, reason: 'x' });
    expect(next.body).toMatchObject({ state: 'active', version: 2 });
  });

  test('that stalls is taken out at once', async () => {
    report.add({
      ...{ events: 1, micros: 3e6, largestMicros: 3e6, rules: [] },
      stalls: [{ ruleId: 'another', millis: 1_700 }],
    });
    await report.flush();
    expect(await get('another')).toMatchObject({
      state: 'quarantined',
      quarantine: { cause: 'stall', stallMs: 1_700, coreShare: null },
    });
    expect(mails).toHaveLength(1);
  });
});

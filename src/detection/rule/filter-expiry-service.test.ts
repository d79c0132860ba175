import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import type { Action, Principal } from '../../identity/index.ts';
import { manualClock } from '../../kernel/index.ts';
import { ClickHouseUnavailableError } from '../../platform/clickhouse/index.ts';
import { listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import { createDetection } from '../detection-service.ts';
import { openSuppressionBook } from '../suppression/suppression-book-service.ts';
import { openRuleBook } from './rule-book-service.ts';
import type { RuleBook } from './rule-book.ts';

const log = pino({ level: 'silent' });
const yaml = (expires: string, more = ''): string => `title: Not the scanner
id: scanner
logsource: { product: linux }
filter: { rules: any, selection: { src_ip: 192.0.2.7 }, condition: not selection }
tocsin: { owner: ' Ada Lovelace ', expires: ${expires}${more} }
`;

let clock: ReturnType<typeof manualClock>;
let database: TestDatabase;
let live: LiveChanges;
let book: RuleBook;
let api: TestApi;
let ada: Principal;
let expire: () => Promise<void>;
let actions: Action[];

beforeEach(async () => {
  clock = manualClock(new Date('2026-11-28T23:58:00Z'));
  database = await openTestDatabase();
  live = await listenForChanges(database.settingsFor('app'), log);
  const { db } = database;
  const provider = await addCompany(db, { kind: 'provider', name: 'Northwind' });
  ada = await addUser(db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  book = await openRuleBook({ cacheFile: null, folders: [], db, live, log });
  actions = [];
  const clickhouse = (): never => {
    throw new ClickHouseUnavailableError('a test without one');
  };
  const { jobs, problems, routes } = createDetection({
    ...{ clock, rules: book, clickhouse, parseEvent: () => null },
    recorder: {
      record: (_tx, action) => Promise.resolve(void actions.push(action)),
      recordApart: () => Promise.resolve(),
      noteRead: () => undefined,
    },
    latenessMs: 300_000,
    hunts: {
      ...{ db, log, inserts: clickhouse, huntDays: 0, defaultRetentionDays: 365 },
      settings: { engineVersion: 'e', pipelineHash: 'p', autoIncidentFrom: 'critical' },
      suppressions: openSuppressionBook({ db, clock }),
      stopping: new AbortController().signal,
    },
  });
  expire = async () => jobs.get('filter-expiry')?.({});
  api = await openTestApi({ db, clock, routes, problems: [problems] });
});
afterEach(async () => {
  await api.stop();
  book.stop();
  await live.stop();
  await database.drop();
});

const post = async (path: string, body: unknown) => (await api.call(ada, 'POST', path, body)).body as unknown;
const activate = (version: number) =>
  post('/rules/scanner/activate', { version, withoutTests: true, reason: 'x' });
const save = (text: string) => post('/rules', { yaml: text, tests: null, reason: 'ours' });
const shown = async () => (await api.call(ada, 'GET', '/rules/scanner')).body as Record<string, unknown>;

test('a filter for every company shows its owner and expiry, and is disabled when it has expired', async () => {
  await save(yaml('2026-11-29'));
  expect(await activate(1)).toMatchObject({ state: 'active', setVersion: 2 });
  expect(await shown()).toMatchObject({
    ...{ state: 'active', owner: 'Ada Lovelace', expiresAt: '2026-11-29T00:00:00.000Z' },
  });
  clock.advance(119_999);
  await expire();
  expect(await shown()).toMatchObject({ state: 'active' });
  clock.advance(1);
  await expire();
  await expire();
  expect(await shown()).toMatchObject({
    state: 'disabled',
    changes: [{ change: 'disable', by: 'tocsin', reason: 'The filter has expired.' }, { change: 'activate' }],
  });
  expect(book.current().filters).toEqual([]);
  expect(actions.map(({ actor, eventName }) => [eventName, actor.kind])).toEqual([['rule.expire', 'system']]);
  expect(await post('/rules/scanner/enable', { reason: 'x', withoutTests: true })).toMatchObject({
    code: 'rule_state',
  });
  const later = { yaml: yaml('2027-11-29T00:00:00+02:00'), tests: null, reason: 'longer', after: 1 };
  await api.call(ada, 'PUT', '/rules/scanner', later);
  expect(await activate(2)).toMatchObject({ state: 'active', version: 2 });
});

test.each([["'tomorrow'"], ['2026-13-40'], ['7'], ['[2026-11-29]'], ['2026-11-29T10:00:00'], ['{}']])(
  'an expiry of %s is refused',
  async (expires) => {
    expect(await save(yaml(expires))).toMatchObject({
      code: 'rule_text_refused',
      errors: [{ code: 'filter_invalid', path: 'yaml#L5' }],
    });
  },
);

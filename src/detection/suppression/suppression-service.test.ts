import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApi, type ApiReply, type TestApi } from '../../../test/support/api.ts';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord } from '../../event/index.ts';
import type { Principal } from '../../identity/index.ts';
import { dayMs, manualClock, newId, type CompanyId, type EventId } from '../../kernel/index.ts';
import { explanationProblems } from '../explanation/explanation-routes.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import { suppressionChangeRoutes } from './suppression-change-routes.ts';
import { suppressionRoutes } from './suppression-routes.ts';
import { suppressionProblems } from './suppression.ts';

const at = new Date('2026-11-28T10:00:00.000Z');
const set = loadRuleFiles([
  {
    file: 'rules',
    text: `title: Failed log-on
id: failed
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed }, condition: sel }
---
title: Sudo
id: sudo
logsource: { product: linux, service: sudo }
detection: { sel: { action: failed }, condition: sel }
---
title: Many
id: many
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 2 } }
level: low
`,
  },
]);

let clickhouse: TestClickHouse;
let database: TestDatabase;
let api: TestApi;
let clock: ReturnType<typeof manualClock>;
let ada: Principal;
let auditor: Principal;
let owner: Principal;
let acme: CompanyId;
let birch: CompanyId;

beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());
beforeEach(async () => {
  clock = manualClock(at);
  database = await openTestDatabase();
  const { db } = database;
  const provider = await addCompany(db, { kind: 'provider', name: 'Northwind' });
  acme = await addCompany(db, { kind: 'customer', name: 'Acme' });
  birch = await addCompany(db, { kind: 'customer', name: 'Birch' });
  ada = await addUser(db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  auditor = await addUser(db, { companyId: provider, name: 'Aud', role: 'auditor', side: 'provider' });
  owner = await addUser(db, { companyId: acme, name: 'Olga', role: 'owner', side: 'customer' });
  const deps = {
    ...{ clock, clickhouse: () => clickhouse.handle.client() },
    book: { current: () => set, upToDate: () => Promise.resolve() },
  };
  const routes = [...suppressionRoutes(deps), ...suppressionChangeRoutes(deps)];
  api = await openTestApi({ db, clock, routes, problems: [suppressionProblems, explanationProblems] });
});
afterEach(async () => {
  await api.stop();
  await database.drop();
});

const inDays = (days: number): string => new Date(clock.now().getTime() + days * dayMs).toISOString();
const entity = { type: 'user', value: 'backup' };
const post = (path: string, body: unknown, who = ada): Promise<ApiReply> => api.call(who, 'POST', path, body);
const suppress = (over: Record<string, unknown> = {}, who = ada): Promise<ApiReply> =>
  post(
    '/suppressions',
    { companyId: acme, ruleId: 'failed', entity, reason: 'a job', expiresAt: inDays(7), ...over },
    who,
  );
const filterYaml = (condition = 'not sel'): string =>
  `title: Not backup\nlogsource: { product: linux }\nfilter: { rules: any, sel: { user: backup }, condition: ${condition} }\n`;
const exclude = (over: Record<string, unknown> = {}, who = ada): Promise<ApiReply> =>
  post(
    '/suppressions/filters',
    { companyId: acme, yaml: filterYaml(), reason: 'a job', expiresAt: inDays(7), ...over },
    who,
  );
const idOf = ({ body }: ApiReply): string => (body as { id: string }).id;
const codeOf = ({ body, status }: ApiReply): string =>
  status < 300 ? 'ok' : (body as { code: string }).code;
const listed = async (query = '', who = ada): Promise<readonly string[]> => {
  const { items } = (await api.call(who, 'GET', `/suppressions${query}`)).body as {
    items: { title: string; companyName: string; state: string }[];
  };
  return items.map(({ companyName, state, title }) => `${companyName}: ${title} (${state})`).toSorted();
};

test('it has an owner, a reason and an expiry, and each change names who made it (SUP-2)', async () => {
  const id = idOf(await suppress({ ownerId: owner.userId }));
  clock.advance(60_000);
  expect(codeOf(await post(`/suppressions/${id}/end`, { reason: ' ' }))).toBe('invalid_request');
  expect(codeOf(await post(`/suppressions/${id}/end`, { reason: 'the job is gone' }))).toBe('ok');
  expect(codeOf(await post(`/suppressions/${id}/end`, { reason: 'again' }))).toBe('suppression_state');
  expect((await api.call(ada, 'GET', `/suppressions/${id}`)).body).toEqual({
    ...{ id, companyId: acme, companyName: 'Acme', kind: 'entity', state: 'ended', title: 'Failed log-on' },
    ...{ ruleId: 'failed', entity, targets: null, logSource: null, yaml: null, reason: 'a job' },
    ...{ owner: { id: owner.userId, name: 'Olga' }, createdBy: 'Ada', matchCount: 0, lastMatchAt: null },
    ...{ createdAt: at.toISOString(), expiresAt: '2026-12-05T10:00:00.000Z' },
    endedAt: '2026-11-28T10:01:00.000Z',
    changes: [
      { change: 'create', reason: 'a job', at: '2026-11-28T10:00:00.000Z', by: 'Ada' },
      { change: 'end', reason: 'the job is gone', at: '2026-11-28T10:01:00.000Z', by: 'Ada' },
    ],
  });
  const done = api.actions.filter(({ outcome }) => outcome === 'success');
  expect(done.map(({ companyId, eventName }) => [eventName, companyId])).toEqual([
    ['suppression.create', acme],
    ['suppression.end', acme],
  ]);
});

test('the owner is somebody who may see the company, and is not shut out (SUP-2)', async () => {
  const stranger = await addUser(database.db, {
    companyId: birch,
    name: 'Bo',
    role: 'owner',
    side: 'customer',
  });
  expect(codeOf(await suppress({ ownerId: stranger.userId }))).toBe('suppression_owner');
  expect(codeOf(await suppress({ ownerId: newId<'user'>(at) }))).toBe('suppression_owner');
  expect(codeOf(await suppress({ ownerId: auditor.userId }))).toBe('ok');
});

test.each([
  ['now', '2026-11-28T10:00:00.000Z', 'suppression_expiry'],
  ['the next moment', '2026-11-28T10:00:00.001Z', 'ok'],
  ['a year', '2027-11-28T10:00:00.000Z', 'ok'],
  ['more than a year', '2027-11-28T10:00:00.001Z', 'suppression_expiry'],
  ['no time', 'tomorrow', 'invalid_request'],
  ['never', null, 'invalid_request'],
])('an expiry of %s: %s → %s (SUP-3)', async (_name, expiresAt, code) => {
  expect(codeOf(await suppress({ expiresAt }))).toBe(code);
});

test('every entity is an explicit choice, the same is not suppressed twice, and an unknown rule is refused', async () => {
  expect(codeOf(await suppress({ entity: undefined }))).toBe('invalid_request');
  expect(codeOf(await suppress({ reason: '' }))).toBe('invalid_request');
  expect(codeOf(await suppress({ ruleId: 'gone' }))).toBe('suppression_rule');
  expect(codeOf(await suppress({ companyId: newId<'company'>(at) }))).toBe('not_found');
  expect(codeOf(await suppress({ entity: null }))).toBe('ok');
  expect(codeOf(await suppress({ entity: null }))).toBe('suppression_exists');
  expect(codeOf(await suppress())).toBe('ok');
  expect(codeOf(await suppress({ ruleId: 'many' }))).toBe('ok');
  clock.advance(7 * dayMs);
  expect(codeOf(await suppress())).toBe('ok');
});

test('staff who triage may suppress, staff who write rules may filter; a customer sees the own ones only', async () => {
  expect(codeOf(await suppress({}, auditor))).toBe('forbidden');
  expect(codeOf(await suppress({}, owner))).toBe('forbidden');
  expect(codeOf(await exclude({}, owner))).toBe('forbidden');
  const id = idOf(await suppress());
  const other = idOf(await suppress({ companyId: birch }));
  const filter = idOf(await exclude());
  expect(codeOf(await post(`/suppressions/${id}/end`, { reason: 'x' }, owner))).toBe('forbidden');
  const triage = { ...ada, permissions: new Set(['finding:triage', 'finding:read'] as const) };
  expect(
    codeOf(await post(`/suppressions/${filter}/end`, { reason: 'x' }, { ...triage, userId: newId(at) })),
  ).toBe('forbidden');
  expect(await listed('', owner)).toEqual(['Acme: Failed log-on (active)', 'Acme: Not backup (active)']);
  expect(await listed(`?companyId=${birch}`, owner)).toHaveLength(2);
  for (const path of [`/suppressions/${other}`, `/suppressions/${other}/matches`])
    expect(codeOf(await api.call(owner, 'GET', path))).toBe('suppression_not_found');
  expect(await listed('', auditor)).toHaveLength(3);
});

test('the list is filtered by state, rule, entity and words, and comes in pages', async () => {
  await suppress();
  await suppress({ entity: { type: 'user', value: 'other' } });
  await suppress({ entity: null, expiresAt: inDays(3) });
  await suppress({ companyId: birch, ruleId: 'many', expiresAt: inDays(1) });
  const filter = idOf(await exclude());
  await post(`/suppressions/${filter}/disable`, { reason: 'looking' });
  expect(await listed('?state=expiring')).toEqual([
    'Acme: Failed log-on (expiring)',
    'Birch: Many (expiring)',
  ]);
  expect(await listed('?state=disabled,expired')).toEqual(['Acme: Not backup (disabled)']);
  expect(await listed('?ruleId=sudo')).toEqual(['Acme: Not backup (disabled)']);
  expect(await listed('?ruleId=many')).toEqual(['Birch: Many (expiring)']);
  expect(await listed('?ruleId=failed&entityType=user&entity=backup&kind=entity,rule')).toHaveLength(2);
  expect(await listed('?q=other')).toHaveLength(1);
  clock.advance(dayMs);
  expect(await listed('?state=expired')).toEqual(['Birch: Many (expired)']);
  const first = (await api.call(ada, 'GET', '/suppressions?limit=3')).body as {
    items: { id: string }[];
    nextCursor: string;
    total: number;
  };
  const second = (await api.call(ada, 'GET', `/suppressions?limit=3&cursor=${first.nextCursor}`))
    .body as typeof first;
  expect([first.total, first.items.length, second.items.length, second.nextCursor]).toEqual([5, 3, 2, null]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
  expect(codeOf(await api.call(ada, 'GET', '/suppressions?cursor=x'))).toBe('invalid_request');
});

test('a filter that cannot be read, is about no rule, or excludes everything else is refused (SUP-12)', async () => {
  const broken = await exclude({ yaml: 'title: x\nfilter: [' });
  expect(broken.body).toMatchObject({ code: 'filter_text_refused', errors: [{ code: 'yaml_syntax' }] });
  expect(codeOf(await exclude({ yaml: filterYaml().replace('linux', 'windows') }))).toBe(
    'filter_without_rule',
  );
  expect(codeOf(await exclude({ yaml: filterYaml('sel') }))).toBe('filter_keeps_only');
  expect(codeOf(await exclude({ yaml: filterYaml('sel'), keepsOnly: true }))).toBe('ok');
  expect(codeOf(await exclude({ exclude: { title: 'x', ruleIds: ['failed'], fields: [] } }))).toBe(
    'invalid_request',
  );
  expect(codeOf(await exclude({ yaml: undefined }))).toBe('invalid_request');
  const fields = [{ field: 'user', value: 'backup' }];
  const like = (ruleIds: readonly string[], more = {}) =>
    exclude({ yaml: undefined, exclude: { title: 'x', ruleIds, fields, ...more } });
  expect(codeOf(await like(['many']))).toBe('suppression_rule');
  expect(codeOf(await like(['failed', 'sudo']))).toBe('ok');
  const checked = await post('/suppressions/filters/check', {
    exclude: { title: 'x', ruleIds: ['failed', 'sudo'], anyRule: true, fields },
  });
  expect(checked.body).toMatchObject({ ruleCount: 2, keepsOnly: false, refused: [], unknownRules: [] });
  expect(checked.body).toHaveProperty('yaml', expect.stringContaining('rules: any'));
});

test('the fields of an event are offered, those by which the rule matches it marked', async () => {
  const id = newId<'event'>(at) as EventId;
  const record = {
    ...{ id, companyId: acme, projectId: null, sourceId: newId<'source'>(at), format: 'syslog' as const },
    ...{ receivedAt: at.getTime(), peer: '192.0.2.1' },
    raw: '<38>1 2026-11-28T10:00:00Z web1 sshd 1 - - Failed password for backup from 203.0.113.7 port 1 ssh2',
  };
  const encoder = createRowEncoder();
  encoder.add(eventRow(record, parseRecord(record), 30, 1));
  await insertEvents(clickhouse.handle.inserts, encoder.take(), 'fields');
  const told = await api.call(ada, 'GET', `/events/${id}/filter-fields?ruleId=failed`);
  const { items } = told.body as { items: { field: string; value: string; matched: boolean }[] };
  expect(items).toContainEqual({ field: 'user', value: 'backup', matched: false });
  expect(items.filter(({ matched }) => matched)).toEqual([
    { field: 'action', value: 'failed', matched: true },
  ]);
  const gone = await api.call(ada, 'GET', `/events/${newId<'event'>(at)}/filter-fields`);
  expect(gone.status).toBe(404);
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../../test/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { noRecorder } from '../../../test/support/no-recorder.ts';
import { addCompany, addUser } from '../../../test/support/people.ts';
import { parseRecord } from '../../event/index.ts';
import type { Principal } from '../../identity/index.ts';
import { manualClock, newId } from '../../kernel/index.ts';
import { ClickHouseUnavailableError } from '../../platform/clickhouse/index.ts';
import { listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import { createDetection } from '../detection-service.ts';
import type { ParseEvent } from '../rule-test.ts';
import type { RuleBook } from './rule-book.ts';
import { openSuppressionBook } from '../suppression/suppression-book-service.ts';
import { openRuleBook } from './rule-book-service.ts';

const log = pino({ level: 'silent' });
const at = new Date('2026-11-23T12:00:00Z');
const clock = manualClock(at);
const shippedRule = readFileSync('content/rules/linux/new_sudoer.yml', 'utf8');
const sudoerId = /^id: (.*)$/m.exec(shippedRule)?.[1] ?? '';

const parseEvent: ParseEvent = ({ format, raw }) => {
  const parsed = parseRecord({
    ...{ id: newId<'event'>(at), companyId: newId<'company'>(at), sourceId: newId<'source'>(at) },
    ...{ projectId: null, format, receivedAt: at.getTime(), peer: '192.0.2.1', raw },
  });
  return parsed.kind === 'parsed' ? parsed : null;
};

let folder: string;
let database: TestDatabase;
let live: LiveChanges;
let ada: Principal;
let auditor: Principal;
let customer: Principal;
/** Two processes on the same database. */
let books: readonly RuleBook[];
let apis: readonly TestApi[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-life-'));
  cpSync('content/rules', folder, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  database = await openTestDatabase();
  live = await listenForChanges(database.settingsFor('app'), log);
  const provider = await addCompany(database.db, { kind: 'provider', name: 'Northwind' });
  const acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  ada = await addUser(database.db, { companyId: provider, name: 'Ada', role: 'analyst', side: 'provider' });
  auditor = await addUser(database.db, {
    companyId: provider,
    name: 'Aud',
    role: 'auditor',
    side: 'provider',
  });
  customer = await addUser(database.db, { companyId: acme, name: 'Cleo', role: 'owner', side: 'customer' });
  const opened = [await openProcess(), await openProcess()];
  books = opened.map(({ book }) => book);
  apis = opened.map(({ api }) => api);
});
afterEach(async () => {
  for (const book of books) book.stop();
  for (const api of apis) await api.stop();
  await live.stop();
  await database.drop();
});

async function openProcess(rules = folder): Promise<{ book: RuleBook; api: TestApi }> {
  const { db } = database;
  const book = await openRuleBook({ cacheFile: null, folders: [rules], db, live, log });
  const clickhouse = (): never => {
    throw new ClickHouseUnavailableError('a test without one');
  };
  const { routes, problems } = createDetection({
    ...{ clock, rules: book, clickhouse, parseEvent, recorder: noRecorder },
    latenessMs: 300_000,
    hunts: {
      ...{ db, log, inserts: clickhouse, huntDays: 7, defaultRetentionDays: 365 },
      settings: { engineVersion: 'e', pipelineHash: 'p', autoIncidentFrom: 'critical' },
      suppressions: openSuppressionBook({ db, clock }),
      stopping: new AbortController().signal,
    },
  });
  return { book, api: await openTestApi({ db, clock, routes, problems: [problems] }) };
}

const apiAt = (index: number): TestApi => {
  const api = apis[index];
  if (api === undefined) throw new Error('no such process');
  return api;
};
const call = (...args: Parameters<TestApi['call']>) => apiAt(0).call(...args);
const post = (path: string, body: unknown) => call(ada, 'POST', path, body);
const put = (path: string, body: unknown) => call(ada, 'PUT', path, body);
const get = async (path: string) => (await call(ada, 'GET', path)).body;
const listed = async (id: string) =>
  (await get('/rules')).items.find((rule: { id: string }) => rule.id === id) as unknown;

const rule = (selection: string, more = ''): string => `title: Root shell
id: root-shell
logsource: { product: linux, service: sudo }
detection:
  selection: ${selection}
  condition: selection
level: low
tocsin: { entity: [user] }
${more}`;
const event =
  '<86>1 2026-11-23T10:00:00Z web-1 sudo - - -   ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh';
const tests = (hits: string, line = event): string =>
  `tests:\n  - name: a shell\n    format: syslog\n    events: ['${line}']\n    hits: ${hits}\n`;
const good = {
  yaml: rule('{ user: ada }'),
  tests: tests("[{ rule: root-shell, entity: 'user:ada' }]"),
  reason: 'new',
};

describe('a local rule', () => {
  test('is a draft, then in force in every process, then disabled, then back', async () => {
    const created = await post('/rules', good);
    expect(created).toMatchObject({
      status: 201,
      body: { id: 'root-shell', version: 1, refused: null, by: 'Ada' },
    });
    expect(await listed('root-shell')).toMatchObject({
      ...{ state: 'draft', origin: 'local', draftVersion: 1, version: null, hasTests: true, author: '' },
    });
    expect(books[0]?.current().rules.some(({ id }) => id === 'root-shell')).toBe(false);

    const activated = await post('/rules/root-shell/activate', { version: 1 });
    expect(activated).toMatchObject({ status: 200, body: { state: 'active', version: 1, setVersion: 2 } });
    for (const book of books) {
      await expect.poll(() => book.version(), { timeout: 5_000 }).toBe(2);
      expect(book.current().rules.some(({ id }) => id === 'root-shell')).toBe(true);
    }
    expect(await listed('root-shell')).toMatchObject({ state: 'active', version: 1, draftVersion: null });

    expect((await post('/rules/root-shell/disable', { reason: 'noisy' })).body).toMatchObject({
      state: 'disabled',
    });
    await expect.poll(() => books[1]?.version(), { timeout: 5_000 }).toBe(3);
    expect(books[1]?.current().rules.some(({ id }) => id === 'root-shell')).toBe(false);
    expect(await listed('root-shell')).toMatchObject({ state: 'disabled', version: 1 });

    expect((await post('/rules/root-shell/enable', {})).body).toMatchObject({ state: 'active', version: 1 });
    const { changes, versions } = await get('/rules/root-shell');
    expect(
      changes.map((each: Record<string, unknown>) => [
        each['change'],
        each['version'],
        each['reason'],
        each['by'],
      ]),
    ).toEqual([
      ['enable', 1, '', 'Ada'],
      ['disable', null, 'noisy', 'Ada'],
      ['activate', 1, '', 'Ada'],
    ]);
    expect(versions).toHaveLength(1);
  });

  test('keeps every version; a newer one judges nothing until it is activated', async () => {
    await post('/rules', good);
    await post('/rules/root-shell/activate', { version: 1 });
    const yaml = rule('{ user: bob }');
    const saved = await put('/rules/root-shell', { ...good, yaml, reason: 'bob', after: 1 });
    expect(saved.body).toMatchObject({ version: 2, reason: 'bob' });
    const detail = await get('/rules/root-shell');
    expect(detail).toMatchObject({ state: 'active', version: 1, draftVersion: 2, yaml: good.yaml });
    expect(detail.newest).toMatchObject({ version: 2, yaml });
    expect((await get('/rules/root-shell/versions/1')).yaml).toBe(good.yaml);
    expect(await call(ada, 'GET', '/rules/root-shell/versions/3')).toMatchObject({
      ...{ status: 404, body: { code: 'rule_version_not_found' } },
    });
    // The tests still speak of Ada.
    expect(await post('/rules/root-shell/activate', { version: 2 })).toMatchObject({ status: 409 });
    expect(await listed('root-shell')).toMatchObject({ state: 'active', version: 1 });
  });

  test('saved again unchanged is no new version; saved by two people at once is a conflict', async () => {
    await post('/rules', good);
    expect((await put('/rules/root-shell', { ...good, after: 1 })).body.version).toBe(1);
    await put('/rules/root-shell', { ...good, yaml: rule('{ user: bob }'), after: 1 });
    expect(await put('/rules/root-shell', { ...good, yaml: rule('{ user: eve }'), after: 1 })).toMatchObject({
      ...{ status: 409, body: { code: 'rule_changed' } },
    });
    expect(await post('/rules', good)).toMatchObject({ status: 409, body: { code: 'rule_exists' } });
    expect(await put('/rules/nobody', { ...good, after: 0 })).toMatchObject({ status: 404 });
    expect(
      await put('/rules/root-shell', { ...good, yaml: good.yaml.replace('root-shell', 'other'), after: 2 }),
    ).toMatchObject({
      ...{ status: 400, body: { code: 'rule_id_mismatch' } },
    });
  });

  test('that cannot be read is refused with code, line and reason; as a draft it is kept and marked', async () => {
    const yaml = rule("{ 'user|nonsense': ada }");
    expect(await post('/rules', { ...good, yaml })).toMatchObject({
      status: 400,
      body: {
        code: 'rule_text_refused',
        detail: expect.stringContaining('Line 5:') as unknown,
        errors: [{ path: 'yaml#L5', code: 'modifier_unknown' }],
      },
    });
    expect((await post('/rules', { ...good, yaml, asDraft: true })).body).toMatchObject({
      ...{ id: 'root-shell', refused: [{ line: 5, code: 'modifier_unknown' }] },
    });
    expect(await listed('root-shell')).toMatchObject({ state: 'draft', kind: 'unreadable', readable: false });
    expect(
      await post('/rules/root-shell/activate', { version: 1, withoutTests: true, reason: 'x' }),
    ).toMatchObject({
      ...{ status: 400, body: { code: 'rule_text_refused', errors: [{ path: 'yaml#L5' }] } },
    });
    expect(await post('/rules', { ...good, yaml: 'title: [', asDraft: true })).toMatchObject({
      ...{ status: 400, body: { detail: expect.stringContaining('id') as unknown } },
    });
  });

  test('of the people only those who may write rules write them', async () => {
    expect((await call(auditor, 'POST', '/rules', good)).status).toBe(403);
    expect((await call(customer, 'POST', '/rules', good)).status).toBe(403);
    expect((await call(customer, 'GET', '/rules')).status).toBe(403);
    expect((await call(auditor, 'GET', '/rules')).status).toBe(200);
    expect(apis[0]?.actions.filter(({ outcome }) => outcome === 'success')).toEqual([]);
  });
});

describe('activation runs the tests of the rule', () => {
  test('and a failing one stops it, naming the case and what failed', async () => {
    await post('/rules', { ...good, tests: tests("[{ rule: root-shell, entity: 'user:eve' }]", event) });
    const refused = await post('/rules/root-shell/activate', { version: 1 });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'rule_test_failed',
      errors: [
        {
          path: 'tests[0].hits',
          code: 'hit_missing',
          message: expect.stringContaining('user:eve') as unknown,
        },
        {
          path: 'tests[0].hits',
          code: 'hit_unexpected',
          message: expect.stringContaining('user:ada') as unknown,
        },
      ],
    });
    expect(await listed('root-shell')).toMatchObject({ state: 'draft' });
  });

  test('and an event that cannot be parsed stops it', async () => {
    await post('/rules', { ...good, tests: 'tests: [{ name: a, format: json, events: ["{"], hits: [] }]' });
    expect((await post('/rules/root-shell/activate', { version: 1 })).body).toMatchObject({
      ...{ code: 'rule_test_failed', errors: [{ path: 'tests[0].events[0]', code: 'event_unparsed' }] },
    });
  });

  test('without tests it says so, and asks for a reason', async () => {
    await post('/rules', { ...good, tests: null });
    expect(await post('/rules/root-shell/activate', { version: 1 })).toMatchObject({
      ...{ status: 409, body: { code: 'rule_test_missing' } },
    });
    expect((await post('/rules/root-shell/activate', { version: 1, withoutTests: true })).status).toBe(400);
    const allowed = { version: 1, withoutTests: true, reason: 'from the vendor' };
    expect((await post('/rules/root-shell/activate', allowed)).status).toBe(200);
    expect(await listed('root-shell')).toMatchObject({ state: 'active', hasTests: false });
  });

  test.each([
    ['no YAML', 'tests: ['],
    ['no list', 'tests: 1'],
    ['a circle', 'tests: [{ name: a, format: json, events: [&a { b: *a }], hits: [] }]'],
    [
      'a hit of nobody',
      "tests: [{ name: a, format: json, events: ['{}'], hits: [{ rule: nobody, entity: 'a:b' }] }]",
    ],
    ['too many cases', `tests: [${'{ name: a, format: json, events: [1], hits: [] },'.repeat(201)}]`],
    ['a bomb', `a: &a [1,1]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]\ntests: []`],
  ])('tests that cannot be read stop it: %s', async (_name, text) => {
    await post('/rules', { ...good, tests: text });
    expect((await post('/rules/root-shell/activate', { version: 1 })).body).toMatchObject({
      ...{ code: 'rule_test_failed', errors: [{ path: 'tests', code: 'test_unreadable' }] },
    });
  });

  test('as the editor can ask before anything is saved', async () => {
    expect((await post('/rules/check', { yaml: good.yaml, tests: good.tests })).body).toMatchObject({
      ...{
        id: 'root-shell',
        refused: [],
        tests: { unreadable: null, cases: [{ name: 'a shell', passed: true }] },
      },
    });
    expect((await post('/rules/check', { yaml: 'title: x\nlevel: none' })).body).toMatchObject({
      ...{ id: null, title: 'x', refused: [{ line: 1, code: 'detection_missing' }], tests: null },
    });
    expect((await post('/rules/check', { yaml: '' })).body.refused).toHaveLength(1);
    expect(await listed('root-shell')).toBeUndefined();
  });

  test('of a filter it counts the hits of the rules that it filters', async () => {
    await post('/rules', good);
    await post('/rules/root-shell/activate', { version: 1 });
    const filter = `title: Not Ada
id: not-ada
logsource: { product: linux }
filter:
  rules: [root-shell]
  selection: { user: ada }
  condition: not selection
`;
    await post('/rules', {
      yaml: filter,
      tests: tests("[{ rule: root-shell, entity: 'user:ada' }]"),
      reason: 'x',
    });
    expect((await post('/rules/not-ada/activate', { version: 1 })).body.code).toBe('rule_test_failed');
    await put('/rules/not-ada', { yaml: filter, tests: tests('[]'), reason: 'x', after: 1 });
    expect((await post('/rules/not-ada/activate', { version: 2 })).status).toBe(200);
    expect(await listed('not-ada')).toMatchObject({ kind: 'filter', level: null, state: 'active' });
  });
});

describe('a shipped rule', () => {
  const overlay = {
    yaml: shippedRule.replace(/^level: .*$/m, 'level: critical'),
    tests: readFileSync('content/rules/linux/new_sudoer.test.yml', 'utf8'),
    reason: 'louder here',
  };

  test('can be disabled with a reason and enabled again', async () => {
    expect((await post(`/rules/${sudoerId}/disable`, {})).status).toBe(400);
    expect((await post(`/rules/${sudoerId}/disable`, { reason: 'planned work' })).status).toBe(200);
    expect(await listed(sudoerId)).toMatchObject({ state: 'disabled', origin: 'shipped', version: null });
    expect(books[0]?.current().rules.some(({ id }) => id === sudoerId)).toBe(false);
    expect((await post(`/rules/${sudoerId}/disable`, { reason: 'again' })).body.code).toBe('rule_state');
    expect((await post(`/rules/${sudoerId}/enable`, {})).body).toMatchObject({
      state: 'active',
      version: null,
    });
    expect(await listed(sudoerId)).toMatchObject({ state: 'active' });
  });

  test('is not disabled while a correlation in force needs it', async () => {
    const base = (await get('/rules')).items.find((each: { title: string }) => each.title.includes('Failed'));
    const refused = await post(`/rules/${base.id}/disable`, { reason: 'noisy' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'rule_needed' } });
    expect(refused.body.errors[0]).toMatchObject({ code: 'correlation_unknown_rule' });
    expect(await listed(base.id)).toMatchObject({ state: 'active' });
  });

  test('is replaced by an overlay, which withdrawn puts it back', async () => {
    expect((await put(`/rules/${sudoerId}`, { ...overlay, after: 0 })).body).toMatchObject({ version: 1 });
    expect(await listed(sudoerId)).toMatchObject({
      state: 'active',
      version: null,
      origin: 'overlay',
      draftVersion: 1,
    });
    expect((await post(`/rules/${sudoerId}/activate`, { version: 1 })).status).toBe(200);
    expect(await listed(sudoerId)).toMatchObject({ version: 1, level: 'critical', shippedChanged: false });
    expect((await get('/rules')).refused).toEqual([]);
    expect((await post(`/rules/${sudoerId}/withdraw`, { reason: 'no' })).body).toMatchObject({
      state: 'active',
      version: null,
    });
    expect(await listed(sudoerId)).toMatchObject({ version: null, draftVersion: 1 });
    expect((await get(`/rules/${sudoerId}`)).yaml).toBe(shippedRule);
  });

  test('that an upgrade changed is shown beside the overlay and what that was made from; merging ends it', async () => {
    await put(`/rules/${sudoerId}`, { ...overlay, after: 0 });
    await post(`/rules/${sudoerId}/activate`, { version: 1 });
    const newer = mkdtempSync(join(tmpdir(), 'tocsin-newer-'));
    cpSync(folder, newer, { recursive: true });
    const shippedNow = shippedRule.replace(/^title: .*$/m, 'title: Somebody may become root');
    writeFileSync(join(newer, 'linux/new_sudoer.yml'), shippedNow);
    const upgraded = await openProcess(newer);
    try {
      const ask = async (path: string) => (await upgraded.api.call(ada, 'GET', path)).body;
      const detail = await ask(`/rules/${sudoerId}`);
      expect(detail).toMatchObject({ shippedChanged: true, state: 'active', version: 1, yaml: overlay.yaml });
      expect(detail.shipped.yaml).toBe(shippedNow);
      expect(detail.newest.base.yaml).toBe(shippedRule);
      const merge = { ...overlay, yaml: overlay.yaml.replace(/^title: .*$/m, 'title: Merged'), after: 1 };
      const save = (mergedWith: string) =>
        upgraded.api.call(ada, 'PUT', `/rules/${sudoerId}`, { ...merge, mergedWith });
      expect((await save('another')).body.code).toBe('rule_changed');
      expect((await save(detail.shipped.hash)).body).toMatchObject({
        version: 2,
        base: { hash: detail.shipped.hash },
      });
      await upgraded.api.call(ada, 'POST', `/rules/${sudoerId}/activate`, { version: 2 });
      expect(await ask(`/rules/${sudoerId}`)).toMatchObject({ shippedChanged: false, title: 'Merged' });
    } finally {
      upgraded.book.stop();
      await upgraded.api.stop();
      rmSync(newer, { recursive: true });
    }
  });

  test('is in force when a newer engine cannot read the overlay any more, which is listed as refused', async () => {
    await put(`/rules/${sudoerId}`, { ...overlay, after: 0 });
    await post(`/rules/${sudoerId}/activate`, { version: 1 });
    const [book] = books;
    const set = book?.tried({
      id: sudoerId,
      standing: { kind: 'active', version: 1 },
      parsed: {
        ...{ file: `local:${sudoerId}`, text: '' },
        loaded: [],
        refused: [{ file: `local:${sudoerId}`, line: 3, code: 'modifier_unknown', reason: 'It is no more.' }],
      },
    });
    expect(set?.rules.find(({ id }) => id === sudoerId)).toMatchObject({ level: 'high' });
    expect(set?.refused).toMatchObject([{ file: `local:${sudoerId}`, line: 3 }]);
  });
});

test('a set of the past can be made again', async () => {
  await post('/rules', good);
  await post('/rules/root-shell/activate', { version: 1 });
  await put('/rules/root-shell', { ...good, yaml: rule('{ user: ada }', 'status: stable\n'), after: 1 });
  await post('/rules/root-shell/activate', { version: 2 });
  await post(`/rules/${sudoerId}/disable`, { reason: 'x' });
  await post('/rules/root-shell/withdraw', { reason: 'x' });
  const [book] = books;
  const at = async (version: number) => {
    const texts = await book?.textsAt(version);
    return (
      texts && { local: texts.local.map(({ text }) => text.includes('stable')), disabled: texts.disabled }
    );
  };
  expect([await at(1), await at(2), await at(3), await at(4), await at(5), await at(6)]).toEqual([
    { local: [], disabled: [] },
    { local: [false], disabled: [] },
    { local: [true], disabled: [] },
    { local: [true], disabled: [sudoerId] },
    { local: [], disabled: [sudoerId] },
    null,
  ]);
});

test('many changes at once make one version each, and none is lost', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `rule-${index}`);
  for (const id of ids)
    await post('/rules', { ...good, yaml: good.yaml.replace('root-shell', id), tests: null });
  const answers = await Promise.all(
    ids.map((id, index) =>
      apiAt(index % 2).call(ada, 'POST', `/rules/${id}/activate`, {
        version: 1,
        withoutTests: true,
        reason: 'x',
      }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(ids.map(() => 200));
  expect(answers.map((answer) => answer.body.setVersion as number).toSorted((a, b) => a - b)).toEqual(
    ids.map((_, index) => index + 2),
  );
  for (const book of books) {
    await expect.poll(() => book.version(), { timeout: 5_000 }).toBe(13);
    expect(book.current().rules.filter(({ id }) => id.startsWith('rule-'))).toHaveLength(12);
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

const parseEvent: ParseEvent = ({ format, raw }) => {
  const parsed = parseRecord({
    ...{ id: newId<'event'>(at), companyId: newId<'company'>(at), sourceId: newId<'source'>(at) },
    ...{ projectId: null, format, receivedAt: at.getTime(), peer: '192.0.2.1', raw },
  });
  return parsed.kind === 'parsed' ? parsed : null;
};

const rule = (
  id: string,
  more: { readonly user?: string; readonly name?: string } = {},
): string => `title: Rule ${id}
id: ${id}
${more.name === undefined ? '' : `name: ${more.name}\n`}logsource: { product: linux, service: sudo }
detection:
  selection: { user: ${more.user ?? 'ada'} }
  condition: selection
level: low
tocsin: { entity: [user] }
`;
const counting = (id: string, name: string): string => `title: Count ${id}
id: ${id}
correlation: { type: event_count, rules: [${name}], group-by: [user], timespan: 5m, condition: { gte: 2 } }
level: high
`;
const event =
  '<86>1 2026-11-23T10:00:00Z web-1 sudo - - -   ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh';
const tests = (hits: string): string =>
  `tests:\n  - { name: a shell, format: syslog, events: ['${event}'], hits: ${hits} }\n`;
const passing = (id: string): string => tests(`[{ rule: ${id}, entity: 'user:ada' }]`);

let folder: string;
let database: TestDatabase;
let live: LiveChanges;
let ada: Principal;
let auditor: Principal;
let book: RuleBook;
let api: TestApi;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-import-'));
  writeFileSync(join(folder, 'shipped.yml'), rule('shipped'));
  database = await openTestDatabase();
  const { db } = database;
  live = await listenForChanges(database.settingsFor('app'), log);
  const companyId = await addCompany(db, { kind: 'provider', name: 'Northwind' });
  ada = await addUser(db, { companyId, name: 'Ada', role: 'analyst', side: 'provider' });
  auditor = await addUser(db, { companyId, name: 'Aud', role: 'auditor', side: 'provider' });
  book = await openRuleBook({ cacheFile: null, folders: [folder], db, live, log });
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
  api = await openTestApi({ db, clock, routes, problems: [problems] });
});
afterEach(async () => {
  book.stop();
  await api.stop();
  await live.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

interface Wish {
  readonly activate?: boolean;
  readonly withoutTests?: boolean;
  readonly overlay?: boolean;
  readonly dryRun?: boolean;
}
type Files = Readonly<Record<string, string | { readonly text: string; readonly tests: string }>>;

const send = (files: Files, wish: Wish = {}, as = ada) =>
  api.call(as, 'POST', '/rules/import', {
    files: Object.entries(files).map(([file, text]) => ({
      file,
      ...(typeof text === 'string' ? { text } : text),
    })),
    reason: 'a trial',
    ...wish,
  });

/** `file:line id outcome state code` of each document. */
async function imported(files: Files, wish: Wish = {}): Promise<readonly string[]> {
  const { status, body } = await send(files, wish);
  expect(status).toBe(200);
  return (body as { results: readonly Record<string, string | null>[] }).results.map(
    ({ code, file, id, line, outcome, state }) =>
      [`${file ?? ''}:${line ?? ''}`, id, outcome, state, code].filter((part) => part !== null).join(' '),
  );
}

const get = async (path: string) => (await api.call(ada, 'GET', path)).body as Record<string, unknown>;
const inForce = (): readonly string[] =>
  [...book.current().rules, ...book.current().correlations].map(({ id }) => id).toSorted();

test('rules are saved as drafts; the same again changes nothing, another text is the next version', async () => {
  const files = { 'a.yml': rule('a'), 'b.yml': `${rule('b')}---\n# with a comment\n${rule('c')}` };
  expect(await imported(files)).toEqual([
    'a.yml:1 a created draft',
    'b.yml:1 b created draft',
    'b.yml:11 c created draft',
  ]);
  expect(await imported(files)).toEqual([
    'a.yml:1 a unchanged draft',
    'b.yml:1 b unchanged draft',
    'b.yml:11 c unchanged draft',
  ]);
  expect(await imported({ 'a.yml': rule('a', { user: 'ben' }) })).toEqual(['a.yml:1 a saved draft']);
  expect(await get('/rules/a')).toMatchObject({ state: 'draft', draftVersion: 2 });
  expect(await get('/rules/c')).toMatchObject({ state: 'draft', yaml: `# with a comment\n${rule('c')}` });
  expect(book.version()).toBe(1);
});

test('a whole import is one version of the set, also for the history of each rule, and few rules look back', async () => {
  const files = {
    'a.yml': { text: rule('a'), tests: passing('a') },
    'b.yml': { text: rule('b'), tests: passing('b') },
  };
  expect(await imported(files, { activate: true })).toEqual([
    'a.yml:1 a created active',
    'b.yml:1 b created active',
  ]);
  await expect.poll(() => book.version(), { timeout: 5_000 }).toBe(2);
  expect(inForce()).toEqual(['a', 'b', 'shipped']);
  expect(await get('/rules/b')).toMatchObject({
    ...{ state: 'active', version: 1, hunts: [{ state: 'queued', setVersion: 2 }] },
    changes: [{ change: 'import', setVersion: 2, version: 1, by: 'Ada', reason: 'a trial' }],
  });
  expect(await imported(files, { activate: true })).toEqual([
    'a.yml:1 a unchanged active',
    'b.yml:1 b unchanged active',
  ]);
  expect((await get('/rules'))['setVersion']).toBe(2);
});

test('many rules do not look back', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 21 }, (_, index) => [`r${index}.yml`, rule(`r${index}`)]),
  );
  const wish = { activate: true, withoutTests: true };
  expect((await send(many, wish)).body).toMatchObject({ lookingBack: 0, setVersion: 2 });
  expect(await get('/rules/r20')).toMatchObject({ state: 'active', hunts: [] });
  const few = Object.fromEntries(Object.entries(many).slice(0, 20));
  const changed = Object.fromEntries(
    Object.entries(few).map(([file, text]) => [file, text.replace('ada', 'ben')]),
  );
  expect((await send(changed, { ...wish, dryRun: true })).body).toMatchObject({ lookingBack: 0 });
  expect((await send(changed, wish)).body).toMatchObject({ lookingBack: 20, setVersion: 3 });
});

test('drafts come into force with a later import; a disabled rule stays disabled', async () => {
  const files = { 'a.yml': rule('a'), 'b.yml': rule('b') };
  await imported(files);
  const wish = { activate: true, withoutTests: true };
  expect(await imported(files, wish)).toEqual(['a.yml:1 a activated active', 'b.yml:1 b activated active']);
  await api.call(ada, 'POST', '/rules/b/disable', { reason: 'noisy' });
  expect(await imported({ 'b.yml': rule('b', { user: 'ben' }) }, wish)).toEqual(['b.yml:1 b saved disabled']);
  expect(await get('/rules/b')).toMatchObject({ state: 'disabled', newest: { version: 2 } });
});

test('tests decide: failing, missing and unreadable ones keep a rule out, and nothing of it is saved', async () => {
  const files = {
    'bad.yml': { text: rule('bad'), tests: tests('[]') },
    'broken.yml': { text: rule('broken'), tests: 'tests: 1' },
    'good.yml': { text: rule('good'), tests: passing('good') },
    'none.yml': rule('none'),
  };
  expect(await imported(files, { activate: true })).toEqual([
    'bad.yml:1 bad refused rule_test_failed',
    'broken.yml:1 broken refused rule_test_failed',
    'good.yml:1 good created active',
    'none.yml:1 none refused rule_test_missing',
  ]);
  expect((await api.call(ada, 'GET', '/rules/none')).status).toBe(404);
});

test('a correlation finds its rules in the same import, and falls with them', async () => {
  const files = {
    'a.yml': counting('many', 'logon'),
    'b.yml': rule('each', { name: 'logon' }),
    'c.yml': { text: counting('other', 'lost'), tests: tests('[]') },
    'd.yml': { text: rule('lost', { name: 'lost' }), tests: tests("[{ rule: lost, entity: 'user:eve' }]") },
  };
  expect(await imported(files, { activate: true, withoutTests: true })).toEqual([
    'a.yml:1 many created active',
    'b.yml:1 each created active',
    'c.yml:1 other refused correlation_unknown_rule',
    'd.yml:1 lost refused rule_test_failed',
  ]);
  const renamed = await imported(
    { 'b.yml': rule('each', { name: 'renamed' }), 'e.yml': rule('e') },
    { activate: true, withoutTests: true },
  );
  expect(renamed).toEqual(['b.yml:1 each refused rule_needed', 'e.yml:1 e created active']);
});

test('a shipped rule is left alone, unless overlays are asked for', async () => {
  const files = { 's.yml': rule('shipped', { user: 'ben' }) };
  expect(await imported(files, { activate: true, withoutTests: true })).toEqual([
    's.yml:1 shipped skipped active shipped_rule',
  ]);
  expect(await imported({ 's.yml': rule('shipped') }, { overlay: true })).toEqual([
    's.yml:1 shipped unchanged active',
  ]);
  const wish = { activate: true, withoutTests: true, overlay: true };
  expect(await imported(files, wish)).toEqual(['s.yml:1 shipped created active']);
  expect(await get('/rules/shipped')).toMatchObject({ origin: 'overlay', shippedChanged: false, version: 1 });
});

test('a trial says the same and does nothing', async () => {
  const files = { 'a.yml': rule('a'), 'b.yml': 'a: [' };
  const wish = { activate: true, withoutTests: true };
  const tried = await imported(files, { ...wish, dryRun: true });
  expect((await get('/rules'))['items']).toHaveLength(1);
  expect(tried).toEqual(['a.yml:1 a created active', 'b.yml:1 refused yaml_syntax']);
  expect(await imported(files, wish)).toEqual(tried);
});

test('whatever cannot be read is refused at its line, and stops nothing beside it', async () => {
  const laughs = Array.from(
    { length: 9 },
    (_, n) =>
      `${'abcdefghi'[n] ?? ''}: &${'abcdefghi'[n] ?? ''} [${n === 0 ? 'x' : `*${'abcdefghi'[n - 1] ?? ''},`.repeat(9)}]`,
  );
  const files = {
    'a.yml': rule('a'),
    'binary.yml': 'title: \0\0',
    'deep.yml': `title: deep\ndetection: ${'{a: '.repeat(3_000)}1${'}'.repeat(3_000)}`,
    'empty.yml': '',
    'laughs.yml': `${laughs.join('\n')}\n`,
    'list.yml': '- 1',
    'long.yml': `${rule('long')}description: ${'x'.repeat(400_000)}\n`,
    'tests.yml': { text: rule('tested'), tests: ' '.repeat(300_000) },
    'twice.yml': `${rule('a')}---\n${rule('two')}---\ntitle: no detection\nlogsource: { product: x }\n`,
  };
  expect(await imported(files)).toEqual([
    'a.yml:1 a created draft',
    'binary.yml:1 refused text_unstorable',
    'deep.yml:2 refused yaml_syntax',
    'laughs.yml:1 refused yaml_aliases',
    'list.yml:1 refused document_invalid',
    'long.yml:1 long refused rule_too_large',
    'tests.yml:1 tested refused tests_too_large',
    'twice.yml:1 a refused duplicate_id',
    'twice.yml:10 two created draft',
    'twice.yml:19 refused detection_missing',
  ]);
});

test('who may not write rules may not import them, and a request must fit', async () => {
  expect((await send({ 'a.yml': rule('a') }, {}, auditor)).status).toBe(403);
  expect((await send({})).body).toMatchObject({ code: 'invalid_request' });
});

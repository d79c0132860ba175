import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord } from '../../event/index.ts';
import {
  dayMs,
  manualClock,
  newId,
  systemScope,
  type CompanyId,
  type EventId,
  type FindingId,
} from '../../kernel/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { findFinding } from '../finding/finding-store.ts';
import { recordMatches } from '../finding/finding-service.ts';
import { createJudge } from '../pipeline/judge.ts';
import type { SuppressionSubject } from '../suppression/suppression.ts';
import { addSuppression } from '../suppression/testing/add-suppression.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import { replayFinding, type Present, type Replay } from './replay-service.ts';

const at = new Date('2026-11-23T12:00:00Z');
const clock = manualClock(at);
const sourceId = newId<'source'>(at);
const ruleText = (user: string): string => `title: Failed log-on
id: 00000000-0000-4000-8000-000000000001
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed, user: ${user} }, condition: sel }
tocsin: { entity: [src_ip] }
`;
const ofRoot = loadRuleFiles([{ file: 'rule.yml', text: ruleText('root') }]);
const judging = { engineVersion: 'e1', pipelineHash: 'p1' };
const now = at;

let database: TestDatabase;
let clickhouse: TestClickHouse;
let company: CompanyId;
let findingId: FindingId;

beforeAll(async () => {
  [database, clickhouse] = await Promise.all([openTestDatabase(), openTestClickHouse()]);
});
afterAll(() => Promise.all([database.drop(), clickhouse.stop()]));

/** A finding of two failures from one address, whose events are stored. */
beforeEach(async () => {
  company = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
  findingId = await judge([0, 1].map(() => newId<'event'>(at)));
});

const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(database.db, systemScope('test'), work);

const recordOf = (id: EventId, user = 'root') => ({
  ...{ id, companyId: company, projectId: null, sourceId, format: 'syslog' as const, peer: '192.0.2.1' },
  receivedAt: at.getTime(),
  raw: `<38>1 ${at.toISOString()} web1 sshd 1 - - Failed password for ${user} from 203.0.113.7 port 1 ssh2`,
});

async function store(ids: readonly EventId[], user = 'root'): Promise<void> {
  const encoder = createRowEncoder();
  for (const id of ids) encoder.add(eventRow(recordOf(id, user), parseRecord(recordOf(id, user)), 365));
  await insertEvents(clickhouse.handle.inserts, encoder.take(), `${ids.join()} ${user}`);
}

async function judge(ids: readonly EventId[]): Promise<FindingId> {
  await store(ids);
  const batch = createJudge(ofRoot).batch();
  for (const id of ids) {
    const record = recordOf(id);
    const event = parseRecord(record);
    if (event.kind !== 'parsed') throw new Error(event.reason);
    const about = { companyId: company, eventId: id, message: 'failed', raw: record.raw, retentionUntil: 1 };
    batch.judge(event, about);
  }
  const settings = { ...judging, autoIncidentFrom: 'critical' } as const;
  const { touched } = await asSystem((tx) => recordMatches(tx, clock, settings, batch.verdict().groups));
  const [finding] = touched;
  if (finding === undefined) throw new Error('there is no finding');
  return finding;
}

const replay = (present: Omit<Present, 'now'> = { ...judging, set: ofRoot }): Promise<Replay> =>
  asSystem(async (tx) => {
    const finding = await findFinding(tx, findingId, company);
    if (finding === null) throw new Error('the finding is gone');
    return replayFinding(tx, clickhouse.handle.client(), finding, { ...present, now });
  });

const outcomes = ({ events }: Replay): readonly string[] => events.map(({ outcome }) => outcome);

const forget = (): Promise<unknown> =>
  clickhouse.handle.client().command({ query: 'truncate table security_event' });

test('the same verdict is reached again, and nothing is to be said of it', async () => {
  const told = await replay();
  expect(told).toMatchObject({ verdict: 'same', notes: [], hits: [] });
  expect(outcomes(told)).toEqual(['same', 'same']);
  for (const { evidence, storedHash } of told.events) expect(storedHash).toBe(evidence.rawHash);
  expect(told.receipts).toHaveLength(1);
  expect(told.receipts[0]).toMatchObject({
    ...judging,
    documents: [{ kind: 'rule', hash: ofRoot.rules[0]?.hash }],
  });
});

test('it is reached with the rule as it was, whatever is in force now', async () => {
  const changed = loadRuleFiles([{ file: 'rule.yml', text: ruleText('admin') }]);
  const told = await replay({ engineVersion: 'e2', pipelineHash: 'p2', set: changed });
  expect(told).toMatchObject({
    verdict: 'same',
    notes: ['engine_changed', 'pipeline_changed', 'rule_changed'],
  });
  const none = await replay({ ...judging, set: loadRuleFiles([]) });
  expect(none).toMatchObject({ verdict: 'same', notes: ['rule_not_in_force'], presentRuleHash: null });
});

test('a changed record is found out, and one that has expired leaves the verdict open', async () => {
  const [first, second] = (await replay()).events.map(({ evidence }) => evidence.eventId);
  if (first === undefined || second === undefined) throw new Error('there is no evidence');
  await forget();
  await store([first]);
  expect(await replay()).toMatchObject({ verdict: 'incomplete' });
  await store([second], 'ben');
  const told = await replay();
  expect(told.verdict).toBe('differs');
  expect(outcomes(told).toSorted()).toEqual(['altered', 'same']);
});

test('a rule whose kept text was changed or is missing judges nothing', async () => {
  await asSystem((tx) => sql`update rule_text set text = replace(text, 'root', 'ben')`.execute(tx));
  expect(await replay()).toMatchObject({ verdict: 'incomplete', notes: ['document_altered'] });
  await asSystem((tx) => sql`delete from rule_text`.execute(tx));
  const told = await replay();
  expect(told).toMatchObject({ verdict: 'incomplete', notes: ['document_missing'] });
  expect(outcomes(told)).toEqual(['not_repeatable', 'not_repeatable']);
});

test('evidence of older releases has no receipt', async () => {
  await asSystem((tx) => sql`update finding_evidence set receipt_id = null, raw_hash = null`.execute(tx));
  await asSystem((tx) => sql`delete from finding_receipt`.execute(tx));
  const told = await replay();
  expect(told).toMatchObject({ verdict: 'incomplete', notes: ['event_hash_missing', 'receipt_missing'] });
});

test('a finding that grew under another rule has a receipt for each', async () => {
  const settings = { ...judging, pipelineHash: 'p2', autoIncidentFrom: 'critical' } as const;
  const id = newId<'event'>(at);
  await store([id]);
  const batch = createJudge(ofRoot).batch();
  const event = parseRecord(recordOf(id));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  batch.judge(event, {
    ...{ companyId: company, eventId: id, message: '', raw: recordOf(id).raw, retentionUntil: 1 },
  });
  await asSystem((tx) => recordMatches(tx, clock, settings, batch.verdict().groups));
  const told = await replay();
  expect(told.receipts.map(({ pipelineHash }) => pipelineHash)).toEqual(['p1', 'p2']);
  expect(told).toMatchObject({ verdict: 'same', notes: ['pipeline_changed'] });
  expect(outcomes(told)).toEqual(['same', 'same', 'same']);
});

const ruleId = '00000000-0000-4000-8000-000000000001';
const entity = { type: 'ip', value: '203.0.113.7' };
const filterOf = (user: string): SuppressionSubject => ({
  kind: 'filter',
  yaml: `title: Not ours\nlogsource: { product: linux }\nfilter: { rules: any, own: { user: ${user} }, condition: not own }\n`,
  targets: null,
  logSource: { product: 'linux', category: null, service: null },
});
const suppress = (subject: SuppressionSubject, from: Date, until: Date, companyId = company) =>
  addSuppression(database.db, companyId, subject, from, until);
const later = new Date(at.getTime() + dayMs);

test('SUP-14: a suppression that would take the evidence now is told, and the verdict stays', async () => {
  const id = await suppress({ kind: 'entity', ruleId, entity }, at, later);
  expect(await replay()).toMatchObject({
    ...{ verdict: 'same', notes: ['suppressed_now'] },
    takenBy: [{ id, title: 'test', isExcluded: false, events: 2 }],
  });
  await forget();
  expect(await replay()).toMatchObject({ verdict: 'incomplete', notes: ['suppressed_now'] });
});

test('SUP-14: a filter is asked of the stored events, before suppressions', async () => {
  await suppress({ kind: 'rule', ruleId }, at, later);
  await suppress(filterOf('ben'), at, later);
  expect(await replay()).toMatchObject({ notes: ['suppressed_now'] });
  const id = await suppress(filterOf('root'), at, later);
  expect(await replay()).toMatchObject({
    ...{ verdict: 'same', notes: ['excluded_now'] },
    takenBy: [{ id, isExcluded: true, events: 2 }],
  });
});

test('SUP-14: what is over, has not begun, is about somebody else or of another company is not told', async () => {
  const other = await addCompany(database.db, { kind: 'customer', name: 'Birch' });
  await suppress({ kind: 'rule', ruleId }, new Date(at.getTime() - dayMs), at);
  await suppress({ kind: 'rule', ruleId }, new Date(at.getTime() + 1), later);
  await suppress({ kind: 'entity', ruleId, entity: { ...entity, value: '203.0.113.8' } }, at, later);
  await suppress({ kind: 'rule', ruleId }, at, later, other);
  await suppress(filterOf('root'), at, later, other);
  expect(await replay()).toMatchObject({ verdict: 'same', notes: [], takenBy: [] });
});

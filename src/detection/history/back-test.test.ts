import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord, type EventRange } from '../../event/index.ts';
import { companyScope, dayMs, newId, providerScope, type CompanyId, type Scope } from '../../kernel/index.ts';
import { loadRuleFiles, type RuleSet } from '../sigma/load.ts';
import { backTest, type BackTest } from './back-test.ts';
import { candidatesOf } from './candidate-store.ts';
import { createTakers } from '../suppression/taker.ts';
import type { SuppressionSet, SuppressionSpan } from '../suppression/suppression-set.ts';
import { rowCondition } from './row-condition.ts';

const at = Date.UTC(2026, 10, 23, 12);
const range: EventRange = { from: at - 5 * dayMs, to: at + dayMs };
const [acme, other]: readonly CompanyId[] = [newId<'company'>(new Date(at)), newId<'company'>(new Date(at))];
const sourceId = newId<'source'>(new Date(at));

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
  await store([
    ...[0, 1, 2].map((day) => ({ companyId: acme, day, line: failed('root', '203.0.113.7') })),
    { companyId: acme, day: 0, line: failed('ana', '203.0.113.8') },
    { companyId: acme, day: 0, line: accepted('root', '203.0.113.7') },
    { companyId: other, day: 1, line: failed('root', '203.0.113.9') },
    { companyId: other, day: 9, line: failed('root', '203.0.113.9') },
  ]);
});
afterAll(() => clickhouse.stop());

const failed = (user: string, from: string): string => `Failed password for ${user} from ${from} port 1 ssh2`;
const accepted = (user: string, from: string): string =>
  `Accepted password for ${user} from ${from} port 1 ssh2`;

interface Line {
  readonly companyId: CompanyId | undefined;
  /** Days before the newest. */
  readonly day: number;
  readonly line: string;
}

async function store(lines: readonly Line[]): Promise<void> {
  const encoder = createRowEncoder();
  for (const { companyId, day, line } of lines) {
    const time = new Date(at - day * dayMs);
    const record = {
      id: newId<'event'>(time),
      companyId: companyId ?? newId<'company'>(time),
      projectId: null,
      sourceId,
      format: 'syslog' as const,
      receivedAt: time.getTime(),
      peer: '192.0.2.1',
      raw: `<38>1 ${time.toISOString()} web1 sshd 1 - - ${line}`,
    };
    encoder.add(eventRow(record, parseRecord(record), 365));
  }
  await insertEvents(clickhouse.handle.inserts, encoder.take(), 'lines');
}

const rule = (condition: string): string => `title: Failed log-on of root
id: 00000000-0000-4000-8000-000000000001
logsource: { product: linux, service: sshd }
level: medium
detection:
  selection: ${condition}
  condition: selection
`;
const ofRoot = rule('{ action: failed, user: root }');

const set = (text: string): RuleSet => {
  const loaded = loadRuleFiles([{ file: 'rule.yml', text }]);
  expect(loaded.refused).toEqual([]);
  return loaded;
};

const run = (
  text: string,
  scope: Scope,
  budgetMs = 60_000,
  suppressions: SuppressionSet = [],
): Promise<BackTest> => {
  const { rules, correlations } = set(text);
  return backTest({
    set: { rules, correlations },
    taker: createTakers()(suppressions),
    range,
    budgetMs,
    now: () => 0,
    read: candidatesOf(clickhouse.handle.client(), scope, rules),
    isTooLong: () => false,
  });
};

describe('a rule tried on stored events', () => {
  test('fired so often, on these, on these days', async () => {
    const result = await run(ofRoot, providerScope);
    expect(result).toMatchObject({ covered: range, isComplete: true, matches: 4, others: 0 });
    expect(result.firedOn.map(({ companyId, matches }) => ({ companyId, matches }))).toEqual([
      { companyId: acme, matches: 3 },
      { companyId: other, matches: 1 },
    ]);
    expect(result.days).toEqual([
      { day: '2026-11-21', matches: 1 },
      { day: '2026-11-22', matches: 2 },
      { day: '2026-11-23', matches: 1 },
    ]);
    expect(result.newest[0]).toMatchObject({
      companyId: acme,
      time: at,
      message: 'Log-on of root from 203.0.113.7 by password failed.',
      fields: expect.arrayContaining([{ field: 'user', value: 'root' }]) as unknown,
    });
  });

  test('sees the events of its company only', async () => {
    const result = await run(ofRoot, companyScope(other ?? newId<'company'>(new Date(at))));
    expect(result).toMatchObject({ matches: 1 });
  });

  test('stops when the time is over, and says how far it came', async () => {
    const result = await run(ofRoot, providerScope, 0);
    const { to } = range;
    expect(result).toMatchObject({ covered: { from: to - dayMs / 24, to }, isComplete: false, matches: 0 });
  });

  test('finds nothing where nothing holds, also with a part that only the matcher can judge', async () => {
    expect(await run(rule('{ user: nobody }'), providerScope)).toMatchObject({ matches: 0, firedOn: [] });
    const none = await run(rule("{ user: root, 'src_port|hour': 3 }"), providerScope);
    expect(none.matches).toBe(0);
  });

  test('is judged by the matcher alone where ClickHouse cannot take it', async () => {
    // Without a text that a record must hold; the expression is more than ClickHouse compiles.
    const large = rule(
      "{ user|re: '^r', message|re: '^[FX]\\pL+ (?:[\\pL\\pN ]{0,900}[fx][rx][ox][mx]){1}' }",
    );
    expect(rowCondition(set(large).rules).inner).not.toBe('1');
    expect(await run(large, providerScope)).toMatchObject({ isComplete: true, matches: 4 });
    const many = Array.from({ length: 30 }, (_, index) => ofRoot.replace(/0001/, `1${100 + index}`)).join(
      '---\n',
    );
    expect(rowCondition(set(many).rules).inner).toBe('1');
    expect(await run(many, providerScope)).toMatchObject({ matches: 30 * 4 });
    const fields = Array.from({ length: 400 }, (_, index) => `f${index}.a.b: x`).join(', ');
    const wide = set(rule(`[{ ${fields} }, { user: root, action: failed }]`)).rules;
    expect(rowCondition(wide)).toMatchObject({
      inner: '1',
      outer: expect.stringContaining('sshd') as string,
    });
  });

  test('a stretch that cannot be read in time counts for nothing, and is tried again in smaller parts', async () => {
    const { correlations, rules } = set(ofRoot);
    const read = candidatesOf(clickhouse.handle.client(), providerScope, rules);
    const tried: number[] = [];
    const slow = new Error('too slow');
    const result = await backTest({
      ...{ set: { rules, correlations }, range, budgetMs: 60_000, now: () => 0 },
      read: async function* (stretch) {
        tried.push(stretch.to - stretch.from);
        yield* read(stretch);
        // After its rows, as ClickHouse may find out.
        if (stretch.to - stretch.from > 4 * 3_600_000) throw slow;
      },
      isTooLong: (thrown) => thrown === slow,
    });
    expect(result).toMatchObject({ isComplete: true, matches: 4 });
    expect(Math.max(...tried)).toBeGreaterThan(4 * 3_600_000);
  });

  test('counts for correlations too', async () => {
    const text = `${ofRoot.replace('title:', 'name: failed_root\ntitle:')}---
title: Many failed log-ons of root
id: 00000000-0000-4000-8000-000000000002
correlation:
  type: event_count
  rules: [failed_root]
  group-by: [src_ip]
  timespan: 30d
  condition: { gte: 3 }
level: high
`;
    const { correlations, matches } = await run(text, providerScope);
    expect(matches).toBe(0);
    expect(correlations).toHaveLength(1);
    expect(correlations[0]).toMatchObject({ level: 'high' });
  });
});

describe('SUP-13: what would have been taken of a rule that is tried', () => {
  const byAddress = `${ofRoot}tocsin: { entity: [src_ip] }\n`;
  const many = (
    timespan: string,
    least: number,
  ): string => `${byAddress.replace('title:', 'name: failed_root\ntitle:')}---
title: Many failed log-ons of root
id: 00000000-0000-4000-8000-000000000002
correlation:
  type: event_count
  rules: [failed_root]
  group-by: [user]
  timespan: ${timespan}
  condition: { gte: ${least} }
  generate: true
level: high
`;
  const ids = { rule: '00000000-0000-4000-8000-000000000001', many: '00000000-0000-4000-8000-000000000002' };
  const first = newId<'suppression'>(new Date(at));
  const second = newId<'suppression'>(new Date(at));
  const acmeId = acme ?? newId<'company'>(new Date(at));
  const otherId = other ?? newId<'company'>(new Date(at));
  const span = (over: Pick<SuppressionSpan, 'subject'> & Partial<SuppressionSpan>): SuppressionSpan => ({
    ...{ id: first, companyId: acmeId, from: at - 9 * dayMs, until: at + dayMs },
    ...over,
  });
  const ofEntity = (value: string): SuppressionSpan['subject'] => ({
    ...{ kind: 'entity', ruleId: ids.rule, entity: { type: 'ip', value } },
  });
  const filter = (selection: string): SuppressionSpan['subject'] => ({
    kind: 'filter',
    yaml: `title: not those\nlogsource: { product: linux }\nfilter: { rules: any, sel: ${selection}, condition: not sel }\n`,
    targets: null,
    logSource: { product: 'linux', category: null, service: null },
  });

  test('a suppression takes what was received while it was in force, of its company and entity', async () => {
    // From the receipt of the second day's record on, and without that of the first.
    const suppressions = [span({ subject: ofEntity('203.0.113.7'), from: at - dayMs, until: at })];
    const told = await run(byAddress, providerScope, 60_000, suppressions);
    expect(told).toMatchObject({ matches: 4, suppressed: 1, excluded: 0 });
    expect(told.takenBy).toEqual([{ id: first, companyId: acme, isExcluded: false, matches: 1, hits: 0 }]);
    expect(told.firedOn.map(({ companyId, matches, taken }) => [companyId, matches, taken])).toEqual([
      [acme, 3, 1],
      [other, 1, 0],
    ]);
    const taken = told.newest.filter((event) => event.taken !== null);
    expect(taken.map(({ companyId, time }) => [companyId, time])).toEqual([[acme, at - dayMs]]);
  });

  test('a filter is asked first, and a match is taken once', async () => {
    const suppressions = [
      span({ subject: filter('{ src_ip: 203.0.113.9 }'), companyId: otherId }),
      span({ subject: { kind: 'rule', ruleId: ids.rule }, companyId: otherId, id: second }),
      span({ subject: { kind: 'rule', ruleId: ids.rule }, id: second }),
    ];
    const told = await run(byAddress, providerScope, 60_000, suppressions);
    expect(told).toMatchObject({ matches: 4, suppressed: 3, excluded: 1 });
    expect(told.takenBy.map(({ id, isExcluded, matches }) => [id, isExcluded, matches])).toEqual([
      [second, false, 3],
      [first, true, 1],
    ]);
  });

  test('correlations count what is suppressed and not what is excluded, and are suppressed themselves', async () => {
    const text = many('30d', 3);
    const hits = async (subject: SuppressionSpan['subject']) => {
      const told = await run(text, providerScope, 60_000, [span({ subject })]);
      return told.correlations.map(({ companyId, taken }) => [companyId, taken?.id ?? null]);
    };
    expect(await hits({ kind: 'rule', ruleId: ids.rule })).toEqual([[acme, null]]);
    expect(await hits(filter('{ src_ip: 203.0.113.7 }'))).toEqual([]);
    expect(await hits({ kind: 'rule', ruleId: ids.many })).toEqual([[acme, first]]);
    const suppressed = await run(text, providerScope, 60_000, [
      span({ subject: { kind: 'rule', ruleId: ids.many } }),
    ]);
    expect(suppressed.takenBy).toEqual([
      { id: first, companyId: acme, isExcluded: false, matches: 0, hits: 1 },
    ]);
    expect(suppressed).toMatchObject({ matches: 4, suppressed: 0 });
  });

  test('correlations count each company by itself', async () => {
    // Three of one company and one of the other: four in all.
    expect((await run(many('30d', 4), providerScope)).correlations).toEqual([]);
  });
});

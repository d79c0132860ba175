import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { createRowEncoder, eventRow, insertEvents, parseRecord, type EventRange } from '../../event/index.ts';
import { companyScope, dayMs, newId, providerScope, type CompanyId, type Scope } from '../../kernel/index.ts';
import { loadRuleFiles, type RuleSet } from '../sigma/load.ts';
import { backTest, type BackTest } from './back-test.ts';
import { candidatesOf } from './candidate-store.ts';
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

const run = (text: string, scope: Scope, budgetMs = 60_000): Promise<BackTest> => {
  const { rules, correlations } = set(text);
  return backTest({
    set: { rules, correlations },
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import type { ParsedEvent } from '../event-types.ts';
import { createPlainMatcher } from '../sigma/matcher-plain.ts';
import { present, publicRules, regressions, sigma } from '../sigma/testing/public-rules.ts';
import { createDefinitions } from './definitions.ts';
import { ruleSql } from './rule-sql.ts';
import { hitsOf, storeEvents } from './testing/stored-events.ts';

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

describe.skipIf(!present)(`the public rules as SQL (skipped where ${sigma} is missing)`, () => {
  test('hold for the same regression events as the matcher, rule by rule', async () => {
    const { rules } = publicRules();
    const events = (await regressions('json')).flatMap(
      (recording): readonly ParsedEvent[] => recording.events,
    );
    await storeEvents(clickhouse.handle, events);
    const plain = createPlainMatcher(rules);
    const wanted = events.map((event) => new Set(plain(event).map(({ rule }) => rule.id)));
    const found = await hitsOf(clickhouse.handle.client(), rules);
    expect(rules.filter((rule) => !ruleSql(rule, createDefinitions()).exact)).toEqual([]);
    const wrong = rules.flatMap((rule, index) =>
      events.flatMap((_, number) => {
        const hits = found[index];
        if (hits?.unreadable.has(number) === true) return [];
        const [sql, matcher] = [hits?.holds.has(number) === true, wanted[number]?.has(rule.id) === true];
        return sql === matcher ? [] : [{ rule: rule.file, event: number, sql, matcher }];
      }),
    );
    // Of the 18 keyword rules, those whose texts two events with records within them hold leave these to the matcher.
    expect(found.reduce((sum, { unreadable }) => sum + unreadable.size, 0)).toBe(9);
    expect(wrong).toEqual([]);
    expect(wanted.reduce((sum, ids) => sum + ids.size, 0)).toBeGreaterThan(116);
  }, 600_000);
});

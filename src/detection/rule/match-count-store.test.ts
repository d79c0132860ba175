import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId, systemScope } from '../../kernel/index.ts';
import { ClickHouseUnavailableError } from '../../platform/clickhouse/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import { recentMatchCounts } from './match-count-store.ts';

let clickhouse: TestClickHouse;
let database: TestDatabase;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
  database = await openTestDatabase();
}, 60_000);
afterAll(async () => {
  await clickhouse.stop();
  await database.drop();
});

const now = new Date('2026-11-23T12:00:00Z');
const since = new Date('2026-11-22T12:00:00Z');
const company = newId<'company'>(now);
const match = (rule_id: string, event_time: string) => ({
  ...{ company_id: company, rule_id, entity_type: 'user', entity_value: 'ada', event_time },
  ...{ event_id: newId<'event'>(now), fields: '[]', retention_until: '2027-01-01' },
});

test('matches are counted by the times of their events, of all rules or of one, and excluded ones not', async () => {
  await clickhouse.handle.client().insert({
    table: 'detection_match',
    format: 'JSONEachRow',
    values: [
      match('a', '2026-11-22 11:59:59.999'),
      match('a', '2026-11-22 12:00:00.000'),
      match('a', '2026-11-23 11:00:00.000'),
      match('b', '2026-11-23 11:00:00.000'),
      match('c', '2026-10-01 00:00:00.000'),
      { ...match('b', '2026-11-23 11:00:00.000'), is_excluded: true },
    ],
  });
  const count = (ruleId: string | null) =>
    inScope(database.db, systemScope('test'), (tx) =>
      recentMatchCounts(tx, () => clickhouse.handle.client(), since, ruleId),
    );
  expect(await count(null)).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
  expect(await count('a')).toEqual(new Map([['a', 2]]));
  expect(await count('c')).toEqual(new Map());
});

test('without the store of events there is no number, and no failure', async () => {
  const gone = (): never => {
    throw new ClickHouseUnavailableError('it is being restarted');
  };
  expect(
    await inScope(database.db, systemScope('test'), (tx) => recentMatchCounts(tx, gone, since)),
  ).toBeNull();
});

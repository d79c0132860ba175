import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock, systemScope } from '../../kernel/index.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { startJobs } from '../jobs/index.ts';
import { inScope } from '../postgres/index.ts';
import { factHandlers, publishFact, type Fact } from './index.ts';

let database: TestDatabase;
const clock = manualClock(new Date('2026-01-02T03:04:05Z'));
const log = pino({ level: 'silent' });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

const publish = (payload: Record<string, unknown>): Promise<void> =>
  inScope(database.db, systemScope('test'), (tx) =>
    publishFact(tx, clock, { name: 'bell.rung', companyId: null, payload }),
  );

test('a committed fact reaches each subscriber once, also when a subscriber fails at first', async () => {
  const heard: string[] = [];
  let failures = 1;
  const handlers = factHandlers(database.db, clock, [
    {
      subscriber: 'steady',
      fact: 'bell.rung',
      handle: (_tx, fact: Fact) => Promise.resolve(void heard.push(`steady ${String(fact.payload['tone'])}`)),
    },
    {
      subscriber: 'shaky',
      fact: 'bell.rung',
      handle: (_tx, fact: Fact) => {
        failures -= 1;
        if (failures >= 0) throw new Error('not yet');
        heard.push(`shaky ${String(fact.payload['tone'])}`);
        return Promise.resolve();
      },
    },
  ]);
  const jobs = await startJobs({ settings: database.settingsFor('jobs'), handlers, log });
  await publish({ tone: 'c' });
  await expect.poll(() => [...heard].sort(), { timeout: 20_000 }).toEqual(['shaky c', 'steady c']);
  await jobs.stop();
});

test('a fact of a transaction that rolls back is never delivered', async () => {
  const attempt = inScope(database.db, systemScope('test'), async (tx) => {
    await publishFact(tx, clock, { name: 'bell.cracked', companyId: null, payload: {} });
    throw new Error('roll back');
  });
  await expect(attempt).rejects.toThrow('roll back');
  const left = await inScope(database.db, systemScope('test'), (tx) =>
    sql<{ count: number }>`select count(*)::int as count from fact where fact.name = 'bell.cracked'`.execute(
      tx,
    ),
  );
  expect(left.rows).toEqual([{ count: 0 }]);
});

test('without a scope no row is visible', async () => {
  await publish({ tone: 'd' });
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from fact`.execute(database.db);
  expect(rows).toEqual([{ count: 0 }]);
});

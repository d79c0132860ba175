import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addCompany } from '../../../test/support/people.ts';
import { manualClock, systemScope, type CompanyId, type SourceId } from '../../kernel/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { changeSource, createSource } from '../source/source-service.ts';
import { listSources } from '../source/source-store.ts';
import { addIntakeCounts } from '../tally/tally-store.ts';
import { silenceJobs } from './silence-service.ts';
import { listSilences } from './silence-store.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 9, 5);
const clock = manualClock(new Date(start + 15 * 24 * hour));
const mails: { readonly subject: string; readonly text: string }[] = [];

let database: TestDatabase;
let acme: CompanyId;
beforeAll(async () => {
  database = await openTestDatabase();
  acme = await addCompany(database.db, { kind: 'customer', name: 'Acme' });
});
afterAll(() => database.drop());

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inScope(database.db, systemScope('test'), work);
const look = (): Promise<void> => {
  const job = silenceJobs({
    ...{ db: database.db, clock, log: pino({ level: 'silent' }) },
    mailAdmins: (_tx, write) => Promise.resolve(void mails.push(write('en'))),
  }).get('event-silence');
  return job === undefined ? Promise.reject(new Error('no job')) : Promise.resolve(job({}));
};

async function addSource(name: string): Promise<SourceId> {
  const made = await inTx((tx) =>
    createSource(tx, clock, {
      ...{ companyId: acme, projectId: null, name, kind: 'http' as const },
      ...{ addresses: [], certificateFingerprint: null },
    }),
  );
  if (!made.ok) throw new Error(made.error.message);
  return made.value.source.id;
}

/** One record at a quarter past each hour, from one hour after `start` up to and without another. */
const receive = (sourceId: SourceId, from: number, to: number): Promise<void> =>
  inTx((tx) =>
    addIntakeCounts(
      tx,
      Array.from({ length: to - from }, (_, at) => ({
        ...{ companyId: acme, sourceId, hour: start + (from + at) * hour, unparsed: {} },
        ...{ received: 1, stored: 1, evaluated: 1, lastReceivedAt: start + (from + at + 0.25) * hour },
      })),
    ),
  );

const silentNow = async (): Promise<readonly string[]> => (await inTx(listSilences)).map(({ name }) => name);
const listedSilence = async (name: string): Promise<Date | null | undefined> =>
  (await inTx((tx) => listSources(tx, acme, clock.now()))).find((source) => source.name === name)
    ?.silentSince;

test('a source that falls silent is told of once, and once when it sends again', async () => {
  const [web, busy, fresh, off] = [
    await addSource('web'),
    await addSource('busy'),
    await addSource('fresh'),
    await addSource('off'),
  ];
  const now = 15 * 24;
  await receive(web, 0, now - 5);
  await receive(busy, 0, now);
  await receive(fresh, now - 60, now - 5);
  await receive(off, 0, now - 5);
  await inTx((tx) => changeSource(tx, clock, off, null, { disabled: true }));

  await look();
  await look();
  expect(await silentNow()).toEqual(['web']);
  expect(await listedSilence('web')).toEqual(new Date(start + (now - 6 + 0.25) * hour));
  expect(await listedSilence('busy')).toBeNull();
  expect(mails.map(({ subject }) => subject)).toEqual(['Tocsin: a source has fallen silent: Acme: web']);
  expect(mails[0]?.text).toContain('Acme: web, last record 2026-10-19 18:15 UTC');

  clock.advance(hour);
  await receive(web, now, now + 1);
  expect(await listedSilence('web')).toBeNull();
  await receive(busy, now, now + 1);
  await look();
  await look();
  expect(await silentNow()).toEqual([]);
  expect(mails.map(({ subject }) => subject).slice(1)).toEqual(['Tocsin: a source sends again: Acme: web']);
});

test('several that fall silent together are one mail, and one that is disabled is waited for no more', async () => {
  mails.length = 0;
  clock.advance(12 * hour);
  await look();
  expect((await silentNow()).toSorted()).toEqual(['busy', 'web']);
  expect(mails.map(({ subject }) => subject)).toEqual(['Tocsin: 2 sources have fallen silent']);
  const sources = await inTx((tx) => listSources(tx, acme, clock.now()));
  for (const { id } of sources) await inTx((tx) => changeSource(tx, clock, id, null, { disabled: true }));
  await look();
  expect(await silentNow()).toEqual([]);
  expect(mails).toHaveLength(1);
});

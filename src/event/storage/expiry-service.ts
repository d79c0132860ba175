import type { JobHandler } from '../../platform/jobs/index.ts';
import { removeExpired } from './retained-rows-store.ts';
import type { StorageDeps } from './storage-deps.ts';

export const expireTask = 'event-expire';
/** Every night, after the day (UTC) on which rows end. */
export const expireLine = `7 0 * * * ${expireTask}`;

/** Removes what has outlived its term. The tables have no TTL of their own: see migrations/clickhouse/0005. */
export const expiryJobs = ({
  clickhouse,
  clock,
  log,
  stopping,
  tables,
}: StorageDeps): Map<string, JobHandler> =>
  new Map([
    [
      expireTask,
      async () => {
        const removed: Record<string, number> = {};
        for (const table of tables) {
          removed[table.name] = await removeExpired(clickhouse(), table, clock.now(), { signal: stopping });
        }
        if (Object.values(removed).some((rows) => rows > 0))
          log.info({ removed }, 'rows that had expired were removed');
      },
    ],
  ]);

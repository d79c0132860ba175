import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  migrateClickHouse,
  startClickHouse,
  type ClickHouseHandle,
} from '../../src/platform/clickhouse/index.ts';

/** A ClickHouse of a test's own, migrated. */
export interface TestClickHouse {
  readonly handle: ClickHouseHandle;
  stop(): Promise<void>;
}

/** Starts the embedded engine in a folder that `stop` removes. */
export async function openTestClickHouse(): Promise<TestClickHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tocsin-events-'));
  const handle = await startClickHouse({ dataDir, log: pino({ level: 'silent' }) });
  await migrateClickHouse(handle.client(), 'migrations/clickhouse');
  return {
    handle,
    stop: async () => {
      await handle.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

import { createActivity } from '../../activity/index.ts';
import { openIntakeSpool } from '../../event/index.ts';
import { systemActor } from '../../identity/index.ts';
import { newId, systemScope, type Clock } from '../../kernel/index.ts';
import { appliedToClickHouse, readRows, startClickHouse } from '../../platform/clickhouse/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { appliedToPostgres, inScope, openPostgres, type Postgres } from '../../platform/postgres/index.ts';
import { createSecretBox } from '../../platform/secret/index.ts';
import { join } from 'node:path';
import { z } from 'zod';
import { clickhouseFolder, takeCut } from './cut.ts';
import { backupMade } from './last-backup.ts';
import type { BackupRecord } from './cut-message.ts';
import { openDumps } from './live-source.ts';
import type { BackupSource } from './source.ts';

export interface OwnSourceOptions {
  readonly config: Config;
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly log: Logger;
}

type Ending = () => Promise<unknown>;

/**
 * Opens the stores of a server that does not run, whose data folder this process holds the lock of. Nothing is migrated:
 * data of an older version are backed up as they are. A batch that a kill cut short is in the backup as it is on the
 * disk, with its plan and its token, and is finished after a restore.
 */
export async function openOwnSource(options: OwnSourceOptions): Promise<BackupSource> {
  const endings: Ending[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of endings.splice(0).toReversed()) await end().catch(() => undefined);
  };
  try {
    return await open(options, endings, endAll);
  } catch (error) {
    await endAll();
    throw error;
  }
}

async function open(
  { clock, config, log, masterKey }: OwnSourceOptions,
  endings: Ending[],
  endAll: () => Promise<void>,
): Promise<BackupSource> {
  const postgres = await openPostgres({
    dataFolder: config.data,
    url: null,
    passwordKey: createSecretBox(masterKey).deriveKey('database-roles'),
    poolSize: 4,
    log,
  });
  endings.push(() => postgres.stop());
  const clickhouse = await startClickHouse({ dataDir: clickhouseFolder(config.data), log });
  endings.push(() => clickhouse.stop());
  const { spool } = await openIntakeSpool({
    dir: join(config.data, 'spool'),
    maxBytes: config.spool.maxBytes,
    clock,
  });
  endings.push(() => spool.close());
  const parts = { dataFolder: config.data, clickhouse, spool, drain: null, now: () => clock.now() };
  const cut = await takeCut({ ...parts, app: postgres.settingsFor('app') });
  endings.push(() => cut.end());
  const dumps = await openDumps((role) => postgres.settingsFor(role), cut.snapshot);
  endings.push(() => Promise.all([dumps.tocsin.end(), dumps.queue.end()]));
  const client = clickhouse.client();
  const [engine] = await readRows(client, {
    sql: 'SELECT version() AS version',
    parse: (row) => z.object({ version: z.string() }).parse(row),
  });
  return {
    cutAt: cut.at,
    drainPausedMs: 0,
    dumps,
    postgresMigrations: [...(await appliedToPostgres(postgres.settingsFor('owner')))],
    clickhouse: {
      version: engine?.version ?? '',
      migrations: [...(await appliedToClickHouse(client))],
      frozen: cut.frozen,
    },
    spool: cut.spool,
    lost: new AbortController().signal,
    record: (record) => noteBackup(postgres, clock, log, record),
    end: endAll,
  };
}

/** The same record as the server writes, by the command itself. Data of another version may have no place for it. */
async function noteBackup(
  { db }: Postgres,
  clock: Clock,
  log: Logger,
  record: BackupRecord,
): Promise<string | null> {
  const activity = createActivity({ db, clock, log });
  const now = clock.now();
  try {
    await inScope(db, systemScope('backup'), (tx) =>
      activity.recorder.record(tx, {
        eventName: backupMade,
        at: now,
        actor: systemActor('backup'),
        outcome: 'success',
        errorCode: null,
        readOnly: false,
        requestId: newId(now),
        sourceIp: '',
        userAgent: '',
        resources: [{ type: 'backup', id: record.backup }],
        companyId: null,
        parameters: { body: record },
      }),
    );
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await activity.stop();
  }
}

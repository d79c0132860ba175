import { join } from 'node:path';
import { createActivity } from '../../activity/index.ts';
import { forgetSecondFactors, systemActor } from '../../identity/index.ts';
import { newId, systemScope, type Clock } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import { migrateJobs } from '../../platform/jobs/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import {
  inScope,
  LoadError,
  migratePostgres,
  openLoad,
  openPostgres,
  type Postgres,
} from '../../platform/postgres/index.ts';
import { createSecretBox } from '../../platform/secret/index.ts';
import { BackupError } from './backup-error.ts';
import { rowsOf } from './copy-postgres.ts';
import type { Manifest } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import type { Progress } from './progress.ts';

export interface RestorePostgresOptions {
  readonly root: string;
  readonly config: Config;
  readonly masterKey: Uint8Array;
  /** Nothing that was sealed under the old key can be opened. */
  readonly isNewKey: boolean;
  readonly account: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly progress: Progress;
}

export interface RestoredPostgres {
  readonly rows: number;
  /** People whose second factor was taken away with the old master key. */
  readonly secondFactorsForgotten: number;
}

/** Makes the schema that the backup has, fills it, and notes in the Activity Log that it was restored. */
export async function restorePostgres(
  options: RestorePostgresOptions,
  manifest: Manifest,
  objects: ObjectStore,
): Promise<RestoredPostgres> {
  const { config, log, masterKey, root } = options;
  const postgres = await openPostgres({
    dataFolder: config.data,
    url: null,
    passwordKey: createSecretBox(masterKey).deriveKey('database-roles'),
    poolSize: 4,
    log,
  });
  try {
    const newest = manifest.postgres.migrations.at(-1)?.number ?? 0;
    await migrateJobs(postgres.settingsFor('jobs'));
    await migratePostgres(postgres.settingsFor('owner'), join(root, 'migrations', 'postgres'), log, newest);
    const rows = await loadAll(postgres, manifest, objects, options.progress);
    return { rows, secondFactorsForgotten: await conclude(options, postgres, manifest) };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new BackupError(
      'dump_does_not_fit',
      `${error.message} Restore with Tocsin ${manifest.program}, which made the backup, and upgrade then.`,
      { cause: error },
    );
  } finally {
    await postgres.stop();
  }
}

async function loadAll(
  postgres: Postgres,
  { postgres: { sequences, tables } }: Manifest,
  objects: ObjectStore,
  progress: Progress,
): Promise<number> {
  const load = await openLoad(postgres.adminSettings());
  try {
    let rows = 0;
    for (const table of tables) {
      progress.check();
      const loaded = await load.table(table, watched(rowsOf(table, objects), progress));
      if (loaded !== table.rows) {
        throw new BackupError(
          'object_damaged',
          `The table ${table.name} had ${table.rows} rows, and ${loaded} came back.`,
        );
      }
      rows += loaded;
    }
    for (const sequence of sequences) await load.sequence(sequence);
    await load.finish();
    return rows;
  } finally {
    await load.end();
  }
}

async function* watched(rows: AsyncIterable<Buffer>, progress: Progress): AsyncGenerator<Buffer> {
  for await (const chunk of rows) {
    progress.check();
    progress.add(chunk.length, chunk.length);
    yield chunk;
  }
}

async function conclude(
  { account, clock, isNewKey, log }: RestorePostgresOptions,
  { db }: Postgres,
  manifest: Manifest,
): Promise<number> {
  const activity = createActivity({ db, clock, log });
  const now = clock.now();
  try {
    return await inScope(db, systemScope('restore'), async (tx) => {
      const forgotten = isNewKey ? await forgetSecondFactors(tx) : 0;
      await activity.recorder.record(tx, {
        eventName: 'backup.restore',
        at: now,
        actor: systemActor('restore'),
        outcome: 'success',
        errorCode: null,
        readOnly: false,
        requestId: newId(now),
        sourceIp: '',
        userAgent: '',
        resources: [{ type: 'backup', id: manifest.id }],
        companyId: null,
        parameters: { body: { backup: manifest.id, cutAt: manifest.cutAt, account, newMasterKey: isNewKey } },
      });
      return forgotten;
    });
  } finally {
    await activity.stop();
  }
}

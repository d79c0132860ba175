import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrateClickHouse,
  startClickHouse,
  type ClickHouseHandle,
} from '../../platform/clickhouse/index.ts';
import type { Config } from '../../platform/config/index.ts';
import { migrateJobs } from '../../platform/jobs/index.ts';
import { listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { openPostgres, type Postgres } from '../../platform/postgres/index.ts';
import { createSecretBox, loadMasterKey, type SecretBox } from '../../platform/secret/index.ts';

export interface StoresOptions {
  readonly root: string;
  readonly config: Config;
  readonly log: Logger;
  /** `TOCSIN_SECRET_KEY`, if it is set. */
  readonly secretKey: string | undefined;
}

/** What every role needs: both databases, migrated; the secrets; the changes of all processes. */
export interface Stores {
  readonly secretBox: SecretBox;
  readonly postgres: Postgres;
  readonly clickhouse: ClickHouseHandle;
  readonly live: LiveChanges;
  stop(): Promise<void>;
}

/** Others may pass through to what is theirs (PostgreSQL runs under another account as root), but not look around. */
const dataFolderMode = 0o711;

export async function prepareDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, dataFolderMode);
  await writeFile(join(folder, '.gitignore'), '*\n');
}

/** Opens the stores; when one cannot be opened, those that were are closed again. */
export async function openStores(options: StoresOptions): Promise<Stores> {
  const { config, log } = options;
  const secretBox = createSecretBox(await loadMasterKey(config.data, options.secretKey));
  const [postgres, clickhouse] = await both(openDatabase(options, secretBox), openClickHouse(options));
  try {
    const live = await listenForChanges(postgres.settingsFor('app'), log);
    return {
      secretBox,
      postgres,
      clickhouse,
      live,
      stop: async () => {
        await live.stop();
        await Promise.all([postgres.stop(), clickhouse.stop()]);
      },
    };
  } catch (error) {
    await Promise.all([postgres.stop(), clickhouse.stop()]);
    throw error;
  }
}

const openDatabase = ({ root, config, log }: StoresOptions, secretBox: SecretBox): Promise<Postgres> =>
  openPostgres({
    dataFolder: config.data,
    url: config.database.url,
    passwordKey: secretBox.deriveKey('database-roles'),
    poolSize: config.database.poolSize,
    migrations: join(root, 'migrations', 'postgres'),
    beforeMigrations: migrateJobs,
    log,
  });

async function openClickHouse({ root, config, log }: StoresOptions): Promise<ClickHouseHandle> {
  const { url } = config.clickhouse;
  const handle = await startClickHouse({
    dataDir: join(config.data, 'clickhouse'),
    log,
    ...(url === null ? {} : { url }),
  });
  try {
    await migrateClickHouse(handle.inserts, join(root, 'migrations', 'clickhouse'));
    return handle;
  } catch (error) {
    await handle.stop();
    throw error;
  }
}

/** Waits for both; when one fails, stops the other. */
async function both<A extends { stop(): Promise<void> }, B extends { stop(): Promise<void> }>(
  first: Promise<A>,
  second: Promise<B>,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  if (a.status === 'fulfilled') await a.value.stop();
  if (b.status === 'fulfilled') await b.value.stop();
  const failed = a.status === 'rejected' ? a : b;
  throw failed.status === 'rejected' ? failed.reason : new Error('unreachable');
}

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inspectClickHouse,
  migrateClickHouse,
  startClickHouse,
  type ClickHouseHandle,
} from '../../platform/clickhouse/index.ts';
import type { Config } from '../../platform/config/index.ts';
import { migrateJobs } from '../../platform/jobs/index.ts';
import { listenForChanges, type LiveChanges } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import {
  inspectPostgres,
  migratePostgres,
  openPostgres,
  type Postgres,
} from '../../platform/postgres/index.ts';
import { createSecretBox, loadMasterKey, type SecretBox } from '../../platform/secret/index.ts';

export interface StoresOptions {
  readonly root: string;
  readonly config: Config;
  readonly log: Logger;
  /** `TOCSIN_SECRET_KEY`, if it is set. */
  readonly secretKey: string | undefined;
  /** Told before data of an older version are changed. */
  readonly onUpgrade?: OnUpgrade;
}

export type OnUpgrade = (upgrade: Upgrade, postgres: Postgres) => Promise<void>;

/** What migrating will do to data that are there already: numbers of the newest migration, and names of what comes. */
export interface Upgrade {
  readonly postgres: { readonly from: number; readonly pending: readonly string[] };
  readonly clickhouse: { readonly from: number; readonly pending: readonly string[] };
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
    await migrate(options, postgres, clickhouse);
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

const openDatabase = ({ config, log }: StoresOptions, secretBox: SecretBox): Promise<Postgres> =>
  openPostgres({
    dataFolder: config.data,
    url: config.database.url,
    passwordKey: secretBox.deriveKey('database-roles'),
    poolSize: config.database.poolSize,
    log,
  });

function openClickHouse({ config, log }: StoresOptions): Promise<ClickHouseHandle> {
  const { url } = config.clickhouse;
  return startClickHouse({
    dataDir: join(config.data, 'clickhouse'),
    log,
    ...(url === null ? {} : { url }),
  });
}

/** Looks at both stores first: when this program must not touch one of them, the other is not touched either. */
async function migrate(
  { root, log, onUpgrade }: StoresOptions,
  postgres: Postgres,
  clickhouse: ClickHouseHandle,
): Promise<void> {
  const folders = {
    postgres: join(root, 'migrations', 'postgres'),
    clickhouse: join(root, 'migrations', 'clickhouse'),
  };
  const owner = postgres.settingsFor('owner');
  const state = await inspectPostgres(owner, folders.postgres);
  const events = await inspectClickHouse(clickhouse.client(), folders.clickhouse);
  const upgrade = {
    postgres: {
      from: state.applied.at(-1)?.number ?? 0,
      pending: state.pending.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}`),
    },
    clickhouse: { from: events.applied.at(-1)?.version ?? 0, pending: events.pending },
  };
  const isNew = state.applied.length === 0 && events.applied.length === 0;
  if (!isNew && state.pending.length + events.pending.length > 0) await onUpgrade?.(upgrade, postgres);
  await migrateJobs(postgres.settingsFor('jobs'));
  await migratePostgres(owner, folders.postgres, log);
  await migrateClickHouse(clickhouse.inserts, folders.clickhouse);
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

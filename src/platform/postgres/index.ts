import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Logger } from 'pino';
import { findPostgresHome } from './binaries.ts';
import { derivePassword } from '../secret/index.ts';
import { startEmbeddedPostgres, type PostgresServer } from './embedded.ts';
import { databaseRoles, provisionDatabase, type ConnectionSettings, type DatabaseRole } from './provision.ts';
import type { Db } from './scope.ts';

export {
  holdSnapshot,
  openDump,
  type Dump,
  type DumpedSequence,
  type DumpedTable,
  type HeldSnapshot,
} from './dump.ts';
export { LoadError, openLoad, type Load } from './load.ts';
export {
  appliedTo as appliedToPostgres,
  checkMigrations as checkPostgresMigrations,
  inspectPostgres,
  MigrationError,
  migratePostgres,
  type AppliedMigration,
  type MigrationState,
} from './migrate.ts';
export { databaseRoles, provisionDatabase, type ConnectionSettings, type DatabaseRole } from './provision.ts';
export { PostgresVersionError, startEmbeddedPostgres, type PostgresServer } from './embedded.ts';
export { inScope, type Db, type Tx } from './scope.ts';

/** `bigint` columns (counts, sizes) are read as numbers: ours stay far below 2^53. */
types.setTypeParser(types.builtins.INT8, Number);

const databaseName = 'tocsin';

/** The folder of the embedded cluster, which need not be below the data folder; null when there is no cluster yet. */
export async function existingCluster(dataFolder: string): Promise<string | null> {
  const { cluster } = await findPostgresHome(dataFolder);
  return access(join(cluster, 'PG_VERSION')).then(
    () => cluster,
    () => null,
  );
}

export interface PostgresOptions {
  readonly dataFolder: string;
  /** postgres://…; null starts the embedded server. */
  readonly url: string | null;
  /** Derives the roles' passwords, so that all processes of a cluster agree (see platform/secret). */
  readonly passwordKey: string;
  readonly poolSize: number;
  readonly log: Logger;
  readonly fsync?: boolean;
}

export interface Postgres {
  /** Works as the role `tocsin_app`, which row-level security binds. */
  readonly db: Db;
  /** For LISTEN and the job queue: settings of another role. */
  settingsFor(role: DatabaseRole): ConnectionSettings;
  /** Of the server's administrator, in our database: for filling it from a dump. */
  adminSettings(): ConnectionSettings;
  ping(): Promise<void>;
  /** Folder of the embedded server's files, wherever they had to go; null for an external server. */
  readonly folder: string | null;
  serverPid(): number | undefined;
  stop(): Promise<void>;
}

/** Starts or joins PostgreSQL, provisions roles and database, and opens the pool. Migrating is left to the caller. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const server = options.url === null ? await startServer(options) : externalServer(options.url);
  try {
    const passwordOf = (role: DatabaseRole): string =>
      derivePassword(options.passwordKey, databaseRoles[role]);
    const database = server.database ?? databaseName;
    const admin = { ...server.connection, database: server.adminDatabase };
    await provisionDatabase(admin, database, passwordOf);
    const settingsFor = (role: DatabaseRole): ConnectionSettings => ({
      ...server.connection,
      database,
      user: databaseRoles[role],
      password: passwordOf(role),
    });
    const { db, pool } = createDb(settingsFor('app'), options.poolSize, options.log);
    return {
      db,
      settingsFor,
      adminSettings: () => ({ ...server.connection, database }),
      ping: async () => {
        await pool.query('select 1');
      },
      folder: server.server?.folder ?? null,
      serverPid: () => server.server?.pid(),
      stop: async () => {
        await db.destroy();
        await server.server?.stop();
      },
    };
  } catch (error) {
    await server.server?.stop();
    throw error;
  }
}

/** A pool with Kysely over it. Idle connections that the server drops are logged and replaced. */
export function createDb(settings: ConnectionSettings, size: number, log: Logger): { db: Db; pool: Pool } {
  const pool = new Pool({
    ...settings,
    max: size,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 15_000,
  });
  const lost = (error: Error): void => {
    if (!pool.ending) log.warn({ err: error }, 'a database connection was lost');
  };
  // The pool listens to idle connections only; one that is lost between two statements of a transaction tells itself.
  pool.on('connect', (client) => client.on('error', lost));
  pool.on('error', () => undefined);
  return { db: new Kysely({ dialect: new PostgresDialect({ pool }) }), pool };
}

interface Located {
  readonly connection: Omit<ConnectionSettings, 'database'>;
  readonly adminDatabase: string;
  readonly database: string | null;
  readonly server: PostgresServer | null;
}

async function startServer(options: PostgresOptions): Promise<Located> {
  const server = await startEmbeddedPostgres({
    dataFolder: options.dataFolder,
    adminPassword: derivePassword(options.passwordKey, 'postgres'),
    log: options.log,
    ...(options.fsync === undefined ? {} : { fsync: options.fsync }),
  });
  const { host, port, user, password } = server;
  return { connection: { host, port, user, password }, adminDatabase: 'postgres', database: null, server };
}

function externalServer(text: string): Located {
  const url = new URL(text);
  const database = decodeURIComponent(url.pathname.slice(1));
  return {
    connection: {
      host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname),
      port: url.port === '' ? 5432 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      ...(url.searchParams.get('sslmode') === 'require' ? { ssl: true } : {}),
    },
    adminDatabase: database === '' ? 'postgres' : database,
    database: database === '' ? null : database,
    server: null,
  };
}

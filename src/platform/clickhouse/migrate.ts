import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { isRetryable } from './clickhouse-error.ts';
import { MigrationError, readMigrations, type Migration } from './migration-file.ts';
import { readRows } from './query.ts';

/** A row of `schema_migration`. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

const createTable = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    version UInt32,
    name String,
    checksum FixedString(64),
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = MergeTree ORDER BY version`;

const countSchema = z.object({ count: z.number() });
const rowSchema = z.object({ version: z.number(), name: z.string(), checksum: z.string() });

/** How far a database has been migrated, and the names of the files that it lacks. */
export interface MigrationState {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly string[];
}

/** Looks without changing anything. Throws `MigrationError` when this program must not touch the database. */
export async function inspectClickHouse(client: ClickHouseClient, folder: string): Promise<MigrationState> {
  const migrations = await readMigrations(folder);
  const applied = await appliedTo(client);
  return { applied, pending: pendingMigrations(migrations, applied).map(({ name }) => name) };
}

/** The migrations that a database has had; it may be newer than this program. */
export async function appliedTo(client: ClickHouseClient): Promise<readonly AppliedMigration[]> {
  const [found] = await readRows(client, {
    sql: `SELECT count() AS count FROM system.tables AS tables
          WHERE tables.database = currentDatabase() AND tables.name = 'schema_migration'`,
    parse: (row) => countSchema.parse(row),
  });
  return found?.count === 1 ? readApplied(client) : [];
}

/** Throws `MigrationError` when a database that had these migrations is not one that this program can use. */
export async function checkMigrations(folder: string, applied: readonly AppliedMigration[]): Promise<void> {
  pendingMigrations(await readMigrations(folder), applied);
}

/**
 * Brings the schema up to date with the files of `folder`; gives the names applied now.
 *
 * A file is recorded after its last statement. Its statements may all be repeated (the files are checked for that), so a
 * crash between two of them, or two starters at once, lead to the same schema: the embedded engine has one owner (the
 * lock on its directory), and at an external server racing starters run the same repeatable statements and leave one
 * record more, which reading folds.
 *
 * Throws `MigrationError`, or `ClickHouseUnavailableError` when the server goes away.
 */
export async function migrateClickHouse(
  client: ClickHouseClient,
  folder: string,
): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  await client.command({ query: createTable });
  const pending = pendingMigrations(migrations, await readApplied(client));
  for (const migration of pending) await apply(client, migration);
  return pending.map((migration) => migration.name);
}

async function readApplied(client: ClickHouseClient): Promise<readonly AppliedMigration[]> {
  return readRows(client, {
    sql: `SELECT DISTINCT migration.version, migration.name, toString(migration.checksum) AS checksum
          FROM schema_migration AS migration
          ORDER BY migration.version, migration.name, checksum`,
    parse: (row) => rowSchema.parse(row),
  });
}

/** The files that the database lacks, or why this program must not touch it. */
export function pendingMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  const newestFile = Math.max(0, ...byVersion.keys());
  const newestApplied = Math.max(0, ...applied.map((row) => row.version));
  if (newestApplied > newestFile) {
    const newest = applied.find((row) => row.version === newestApplied)?.name ?? '';
    throw new MigrationError(
      'schema_newer_than_program',
      `The ClickHouse schema is at ${newest}, newer than this program knows (${newestFile}). Start the newer version.`,
    );
  }
  for (const row of applied) {
    const file = byVersion.get(row.version);
    if (file === undefined) {
      throw new MigrationError(
        'migration_missing',
        `${row.name} was applied, but its file is not there any more.`,
      );
    }
    if (file.checksum !== row.checksum || file.name !== row.name) {
      throw new MigrationError(
        'migration_edited',
        `${file.name} was changed after it had been applied; write a new migration instead.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.version));
  const pending = files.filter((file) => !done.has(file.version));
  const late = pending.find((file) => file.version < newestApplied);
  if (late !== undefined) {
    throw new MigrationError(
      'migration_out_of_order',
      `${late.name} is older than the schema (${newestApplied}); give it a higher number.`,
    );
  }
  return pending;
}

async function apply(client: ClickHouseClient, migration: Migration): Promise<void> {
  for (const [index, statement] of migration.statements.entries()) {
    try {
      await client.command({ query: statement });
    } catch (error) {
      if (isRetryable(error)) throw error;
      const text = error instanceof Error ? error.message : String(error);
      throw new MigrationError(
        'migration_failed',
        `Statement ${index + 1} of ${migration.name}.sql failed: ${text}`,
        { cause: error },
      );
    }
  }
  const { version, name, checksum } = migration;
  await client.insert({
    table: 'schema_migration',
    values: [{ version, name, checksum }],
    format: 'JSONEachRow',
    columns: ['version', 'name', 'checksum'],
  });
}

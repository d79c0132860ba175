import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Logger } from 'pino';
import type { ConnectionSettings } from './provision.ts';

const migrateLock = 7_246_902;
const filePattern = /^(\d{4})-([a-z0-9-]+)\.sql$/;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
}

export class MigrationError extends Error {
  readonly code: 'schema_newer_than_program' | 'migration_edited' | 'migration_failed' | 'migration_misnamed';

  constructor(code: MigrationError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'MigrationError';
    this.code = code;
  }
}

/** A row of `schema_migration`. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** How far a database has been migrated, and the files that it lacks. */
export interface MigrationState {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly { readonly number: number; readonly name: string }[];
}

/** Looks without changing anything. Throws MigrationError when this program must not touch the database. */
export async function inspectPostgres(owner: ConnectionSettings, folder: string): Promise<MigrationState> {
  const migrations = await readMigrations(folder);
  const applied = await appliedTo(owner);
  return { applied, pending: pendingOf(applied, migrations) };
}

/** The migrations that a database has had; it may be newer than this program. */
export async function appliedTo(owner: ConnectionSettings): Promise<readonly AppliedMigration[]> {
  const client = new Client(owner);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  try {
    const found = await client.query<{ exists: boolean }>(
      `select to_regclass('tocsin.schema_migration') is not null as exists`,
    );
    return found.rows[0]?.exists === true ? await readApplied(client) : [];
  } finally {
    await client.end();
  }
}

/** Throws MigrationError when a database that had these migrations is not one that this program can use. */
export async function checkMigrations(folder: string, applied: readonly AppliedMigration[]): Promise<void> {
  pendingOf(applied, await readMigrations(folder));
}

/**
 * Brings the schema to the newest of `folder`'s numbered files, each in its own transaction, in order. Processes
 * that start together wait for each other; a database that a newer program has migrated is refused unchanged. `upTo` is
 * the last number that is applied.
 */
export async function migratePostgres(
  owner: ConnectionSettings,
  folder: string,
  log: Logger,
  upTo = Infinity,
): Promise<number> {
  const migrations = await readMigrations(folder);
  const client = new Client(owner);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrateLock]);
    await client.query(
      `create table if not exists tocsin.schema_migration (
         number integer primary key, name text not null, checksum text not null,
         applied_at timestamptz not null default now())`,
    );
    const pending = pendingOf(await readApplied(client), migrations).filter(({ number }) => number <= upTo);
    for (const migration of pending) {
      await apply(client, migration);
      log.info({ migration: migration.number, name: migration.name }, 'migrated the database');
    }
    return pending.length;
  } finally {
    await client.end();
  }
}

async function readApplied(client: Client): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `select schema_migration.number, schema_migration.name, schema_migration.checksum
     from tocsin.schema_migration order by schema_migration.number`,
  );
  return rows;
}

function pendingOf(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): readonly Migration[] {
  const newest = migrations.at(-1)?.number ?? 0;
  const done = new Map(applied.map((row) => [row.number, row.checksum]));
  const beyond = applied.find((row) => row.number > newest);
  if (beyond !== undefined) {
    throw new MigrationError(
      'schema_newer_than_program',
      `The database is at migration ${beyond.number}, this program knows ${newest}: it was used by a newer Tocsin. ` +
        'Start that version, or restore the backup made before the upgrade.',
    );
  }
  for (const migration of migrations) {
    const checksum = done.get(migration.number);
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new MigrationError(
        'migration_edited',
        `Migration ${migration.number} (${migration.name}) is not the one that this database has applied. ` +
          'Applied migrations are never edited: restore the file.',
      );
    }
  }
  return migrations.filter((migration) => !done.has(migration.number));
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.text);
    await client.query('insert into tocsin.schema_migration (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(
      'migration_failed',
      `Migration ${migration.number} (${migration.name}): ${reason}`,
      error,
    );
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file, index) => {
      const match = filePattern.exec(file);
      if (match === null || Number(match[1]) !== index + 1) {
        throw new MigrationError(
          'migration_misnamed',
          `${file}: migrations are named NNNN-name.sql, without gaps.`,
        );
      }
      const text = await readFile(join(folder, file), 'utf8');
      const checksum = createHash('sha256').update(text).digest('hex');
      return { number: index + 1, name: match[2] ?? '', checksum, text };
    }),
  );
}

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

/**
 * Brings the schema to the newest of `folder`'s numbered files, each in its own transaction, in order. Processes
 * that start together wait for each other; a database that a newer program has migrated is refused unchanged.
 */
export async function migratePostgres(
  owner: ConnectionSettings,
  folder: string,
  log: Logger,
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
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      log.info({ migration: migration.number, name: migration.name }, 'migrated the database');
    }
    return pending.length;
  } finally {
    await client.end();
  }
}

async function pendingOf(client: Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await client.query<{ number: number; checksum: string }>(
    'select schema_migration.number, schema_migration.checksum from tocsin.schema_migration order by 1',
  );
  const newest = migrations.at(-1)?.number ?? 0;
  const done = new Map(applied.rows.map((row) => [row.number, row.checksum]));
  const beyond = applied.rows.find((row) => row.number > newest);
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

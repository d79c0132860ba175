import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import {
  createDb,
  databaseRoles,
  type ConnectionSettings,
  type Db,
  type DatabaseRole,
} from '../../src/platform/postgres/index.ts';
import { derivePassword } from '../../src/platform/secret/index.ts';

export const testPasswordKey = 'test';
export const templateDatabase = 'tocsin_template';

/** A database of the test file's own, migrated, dropped at the end. */
export interface TestDatabase {
  /** As the server works: the role that row-level security binds. */
  readonly db: Db;
  settingsFor(role: DatabaseRole): ConnectionSettings;
  drop(): Promise<void>;
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const admin = inject('postgresAdmin');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(admin, `create database ${name} template ${templateDatabase} owner ${databaseRoles.owner}`);
  for (const [role, path] of [
    ['app', 'tocsin'],
    ['owner', 'tocsin'],
    ['jobs', 'graphile_worker'],
  ] as const) {
    await asAdmin(admin, `alter role ${databaseRoles[role]} in database ${name} set search_path = ${path}`);
  }
  const settingsFor = (role: DatabaseRole): ConnectionSettings => ({
    ...admin,
    database: name,
    user: databaseRoles[role],
    password: derivePassword(testPasswordKey, databaseRoles[role]),
  });
  const { db } = createDb(settingsFor('app'), 5, pino({ level: 'silent' }));
  return {
    db,
    settingsFor,
    drop: async () => {
      await db.destroy();
      await asAdmin(admin, `drop database ${name} with (force)`);
    },
  };
}

async function asAdmin(admin: ConnectionSettings, statement: string): Promise<void> {
  const client = new Client(admin);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

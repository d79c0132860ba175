import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { migrateJobs } from '../../src/platform/jobs/index.ts';
import { derivePassword } from '../../src/platform/secret/index.ts';
import {
  databaseRoles,
  migratePostgres,
  provisionDatabase,
  startEmbeddedPostgres,
  type ConnectionSettings,
} from '../../src/platform/postgres/index.ts';
import { testPasswordKey, templateDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How the administrator reaches the test run's PostgreSQL; null when it could not be started. */
    postgresAdmin: ConnectionSettings;
  }
}

/** One PostgreSQL for the whole run, with one migrated database that every test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-test-'));
  await chmod(folder, 0o711);
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({
    dataFolder: folder,
    adminPassword: 'test',
    log,
    fsync: false,
  });
  const admin = {
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database: 'postgres',
  };
  const end = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(admin);
  } catch (error) {
    await end();
    throw error;
  }
  project.provide('postgresAdmin', admin);
  return end;
}

async function prepareTemplate(admin: ConnectionSettings): Promise<void> {
  const log = pino({ level: 'silent' });
  await provisionDatabase(admin, templateDatabase, (role) =>
    derivePassword(testPasswordKey, databaseRoles[role]),
  );
  const as = (role: keyof typeof databaseRoles): ConnectionSettings => ({
    ...admin,
    database: templateDatabase,
    user: databaseRoles[role],
    password: derivePassword(testPasswordKey, databaseRoles[role]),
  });
  await migrateJobs(as('jobs'));
  await migratePostgres(as('owner'), 'migrations/postgres', log);
}

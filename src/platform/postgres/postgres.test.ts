import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemScope } from '../../kernel/index.ts';
import { inScope, openPostgres, startEmbeddedPostgres, type Postgres } from './index.ts';

const log = pino({ level: 'silent' });
let folder: string;
let postgres: Postgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-pg-'));
  await chmod(folder, 0o711);
  postgres = await openPostgres({
    dataFolder: folder,
    url: null,
    passwordKey: 'test',
    poolSize: 5,
    log,
  });
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

test('the server works as a role that is neither superuser nor owner and cannot bypass row-level security', async () => {
  const { rows } = await sql<{ name: string; rolsuper: boolean; rolbypassrls: boolean; owned: number }>`
    select current_user as name, rolsuper, rolbypassrls,
           (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
    from pg_roles where rolname = current_user`.execute(postgres.db);
  expect(rows).toEqual([{ name: 'tocsin_app', rolsuper: false, rolbypassrls: false, owned: 0 }]);
});

test('a killed PostgreSQL comes back with what it had acknowledged', async () => {
  const pid = postgres.serverPid();
  expect(pid).toBeGreaterThan(1);
  process.kill(pid ?? 0, 'SIGKILL');
  const state = (): Promise<string> =>
    postgres.ping().then(
      () => (postgres.serverPid() === pid ? 'old' : 'new'),
      () => 'down',
    );
  await expect.poll(state, { timeout: 30_000 }).toBe('new');
});

test('a connection that is lost between two statements of a transaction fails the transaction only', async () => {
  const work = inScope(postgres.db, systemScope('test'), async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await terminate(rows[0]?.pid ?? 0);
    await sql`select 1`.execute(tx);
  });
  await expect(work).rejects.toThrow();
  await expect(postgres.ping()).resolves.toBeUndefined();
});

/** Ends another connection of the same role and waits until it is gone. */
async function terminate(pid: number): Promise<void> {
  await sql`select pg_terminate_backend(${pid})`.execute(postgres.db);
  const left = async (): Promise<number> => {
    const { rows } = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(postgres.db);
    return rows.length;
  };
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
}

test.for([
  ['19', 'Start the newer Tocsin again, or restore a backup that this version made.'],
  ['17', 'Make a backup with the Tocsin that ran last, and restore it with this one into an empty folder.'],
])('data of PostgreSQL %s are refused and left alone', async ([version, advice]) => {
  const other = join(folder, `other-${version ?? ''}`);
  await mkdir(join(other, 'postgres'), { recursive: true });
  await chmod(other, 0o711);
  await writeFile(join(other, 'postgres', 'PG_VERSION'), `${version ?? ''}\n`);
  await expect(startEmbeddedPostgres({ dataFolder: other, adminPassword: 'x', log })).rejects.toMatchObject({
    code: 'postgres_version_differs',
    message: `The data were made by PostgreSQL ${version ?? ''}, and this Tocsin brings PostgreSQL 18. ${advice ?? ''}`,
  });
  expect(await readdir(join(other, 'postgres'))).toEqual(['PG_VERSION']);
});

test('what a kill left of a cluster being made is made anew', async () => {
  const begun = join(folder, 'begun');
  await mkdir(join(begun, 'postgres.new', 'base'), { recursive: true });
  await chmod(begun, 0o711);
  await writeFile(join(begun, 'postgres.new', 'PG_VERSION'), '18\n');
  const server = await startEmbeddedPostgres({ dataFolder: begun, adminPassword: 'x', log });
  expect(server.pid()).toBeGreaterThan(1);
  await server.stop();
  expect(await readdir(begun)).toEqual(['postgres']);
});

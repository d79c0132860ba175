import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { superviseChild, type SupervisedChild } from '../supervise/index.ts';
import { findPostgresHome, ownFolder, type PostgresHome } from './binaries.ts';

const run = promisify(execFile);
const initTimeoutMs = 60_000;
const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;
/** sockaddr_un holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432". */
const longestSocketFolder = 90;
const adminRole = 'postgres';

/** Where a PostgreSQL server is and how its administrator signs in. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Folder of its files. */
  readonly folder: string;
  /** Ends the server; an external one is left alone. */
  stop(): Promise<void>;
  /** Process id of the embedded server while it runs. */
  pid(): number | undefined;
}

export interface EmbeddedOptions {
  readonly dataFolder: string;
  readonly adminPassword: string;
  readonly log: Logger;
  /** Off only in tests: a crash of the machine may then lose data. */
  readonly fsync?: boolean;
}

/** Starts PostgreSQL from the npm package as a supervised child that listens on a unix socket only. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<PostgresServer> {
  const home = await findPostgresHome(options.dataFolder);
  await ownFolder(home.cluster, home.account);
  const version = await readFile(join(home.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) await initCluster(home, options.adminPassword);
  else await checkMajor(home, version.trim());
  await stopOrphan(home);
  const sockets = await socketFolder(home);
  const child = supervise(home, sockets, options);
  await child.ready();
  return {
    host: sockets,
    port: 5432,
    user: adminRole,
    password: options.adminPassword,
    folder: home.cluster,
    stop: async () => {
      await child.stop();
      await rm(sockets, { recursive: true, force: true });
    },
    pid: () => {
      const state = child.state();
      return state.kind === 'ready' ? state.pid : undefined;
    },
  };
}

/** The cluster was made by another major version, whose files this one does not read; nothing was touched. */
export class PostgresVersionError extends Error {
  readonly code = 'postgres_version_differs';

  constructor(cluster: string, ours: string) {
    const advice =
      Number(cluster) > Number(ours)
        ? 'Start the newer Tocsin again, or restore a backup that this version made.'
        : 'Make a backup with the Tocsin that ran last, and restore it with this one into an empty folder.';
    super(
      `The data were made by PostgreSQL ${cluster}, and this Tocsin brings PostgreSQL ${ours}. ${advice}`,
    );
    this.name = 'PostgresVersionError';
  }
}

async function checkMajor(home: PostgresHome, cluster: string): Promise<void> {
  const { stdout } = await run(join(home.binaries, 'bin', 'postgres'), ['--version'], {
    ...(home.account ?? {}),
    cwd: '/',
    timeout: initTimeoutMs,
  });
  const ours = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? '';
  if (ours !== cluster) throw new PostgresVersionError(cluster, ours);
}

function supervise(home: PostgresHome, sockets: string, options: EmbeddedOptions): SupervisedChild {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0777',
    max_connections: '120',
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: options.fsync === false ? 'off' : 'on',
    log_min_messages: 'warning',
  };
  const args = [
    '-D',
    home.cluster,
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  return superviseChild({
    name: 'postgres',
    log: options.log,
    start: () =>
      spawn(join(home.binaries, 'bin', 'postgres'), args, {
        ...(home.account ?? {}),
        cwd: '/',
        // In a process group of its own: Ctrl-C reaches only us, and we stop it in our turn.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', LC_ALL: 'C' },
      }),
    ready: () => answersOn(sockets, options.adminPassword),
    readyTimeoutMs: startTimeoutMs,
    stopSignal: 'SIGINT',
    stopTimeoutMs,
  });
}

const probeMs = 50;

async function answersOn(host: string, password: string): Promise<void> {
  for (;;) {
    const client = new Client({ host, port: 5432, user: adminRole, password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, probeMs));
    }
  }
}

/** Makes the cluster beside its place and moves it there whole: a kill in between leaves nothing that looks like one. */
async function initCluster(home: PostgresHome, password: string): Promise<void> {
  const beside = `${home.cluster}.new`;
  await rm(beside, { recursive: true, force: true });
  await ownFolder(beside, home.account);
  const passwordFolder = await mkdtemp(join(tmpdir(), 'tocsin-init-'));
  await ownFolder(passwordFolder, home.account);
  const passwordFile = join(passwordFolder, 'password');
  await writeFile(passwordFile, password, { mode: 0o644 });
  const args = ['-D', beside, '-U', adminRole, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'];
  try {
    await run(
      join(home.binaries, 'bin', 'initdb'),
      [...args, '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums'],
      {
        ...(home.account ?? {}),
        cwd: '/',
        timeout: initTimeoutMs,
      },
    );
  } finally {
    await rm(passwordFolder, { recursive: true, force: true });
  }
  await rename(beside, home.cluster);
}

/** After kill -9 of our process its PostgreSQL may live on; it is asked to stop before a new one starts. */
async function stopOrphan(home: PostgresHome): Promise<void> {
  const pidFile = join(home.cluster, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostgresOf(pid, home.cluster))) return;
  process.kill(pid, 'SIGINT');
  const until = Date.now() + stopTimeoutMs;
  while (await isPostgresOf(pid, home.cluster)) {
    if (Date.now() > until) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, probeMs));
  }
}

async function isPostgresOf(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const args = commandLine.split('\0');
  return args.some((arg) => arg.endsWith('postgres')) && args.includes(cluster);
}

async function socketFolder(home: PostgresHome): Promise<string> {
  const preferred = join(home.cluster, 'socket');
  if (preferred.length <= longestSocketFolder) {
    await ownFolder(preferred, home.account);
    return preferred;
  }
  const short = await mkdtemp(join(tmpdir(), 'tocsin-pg-'));
  await ownFolder(short, home.account);
  return short;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { apiOf, type Api } from './server-api.ts';
import { isAlive, processesOf, signal, until } from './processes.ts';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const operator = {
  name: 'Ada Admin',
  email: 'ada@nimbus.example',
  password: 'correct horse battery staple',
} as const;

export type Victim = 'server' | 'postgres' | 'clickhouse';

export interface ServerPorts {
  readonly http: number;
  readonly tcp: number;
  readonly relp: number;
}

/** A real server in a process of its own, with its two databases, set up with one operator. */
export interface RunningServer {
  readonly url: string;
  readonly dataFolder: string;
  readonly adminToken: string;
  readonly ports: ServerPorts;
  /** The API as the operator's token. */
  readonly api: Api;
  pid(): number;
  childPids(): Promise<{ readonly postgres: number; readonly clickhouse: number }>;
  /** SIGKILL to one process; resolves when it is gone. */
  kill9(victim: Victim): Promise<void>;
  /** Starts the server again on the same data and the same ports; resolves when it is ready. */
  restart(): Promise<void>;
  /** Resolves when the server says that it and its databases are ready. */
  ready(): Promise<void>;
  /** Asks the server to end, by default as Ctrl-C does; resolves with its exit code. */
  interrupt(name?: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
  /** The last of what it wrote to standard error. */
  log(): string;
  /** Ends every process of it and removes its data. May be called twice. */
  stop(): Promise<void>;
}

export interface RunningServerOptions {
  /** `bin/tocsin` also builds and serves the console; the default leaves the console out. */
  readonly entry?: 'bin/tocsin' | 'api only';
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder with an operator in it, such as a restored one; it is removed in the end too. */
  readonly dataFolder?: string;
  /** Called with the data folder before the first start; what it returns is called before the folder is removed. */
  readonly prepare?: (dataFolder: string) => Promise<() => Promise<void>>;
}

const startTimeoutMs = 120_000;
const logBytes = 200_000;

export async function startRunningServer(options: RunningServerOptions = {}): Promise<RunningServer> {
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'tocsin-run-')));
  await chmod(folder, 0o711);
  const dataFolder = options.dataFolder ?? join(folder, 'data');
  const state: State = { child: null, log: '', ports: null, folder, dataFolder, options, undo: null };
  try {
    state.undo = (await options.prepare?.(dataFolder)) ?? null;
    await launch(state);
    const url = await untilReady(state);
    const adminToken = await (options.dataFolder === undefined
      ? setUp(url, dataFolder)
      : adminTokenOf(dataFolder));
    const api = apiOf(url, adminToken);
    const ports = await portsOf(url, api);
    state.ports = ports;
    return running(state, { url, adminToken, api, ports });
  } catch (error) {
    await clear(state);
    throw new Error(`The server did not start:\n${state.log}`, { cause: error });
  }
}

interface State {
  child: ChildProcess | null;
  log: string;
  /** Known after the first start; later ones use the same. */
  ports: ServerPorts | null;
  undo: (() => Promise<void>) | null;
  readonly folder: string;
  readonly dataFolder: string;
  readonly options: RunningServerOptions;
}

function running(
  state: State,
  known: Pick<RunningServer, 'url' | 'adminToken' | 'api' | 'ports'>,
): RunningServer {
  const { dataFolder, folder } = state;
  const childPids = (): ReturnType<RunningServer['childPids']> =>
    until('both databases run', () => databasePids(folder));
  return {
    ...known,
    dataFolder,
    childPids,
    pid: () => pidOf(state),
    kill9: async (victim) => {
      const pid = victim === 'server' ? pidOf(state) : (await childPids())[victim];
      signal(pid, 'SIGKILL');
      if (victim === 'server') await gone(state);
      else await until(`${victim} is gone`, async () => ((await isAlive(pid)) ? null : true));
    },
    restart: async () => {
      await gone(state);
      await launch(state);
      await untilReady(state);
    },
    ready: async () => {
      await untilReady(state);
    },
    interrupt: async (name = 'SIGINT') => {
      const child = state.child;
      signal(pidOf(state), name);
      await gone(state);
      return child?.exitCode ?? null;
    },
    log: () => state.log,
    stop: () => clear(state),
  };
}

function pidOf({ child }: State): number {
  if (child?.pid === undefined) throw new Error('The server has not been started.');
  return child.pid;
}

function launch(state: State): Promise<void> {
  const { entry = 'api only' } = state.options;
  const [program, args] =
    entry === 'bin/tocsin'
      ? [join(projectRoot, 'bin', 'tocsin'), ['serve']]
      : [process.execPath, [join(projectRoot, 'test', 'support', 'server-child.ts')]];
  const child = spawn(program, args, { env: environment(state), stdio: ['ignore', 'ignore', 'pipe'] });
  state.child = child;
  child.stderr.on('data', (chunk: Buffer) => {
    state.log = (state.log + chunk.toString()).slice(-logBytes);
  });
  return once(child, 'spawn').then(() => undefined);
}

/** The environment of a server on this data folder: nothing of the tester's own settings, only loopback, any port. */
export function environment(
  state: Pick<State, 'dataFolder' | 'ports' | 'options'>,
): Record<string, string | undefined> {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('TOCSIN_') && !/^(DATABASE|CLICKHOUSE)_URL$/.test(name),
    ),
  );
  const { http = 0, tcp = 0, relp = 0 } = state.ports ?? {};
  return {
    ...own,
    TOCSIN_DATA: state.dataFolder,
    TOCSIN_HTTP_PORT: String(http),
    TOCSIN_SYSLOG_UDP: 'off',
    TOCSIN_SYSLOG_TCP: `127.0.0.1:${tcp}`,
    TOCSIN_SYSLOG_RELP: `127.0.0.1:${relp}`,
    TOCSIN_LOG_FORMAT: 'json',
    TOCSIN_LOG_LEVEL: 'warn',
    ...state.options.env,
  };
}

/** Waits until the process that we started says where it listens and is ready; returns its address. */
async function untilReady(state: State): Promise<string> {
  return until(
    'the server is ready',
    async () => {
      if (!isRunning(state.child)) throw new Error(`The server has ended:\n${state.log}`);
      const text = await readFile(join(state.dataFolder, 'server.json'), 'utf8').catch(() => '{}');
      const { url, pid } = parseServerFile(text);
      if (url === null || pid !== state.child.pid) return null;
      const reply = await fetch(`${url}/readyz`).catch(() => null);
      return reply?.status === 200 ? url : null;
    },
    startTimeoutMs,
  );
}

function parseServerFile(text: string): { url: string | null; pid: number } {
  try {
    const { url = null, pid = 0 } = JSON.parse(text) as { url?: string; pid?: number };
    return { url, pid };
  } catch {
    return { url: null, pid: 0 };
  }
}

/** Creates the operator through the first-run link; returns the token that the server writes then. */
async function setUp(url: string, dataFolder: string): Promise<string> {
  const secrets = join(dataFolder, 'secrets');
  const link = await until('a first-run link', () => readOrNull(join(secrets, 'setup-link')));
  const token = new URL(link).searchParams.get('token');
  const made = await apiOf(url, null).post('/setup', { token, providerName: 'Nimbus Cloud', ...operator });
  if (made.status !== 200) throw new Error(`The set-up failed: ${JSON.stringify(made.body)}`);
  return adminTokenOf(dataFolder);
}

const adminTokenOf = (dataFolder: string): Promise<string> =>
  until('the token of the administrator', () => readOrNull(join(dataFolder, 'secrets', 'admin-token')));

const readOrNull = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => (text.trim() === '' ? null : text.trim()),
    () => null,
  );

async function portsOf(url: string, api: Api): Promise<ServerPorts> {
  const { body } = await api.get('/intake/status');
  const listeners = body.listeners as readonly { transport: string; port: number }[];
  const port = (transport: string): number =>
    listeners.find((listener) => listener.transport === transport)?.port ?? 0;
  return { http: Number(new URL(url).port), tcp: port('tcp'), relp: port('relp') };
}

async function databasePids(folder: string): Promise<{ postgres: number; clickhouse: number } | null> {
  const found = await processesOf(folder);
  const postgres = found.find(({ args }) => args[0]?.endsWith('/bin/postgres'));
  const clickhouse = found.find(({ args }) => args.some((arg) => arg.endsWith('chdb-server.ts')));
  return postgres === undefined || clickhouse === undefined
    ? null
    : { postgres: postgres.pid, clickhouse: clickhouse.pid };
}

/** Started, and not known to have ended. */
const isRunning = (child: ChildProcess | null): child is ChildProcess =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function gone({ child }: State): Promise<void> {
  if (!isRunning(child)) return;
  await once(child, 'exit');
}

const politeMs = 20_000;
const forcedMs = 10_000;

/** Ends the server, then whatever of it is left, each by its id; then removes its folder. */
async function clear(state: State): Promise<void> {
  const { child, folder } = state;
  if (isRunning(child)) {
    child.kill('SIGTERM');
    await Promise.race([gone(state), delay(politeMs, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await gone(state);
  }
  for (const { pid } of await processesOf(folder)) signal(pid, 'SIGKILL');
  await until(
    'nothing of the server runs any more',
    async () => ((await processesOf(folder)).length === 0 ? true : null),
    forcedMs,
  );
  await state.undo?.();
  state.undo = null;
  await rm(folder, { recursive: true, force: true });
}

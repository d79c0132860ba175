import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { unreachable } from '../../kernel/index.ts';
import { ChildStartError, pause, systemTimers, type ChildState, type Timers } from '../supervise/index.ts';
import { ClickHouseUnavailableError } from './clickhouse-error.ts';
import { commonSettings, connect, type ClientTarget } from './client.ts';
import { startEmbedded, type EngineLimits } from './embedded.ts';
import { olderExitCode } from './server/config.ts';

/** Where ClickHouse is: embedded under `dataDir`, or at `url` (`http(s)://user:password@host:8123/database`). */
export interface ClickHouseOptions {
  /** Folder for the embedded engine; unused with `url`. */
  readonly dataDir: string;
  readonly url?: string | undefined;
  /** Database for all tables; a path in `url` wins. */
  readonly database?: string;
  readonly log: Logger;
  readonly limits?: Partial<EngineLimits>;
  readonly onState?: (state: ClickHouseState) => void;
  /** How long to wait for an external server at the start, in milliseconds. */
  readonly connectTimeoutMs?: number;
  readonly timers?: Timers;
}

/** Where the database is in its life; for health checks. */
export type ClickHouseState =
  | { readonly kind: 'embedded'; readonly child: ChildState }
  | { readonly kind: 'external'; readonly host: string };

/** A running ClickHouse. The clients are @clickhouse/client's; their calls throw `ClickHouseUnavailableError` while nothing answers. */
export interface ClickHouseHandle {
  /** For reads and commands. */
  client(): ClickHouseClient;
  /** For inserts: connections and sessions of its own, synchronous, so that a reply means stored. */
  readonly inserts: ClickHouseClient;
  readonly database: string;
  /** Resolves when queries can run; rejects with `ChildStartError`, `ChildStoppedError` or `ClickHouseUnavailableError`. */
  ready(): Promise<void>;
  /** True when a query runs now; never rejects. */
  ping(): Promise<boolean>;
  stop(): Promise<void>;
  state(): ClickHouseState;
}

/** The URL cannot be used; `code` is stable. */
export class ClickHouseUrlError extends Error {
  override readonly name = 'ClickHouseUrlError';
  readonly code = 'clickhouse_url_invalid';
  readonly retryable = false;
}

/** The data directory was used by a newer engine; nothing was touched. */
export class EngineVersionError extends Error {
  override readonly name = 'EngineVersionError';
  readonly code = 'engine_older_than_data';
  readonly retryable = false;

  constructor(cause: ChildStartError) {
    super(cause.stderrTail.at(-1) ?? 'A newer engine has used the data.', { cause });
  }
}

const defaultDatabase = 'tocsin';
const readTimeoutMs = 75_000;
const insertTimeoutMs = 330_000;
const readSockets = 32;
const insertSockets = 8;
const externalPollMs = 250;

/** An insert is acknowledged when it is stored, on either kind of server. */
const insertSettings = { ...commonSettings, async_insert: 0, wait_end_of_query: 1 } as const;

/** Starts the embedded engine or connects to the external one; resolves when queries can run. */
export async function startClickHouse(options: ClickHouseOptions): Promise<ClickHouseHandle> {
  return options.url === undefined || options.url === ''
    ? startOwn(options)
    : connectTo(options, options.url);
}

async function startOwn(options: ClickHouseOptions): Promise<ClickHouseHandle> {
  const database = options.database ?? defaultDatabase;
  const { onState } = options;
  const engine = await startEmbedded({
    dataDir: options.dataDir,
    database,
    log: options.log,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(onState === undefined ? {} : { onState: (child) => onState({ kind: 'embedded', child }) }),
  });
  try {
    await engine.child.ready();
  } catch (error) {
    await engine.stop();
    throw isOlder(error) ? new EngineVersionError(error) : error;
  }
  const target = (sockets: number): Pick<ClientTarget, 'url' | 'database' | 'agent' | 'unavailable'> => ({
    url: 'http://localhost',
    database,
    agent: engine.agent(sockets),
    unavailable: () => whyNot(engine.child.state()),
  });
  return handleFor(
    connect({ ...target(readSockets), requestTimeoutMs: readTimeoutMs, settings: commonSettings }),
    connect({ ...target(insertSockets), requestTimeoutMs: insertTimeoutMs, settings: insertSettings }),
    database,
    {
      ready: () => engine.child.ready(),
      stop: () => engine.stop(),
      state: () => ({ kind: 'embedded', child: engine.child.state() }),
    },
  );
}

const isOlder = (error: unknown): error is ChildStartError =>
  error instanceof ChildStartError && error.failure.kind === 'exited' && error.failure.code === olderExitCode;

function whyNot(state: ChildState): string | null {
  switch (state.kind) {
    case 'ready':
      return null;
    case 'starting':
    case 'backing-off':
      return 'its process is being restarted.';
    case 'stopping':
    case 'stopped':
      return 'it has been stopped.';
    case 'failed':
      return 'its process cannot be started.';
    default:
      return unreachable(state);
  }
}

async function connectTo(options: ClickHouseOptions, text: string): Promise<ClickHouseHandle> {
  const { url, database } = parseUrl(text, options.database ?? defaultDatabase);
  const base = { url: url.href, agent: undefined, unavailable: () => null };
  const admin = connect({
    ...base,
    database: undefined,
    requestTimeoutMs: readTimeoutMs,
    settings: commonSettings,
  });
  const ready = async (): Promise<void> => waitForServer(admin, url.host, options);
  try {
    await ready();
    await admin.command({
      query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}',
      query_params: { name: database },
    });
  } catch (error) {
    await admin.close();
    throw error;
  }
  return handleFor(
    connect({ ...base, database, requestTimeoutMs: readTimeoutMs, settings: commonSettings }),
    connect({ ...base, database, requestTimeoutMs: insertTimeoutMs, settings: insertSettings }),
    database,
    { ready, stop: () => admin.close(), state: () => ({ kind: 'external', host: url.host }) },
  );
}

function parseUrl(text: string, fallback: string): { readonly url: URL; readonly database: string } {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ClickHouseUrlError('CLICKHOUSE_URL must look like http://user:password@host:8123/database.');
  }
  const database = decodeURIComponent(url.pathname.slice(1)) || fallback;
  if (!/^[A-Za-z_]\w{0,63}$/.test(database)) {
    throw new ClickHouseUrlError(
      `"${database.slice(0, 60)}" in CLICKHOUSE_URL is not a usable database name.`,
    );
  }
  url.pathname = '/';
  return { url, database };
}

async function waitForServer(
  client: ClickHouseClient,
  host: string,
  options: ClickHouseOptions,
): Promise<void> {
  const timers = options.timers ?? systemTimers;
  const deadline = timers.now() + (options.connectTimeoutMs ?? 30_000);
  for (;;) {
    const answer = await client.ping({ select: true });
    if (answer.success) return;
    if (timers.now() >= deadline)
      throw new ClickHouseUnavailableError(`${host} does not answer.`, { cause: answer.error });
    await pause(externalPollMs, timers);
  }
}

type Life = Pick<ClickHouseHandle, 'ready' | 'state' | 'stop'>;

function handleFor(
  reads: ClickHouseClient,
  inserts: ClickHouseClient,
  database: string,
  life: Life,
): ClickHouseHandle {
  return {
    client: () => reads,
    inserts,
    database,
    ready: () => life.ready(),
    ping: async () => (await reads.ping({ select: true })).success,
    stop: async () => {
      await Promise.all([reads.close(), inserts.close()]);
      await life.stop();
    },
    state: () => life.state(),
  };
}

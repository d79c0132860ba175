import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { lockedExitCode, olderExitCode, parseServerConfig, type ServerConfig } from './server/config.ts';
import { DataDirLockedError, openEngine, type Engine } from './server/engine.ts';
import { EngineOlderError } from './server/engine-version.ts';
import { createHandler } from './server/handler.ts';

/**
 * Entry of the child process: the ClickHouse engine behind ClickHouse's HTTP interface on a unix socket.
 * Argument: one JSON object (server/config.ts). Standard input is a pipe from the parent; its end means that the parent
 * is dead. Exit codes: 0 told to stop, 75 the data directory is in use, 76 a newer engine has used it, 1 anything else.
 */
const parentPollMs = 1_000;
const keepAliveMs = 30_000;
const requestTimeoutMs = 600_000;
const maxHeaderBytes = 1_048_576;

async function main(): Promise<void> {
  watchParent();
  const config = parseServerConfig(process.argv[2]);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(config.spoolDir, { recursive: true, mode: 0o700 });
  const engine = await openEngine(config);
  clearLeftovers(config);
  const server = await listen(engine, config);
  process.once('SIGTERM', () => void stop(server, engine, config));
  process.once('SIGINT', () => void stop(server, engine, config));
}

/** The end of the pipe tells at once; the poll is for a pipe that another process has come to hold. */
function watchParent(): void {
  const parent = process.ppid;
  process.stdin.resume();
  process.stdin.once('end', dieNow).once('error', dieNow);
  setInterval(() => {
    if (process.ppid !== parent) dieNow();
  }, parentPollMs).unref();
}

/** Acknowledged rows are in files already; the engine needs no farewell. */
function dieNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Only after the engine's lock is ours: until then these belong to another process. */
function clearLeftovers(config: ServerConfig): void {
  for (const name of readdirSync(config.spoolDir)) {
    if (/\.(?:body|sock)$/.test(name)) rmSync(join(config.spoolDir, name), { force: true });
  }
}

async function listen(engine: Engine, config: ServerConfig): Promise<Server> {
  const handle = createHandler(engine, config);
  const options = {
    maxHeaderSize: maxHeaderBytes,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestTimeoutMs,
  };
  const server = createServer(options, (request, response) => void handle(request, response));
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject);
  server.listen({ path: config.socketPath }, () => resolve(undefined));
  await promise;
  return server;
}

/** Takes no new connections, lets running queries finish for a while, then leaves. */
async function stop(server: Server, engine: Engine, config: ServerConfig): Promise<void> {
  setTimeout(dieNow, config.drainMs).unref();
  server.close();
  server.closeIdleConnections();
  await Promise.all([engine.inserts.idle(), engine.reads.idle()]);
  server.closeAllConnections();
  process.exit(0);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof DataDirLockedError) return lockedExitCode;
  return error instanceof EngineOlderError ? olderExitCode : 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCodeOf(error));
}

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Session, version as chdbVersion } from 'chdb';
import type { ServerConfig } from './config.ts';
import { checkEngineVersion, noteEngineVersion } from './engine-version.ts';
import { createPool, type Pool } from './pool.ts';
import { repairDeduplication } from './repair.ts';
import { createSession, type EngineSession } from './session.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** The ClickHouse engine on one data directory. Inserts and reads have sessions of their own, so neither waits for the other. */
export interface Engine {
  readonly inserts: Pool<EngineSession>;
  readonly reads: Pool<EngineSession>;
  readonly version: string;
  /** Ends the running queries that carry `queryId`; gives how many there were. */
  kill(queryId: string): Promise<number>;
}

/** The data directory belongs to another living process. */
export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError';
}

const lockPollMs = 50;

/** Opens the engine on its data directory, waiting a little for a previous holder to let go. */
export async function openEngine(config: ServerConfig): Promise<Engine> {
  // Without opening anything: chDB quotes the version of the ClickHouse inside.
  checkEngineVersion(config.dataDir, chdbVersion().libchdb.replaceAll('"', ''));
  const control = await openFirst(config);
  const repaired = await repairDeduplication(control);
  if (repaired.length > 0)
    process.stderr.write(`Removed tokens of blocks that were never stored: ${repaired.join(', ')}\n`);
  await control.queryAsync(`CREATE DATABASE IF NOT EXISTS ${quoteName(config.database)} ENGINE = Atomic`);
  const names = await control.queryAsync('SELECT settings.name FROM system.settings AS settings', {
    format: 'TSV',
  });
  const version = await control.queryAsync('SELECT version()', { format: 'TSV' });
  noteEngineVersion(config.dataDir, version.text().trim());
  const known = new Set(names.text().split('\n').filter(Boolean));
  const sessions = (count: number): readonly EngineSession[] =>
    Array.from({ length: count }, () => createSession(new Session(config.dataDir), known));
  return {
    inserts: createPool(sessions(config.insertSlots), config.maxWaiting),
    reads: createPool(sessions(config.readSlots), config.maxWaiting),
    version: version.text().trim(),
    kill: async (queryId) => {
      const sql = `KILL QUERY WHERE Settings['log_comment'] = ${quoteText(queryId)} ASYNC`;
      const killed = await control.queryAsync(sql, { format: 'TSV' });
      return killed.text().split('\n').filter(Boolean).length;
    },
  };
}

/** The engine itself locks the directory (a kernel lock on `status`), so a dead holder never blocks. */
async function openFirst(config: ServerConfig): Promise<Session> {
  const connectionArgs = [`--config-file=${writeEngineConfig(config)}`];
  const deadline = performance.now() + config.lockWaitMs;
  for (;;) {
    try {
      return new Session(config.dataDir, { connectionArgs });
    } catch (error) {
      const holder = await livingHolder(config.dataDir);
      if (holder === null) throw error;
      if (performance.now() >= deadline) {
        throw new DataDirLockedError(`The data directory ${config.dataDir} is in use by process ${holder}.`);
      }
      await sleep(lockPollMs);
    }
  }
}

/** The process that the engine's `status` file names, if it lives. */
async function livingHolder(dataDir: string): Promise<number | null> {
  const status = await readFile(join(dataDir, 'status'), 'utf8').catch(() => '');
  const pid = Number(/^PID: (\d+)$/m.exec(status)?.[1] ?? 0);
  if (pid === 0 || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : null;
  }
}

/** Limits of the whole engine can only be given in a configuration file. */
function writeEngineConfig(config: ServerConfig): string {
  const path = join(config.spoolDir, 'engine.xml');
  const settings = {
    max_server_memory_usage: config.maxMemoryBytes,
    mark_cache_size: Math.min(268_435_456, Math.floor(config.maxMemoryBytes / 8)),
  };
  const lines = Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`);
  writeFileSync(path, `<clickhouse><logger><level>none</level></logger>${lines.join('')}</clickhouse>\n`, {
    mode: 0o600,
  });
  return path;
}

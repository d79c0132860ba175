import { randomUUID } from 'node:crypto';
import type { IntakeSpool } from '../../event/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { appliedToClickHouse, readRows } from '../../platform/clickhouse/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { ProblemTable } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { z } from 'zod';
import type { Stores } from '../serve/stores.ts';
import { externalStore } from './external-store.ts';
import { dropCut, takeCut, type Cut, type PausableDrain } from './cut.ts';
import type { CutMessage } from './cut-message.ts';
import { lastBackup } from './last-backup.ts';

export const backupProblemTable = {
  backup_running: { status: 409, title: 'Another backup is being made' },
  external_store: { status: 409, title: 'A store of this server is not its own; its own tools back it up' },
  cut_failed: { status: 503, title: 'The stores could not be held still for a backup' },
  cut_unknown: { status: 409, title: 'This server holds no such cut' },
} as const satisfies ProblemTable;

export interface BackupsDeps {
  readonly config: Config;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spool: () => IntakeSpool['spool'] | null;
  readonly drain: () => PausableDrain | null;
}

/** What a running server does for backups: it holds one cut at a time for the command that copies it. */
export interface Backups {
  /** Takes a cut for a folder; one that is held for the same folder has lost its command and is dropped. */
  open(folder: string): Promise<CutMessage | CutRefusal>;
  isOpen(id: string): boolean;
  /** The command has gone or is done. */
  close(id: string): Promise<void>;
  /** When the last complete backup was made; null: none that is known. */
  lastAt(): Date | null;
  noteMade(at: Date): void;
  stop(): Promise<void>;
}

export interface CutRefusal {
  readonly code: keyof typeof backupProblemTable;
  readonly message: string;
}

export async function createBackups(deps: BackupsDeps): Promise<Backups> {
  let held: { readonly id: string; readonly folder: string; readonly cut: Cut } | null = null;
  let busy = false;
  let last = await lastBackup(deps.stores.postgres.db);
  await dropCut(deps.config.data);

  async function drop(): Promise<void> {
    const old = held;
    held = null;
    await old?.cut
      .end()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'a cut was not cleared away'));
  }

  return {
    open: async (folder) => {
      const refusal = refuse(deps, busy || (held !== null && held.folder !== folder));
      if (refusal !== null) return refusal;
      busy = true;
      try {
        await drop();
        const spool = deps.spool();
        if (spool === null) throw new Error('no spool');
        const id = randomUUID();
        const cut = await takeCut(partsOf(deps, spool));
        held = { id, folder, cut };
        return await describe(deps, id, cut);
      } catch (error) {
        deps.log.warn({ err: error }, 'no cut could be taken for a backup');
        await drop();
        const reason = error instanceof Error ? error.message : String(error);
        return { code: 'cut_failed', message: `The stores could not be held still: ${reason}` };
      } finally {
        busy = false;
      }
    },
    isOpen: (id) => held?.id === id,
    close: async (id) => {
      if (held?.id === id) await drop();
    },
    lastAt: () => last,
    noteMade: (at) => {
      last = at;
    },
    stop: drop,
  };
}

function refuse({ config, spool }: BackupsDeps, isTaken: boolean): CutRefusal | null {
  const external = externalStore(config);
  if (external !== null) return { code: 'external_store', message: external };
  if (spool() === null) {
    return { code: 'cut_failed', message: 'This server has no spool: ask the one that has the role intake.' };
  }
  return isTaken ? { code: 'backup_running', message: 'A backup into another folder is being made.' } : null;
}

const partsOf = (
  { clock, config, drain, stores }: BackupsDeps,
  spool: IntakeSpool['spool'],
): Parameters<typeof takeCut>[0] => ({
  dataFolder: config.data,
  app: stores.postgres.settingsFor('app'),
  clickhouse: stores.clickhouse,
  spool,
  drain: drain(),
  now: () => clock.now(),
});

const versionSchema = z.object({ version: z.string() });

async function describe({ stores }: BackupsDeps, id: string, cut: Cut): Promise<CutMessage> {
  const client = stores.clickhouse.client();
  const [found] = await readRows(client, {
    sql: 'SELECT version() AS version',
    parse: (row) => versionSchema.parse(row),
  });
  const { database, host, port } = stores.postgres.settingsFor('app');
  return {
    id,
    at: cut.at.toISOString(),
    drainPausedMs: cut.drainPausedMs,
    snapshot: cut.snapshot,
    postgres: { host, port, database },
    frozen: cut.frozen,
    spool: { folder: cut.spool.folder, files: [...cut.spool.files] },
    clickhouse: { version: found?.version ?? '', migrations: [...(await appliedToClickHouse(client))] },
  };
}

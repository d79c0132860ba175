import { dropFrozen, freezeTables, type ClickHouseHandle } from '../../platform/clickhouse/index.ts';
import { holdSnapshot, type ConnectionSettings, type HeldSnapshot } from '../../platform/postgres/index.ts';
import type { Drain, IntakeSpool } from '../../event/index.ts';
import type { SpoolFile } from '../../platform/spool/index.ts';
import { join } from 'node:path';
import { dropSpoolCut, makeSpoolCutFolder } from './copy-spool.ts';

/** One moment of both stores and the spool, held for a copy to be made in peace. */
export interface Cut {
  readonly at: Date;
  /** How long the drain stood still for it. */
  readonly drainPausedMs: number;
  /** Names the moment in PostgreSQL. */
  readonly snapshot: string;
  /** A folder like the ClickHouse engine's own, as it was. */
  readonly frozen: string;
  readonly spool: { readonly folder: string; readonly files: readonly SpoolFile[] };
  end(): Promise<void>;
}

export type PausableDrain = Pick<Drain<unknown>, 'pause' | 'resume'>;

export interface CutParts {
  readonly dataFolder: string;
  readonly app: ConnectionSettings;
  readonly clickhouse: Pick<ClickHouseHandle, 'client' | 'database'>;
  readonly spool: Pick<IntakeSpool['spool'], 'linkInto'>;
  /** Null when nothing drains the spool. */
  readonly drain: PausableDrain | null;
  readonly now: () => Date;
}

/** Batches in work are normally done within a fraction of a second. */
const pauseTimeoutMs = 30_000;

/** What both leftovers of a killed process and a finished cut come to. */
export async function dropCut(dataFolder: string): Promise<void> {
  await dropFrozen(clickhouseFolder(dataFolder));
  await dropSpoolCut(dataFolder);
}

export const clickhouseFolder = (dataFolder: string): string => join(dataFolder, 'clickhouse');

/**
 * Takes a cut. While the drain stands still, nothing is planned, stored or committed, so PostgreSQL's drained position,
 * ClickHouse's rows and its memory of tokens agree, and what was acknowledged is behind that position or in the
 * spool (docs/adr/0010-backup.md). Intake goes on.
 */
export async function takeCut(parts: CutParts): Promise<Cut> {
  const { app, clickhouse, dataFolder, drain, now, spool } = parts;
  const startedAt = performance.now();
  let snapshot: HeldSnapshot | null = null;
  await drain?.pause(pauseTimeoutMs);
  try {
    const at = now();
    snapshot = await holdSnapshot(app);
    const frozen = await freezeTables(clickhouse.client(), clickhouseFolder(dataFolder), clickhouse.database);
    const folder = await makeSpoolCutFolder(dataFolder);
    const files = await spool.linkInto(folder);
    const held = snapshot;
    return {
      at,
      drainPausedMs: Math.round(performance.now() - startedAt),
      snapshot: held.id,
      frozen,
      spool: { folder, files },
      end: async () => {
        await held.end();
        await dropCut(dataFolder);
      },
    };
  } catch (error) {
    await snapshot?.end();
    await dropCut(dataFolder);
    throw error;
  } finally {
    drain?.resume();
  }
}

import { dropFrozen, prepareFreeze, type ClickHouseHandle } from '../../platform/clickhouse/index.ts';
import { holdSnapshot, type ConnectionSettings } from '../../platform/postgres/index.ts';
import type { Drain, IntakeSpool } from '../../event/index.ts';
import type { SpoolFile } from '../../platform/spool/index.ts';
import { join } from 'node:path';
import { dropSpoolCut, makeSpoolCutFolder } from './copy-spool.ts';

/** One moment of both stores and the spool, held for a copy to be made in peace. */
export interface Cut {
  readonly at: Date;
  /** From when the drain was asked to stand still until it went on; the batches then in work are in it. */
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
  const freeze = await prepareFreeze(clickhouse.client(), clickhouseFolder(dataFolder), clickhouse.database);
  const folder = await makeSpoolCutFolder(dataFolder);
  const startedAt = performance.now();
  await drain?.pause(pauseTimeoutMs).catch(async (error: unknown) => {
    await dropCut(dataFolder);
    throw error;
  });
  const at = now();
  const [snapshot, frozen, files] = await Promise.allSettled([
    holdSnapshot(app),
    freeze(),
    spool.linkInto(folder),
  ]);
  drain?.resume();
  const drainPausedMs = Math.round(performance.now() - startedAt);
  if (snapshot.status === 'fulfilled' && frozen.status === 'fulfilled' && files.status === 'fulfilled') {
    return {
      at,
      drainPausedMs,
      snapshot: snapshot.value.id,
      frozen: frozen.value,
      spool: { folder, files: files.value },
      end: async () => {
        await snapshot.value.end();
        await dropCut(dataFolder);
      },
    };
  }
  if (snapshot.status === 'fulfilled') await snapshot.value.end();
  await dropCut(dataFolder);
  const failed = [snapshot, frozen, files].find((part) => part.status === 'rejected');
  throw failed?.reason ?? new Error('no cut');
}

import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkClickHouseMigrations,
  engineRelease,
  isNewerRelease,
  MigrationError as ClickHouseMigrationError,
} from '../../platform/clickhouse/index.ts';
import {
  checkPostgresMigrations,
  MigrationError as PostgresMigrationError,
} from '../../platform/postgres/index.ts';
import { BackupError } from './backup-error.ts';
import type { Manifest } from './manifest.ts';
import { nearestFolder } from './nearest-folder.ts';
import { megabytes } from './progress.ts';

/** Throws when this program cannot use what the backup holds: it was made by a newer one, or by an altered one. */
export async function checkFits(root: string, manifest: Manifest): Promise<void> {
  try {
    await checkPostgresMigrations(join(root, 'migrations', 'postgres'), manifest.postgres.migrations);
    await checkClickHouseMigrations(join(root, 'migrations', 'clickhouse'), manifest.clickhouse.migrations);
  } catch (error) {
    if (!(error instanceof PostgresMigrationError || error instanceof ClickHouseMigrationError)) throw error;
    throw newer(manifest, error.message, error);
  }
  const own = await engineRelease();
  if (isNewerRelease(manifest.clickhouse.version, own)) {
    throw newer(
      manifest,
      `Its events are in the form of ClickHouse ${manifest.clickhouse.version}, and this Tocsin brings ${own}.`,
    );
  }
}

const newer = (manifest: Manifest, reason: string, cause?: Error): BackupError =>
  new BackupError(
    'backup_newer_than_program',
    `The backup ${manifest.id} was made by Tocsin ${manifest.program}, and this one cannot use it. ${reason}`,
    { cause },
  );

/** PostgreSQL's rows take about twice their length, with indexes and log. */
const rowsFactor = 2;

/** Before anything is written. */
export async function checkRoomFor(dataFolder: string, manifest: Manifest): Promise<void> {
  const files = [...manifest.clickhouse.parts, ...manifest.spool.files].reduce(
    (sum, { bytes }) => sum + bytes,
    0,
  );
  const rows = manifest.postgres.tables
    .flatMap(({ chunks }) => chunks)
    .reduce((sum, chunk) => sum + chunk.rawBytes, 0);
  const needed = files + rowsFactor * rows;
  const { bavail, bsize } = await statfs(await nearestFolder(dataFolder));
  if (bavail * bsize >= needed) return;
  throw new BackupError(
    'folder_full',
    `The restored data take about ${megabytes(needed)}, and the disk of ${dataFolder} has ${megabytes(bavail * bsize)} free.`,
  );
}

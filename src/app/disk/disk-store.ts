import { sql } from 'kysely';
import { z } from 'zod';
import type { DiskLevel, Sample, WatchedDisk } from '../../platform/disk/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { DiskMails } from './disk-mail.ts';

/** A file system as a process last reported it. */
export interface FileSystem extends Omit<WatchedDisk, 'since'> {
  readonly node: string;
  /** The first of its places. */
  readonly name: string;
  readonly levelSince: Date;
  readonly seenAt: Date;
  /** Used bytes, one sample an hour. */
  readonly history: readonly Sample[];
  readonly mails: DiskMails;
}

interface FileSystemRow {
  node: string;
  name: string;
  places: string[];
  path: string;
  total_bytes: number;
  free_bytes: number;
  level: DiskLevel;
  level_since: Date;
  seen_at: Date;
  history: unknown;
  warn_mailed_at: Date | null;
  stop_mailed_at: Date | null;
  mailed_level: DiskLevel;
}

const historySchema = z.array(z.object({ at: z.number(), bytes: z.number() }));

const toFileSystem = (row: FileSystemRow): FileSystem => ({
  node: row.node,
  name: row.name,
  places: row.places,
  path: row.path,
  totalBytes: row.total_bytes,
  freeBytes: row.free_bytes,
  level: row.level,
  levelSince: row.level_since,
  seenAt: row.seen_at,
  history: historySchema.parse(row.history),
  mails: { level: row.mailed_level, warnAt: row.warn_mailed_at, stopAt: row.stop_mailed_at },
});

/** File systems that any process of the installation watches; none in a company's scope. */
export async function listFileSystems(tx: Tx): Promise<readonly FileSystem[]> {
  const { rows } = await sql<FileSystemRow>`
    select file_system.node, file_system.name, file_system.places, file_system.path, file_system.total_bytes,
      file_system.free_bytes, file_system.level, file_system.level_since, file_system.seen_at, file_system.history,
      file_system.warn_mailed_at, file_system.stop_mailed_at, file_system.mailed_level
    from file_system order by file_system.node, file_system.name`.execute(tx);
  return rows.map(toFileSystem);
}

export async function saveFileSystem(tx: Tx, disk: FileSystem): Promise<void> {
  const history = JSON.stringify(disk.history);
  const { level: mailedLevel, warnAt, stopAt } = disk.mails;
  await sql`
    insert into file_system (node, name, places, path, total_bytes, free_bytes, level, level_since, seen_at, history,
      warn_mailed_at, stop_mailed_at, mailed_level)
    values (${disk.node}, ${disk.name}, ${[...disk.places]}::text[], ${disk.path}, ${disk.totalBytes}, ${disk.freeBytes},
      ${disk.level}, ${disk.levelSince}, ${disk.seenAt}, ${history}::jsonb, ${warnAt}, ${stopAt}, ${mailedLevel})
    on conflict (node, name) do update set places = excluded.places, path = excluded.path,
      total_bytes = excluded.total_bytes, free_bytes = excluded.free_bytes, level = excluded.level,
      level_since = excluded.level_since, seen_at = excluded.seen_at, history = excluded.history,
      warn_mailed_at = excluded.warn_mailed_at, stop_mailed_at = excluded.stop_mailed_at,
      mailed_level = excluded.mailed_level`.execute(tx);
}

/** Forgets file systems that nobody has reported since a time: processes and disks that are no more. */
export async function forgetUnseen(tx: Tx, since: Date): Promise<void> {
  await sql`delete from file_system where file_system.seen_at < ${since}`.execute(tx);
}

import { systemScope, dayMs, hourMs, minuteMs, type Clock } from '../../kernel/index.ts';
import {
  addSample,
  forecastReach,
  freePercentOf,
  type DiskThresholds,
  type DiskUsage,
  type WatchedDisk,
} from '../../platform/disk/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import type { MailAdmins } from '../../event/index.ts';
import { diskMail, mailsAfter } from './disk-mail.ts';
import { forgetUnseen, listFileSystems, saveFileSystem, type FileSystem } from './disk-store.ts';

export interface DiskReportDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Names this process's data folder among those of the installation. */
  readonly node: string;
  readonly thresholds: DiskThresholds;
  readonly mailAdmins: MailAdmins;
}

/** Unchanged file systems are reported this often. */
const reportEveryMs = minuteMs;
const historyRule = { everyMs: hourMs, keepMs: 14 * dayMs };
const unseenMs = 7 * dayMs;

/** Reports what the watch sees to the database, for the console of any process, and mails staff of changes. */
export function createDiskReport(deps: DiskReportDeps): (disks: readonly WatchedDisk[]) => Promise<void> {
  let reported = new Map<string, string>();
  let triedAt = -Infinity;
  return async (disks) => {
    const now = deps.clock.now();
    const levels = new Map(disks.map((disk) => [nameOf(disk), disk.level]));
    const isChanged = [...levels].some(([name, level]) => reported.get(name) !== level);
    const isDue = now.getTime() - triedAt >= reportEveryMs;
    // After a failure too, not at every look: the database may be away for long.
    if (!isDue && (!isChanged || reported.size === 0)) return;
    triedAt = now.getTime();
    reported = new Map();
    await inScope(deps.db, systemScope('disk-watch'), async (tx) => {
      const known = new Map((await listFileSystems(tx)).map((each) => [`${each.node} ${each.name}`, each]));
      for (const disk of disks) await report(tx, deps, disk, known.get(`${deps.node} ${nameOf(disk)}`), now);
      await forgetUnseen(tx, new Date(now.getTime() - unseenMs));
    });
    reported = levels;
  };
}

const nameOf = ({ places: [name = ''] }: Pick<WatchedDisk, 'places'>): string => name;

async function report(
  tx: Tx,
  deps: DiskReportDeps,
  disk: WatchedDisk,
  before: FileSystem | undefined,
  now: Date,
): Promise<void> {
  const used = { at: now.getTime(), bytes: disk.totalBytes - disk.freeBytes };
  const told = before?.mails ?? { level: 'ok', warnAt: null, stopAt: null };
  const mails = mailsAfter(told, disk.level, now);
  const { since, ...seen } = disk;
  const after: FileSystem = {
    ...seen,
    node: deps.node,
    name: nameOf(disk),
    // A restart begins a level anew only when it has changed.
    levelSince: before?.level === disk.level ? before.levelSince : since,
    seenAt: now,
    history: addSample(before?.history ?? [], used, historyRule),
    mails,
  };
  await saveFileSystem(tx, after);
  if (mails === told) return;
  await deps.mailAdmins(
    tx,
    diskMail({
      level: disk.level,
      before: told.level,
      node: deps.node,
      path: disk.path,
      freeBytes: disk.freeBytes,
      freePercent: freePercentOf(disk),
      ...deps.thresholds,
      stopsAt: stopsAt(after, deps.thresholds, now),
    }),
  );
}

/** When a file system reaches the level at which intake stops (or is full), if its trend goes on. */
export function stopsAt(
  disk: DiskUsage & Pick<FileSystem, 'history'>,
  { stopFreePercent }: DiskThresholds,
  now: Date,
): Date | null {
  const limit = disk.totalBytes * (1 - stopFreePercent / 100);
  const at = forecastReach(disk.history, limit, now.getTime());
  return at === null ? null : new Date(at);
}

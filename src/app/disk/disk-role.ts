import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../kernel/index.ts';
import type { MailAdmins } from '../../event/index.ts';
import type { Config } from '../../platform/config/index.ts';
import {
  diskLevels,
  startDiskWatch,
  type DiskPlace,
  type DiskThresholds,
  type DiskWatch,
  type WatchedDisk,
} from '../../platform/disk/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Db } from '../../platform/postgres/index.ts';
import { createDiskReport } from './disk-report.ts';

export interface DiskRoleOptions {
  readonly config: Config;
  readonly db: Db;
  /** Where PostgreSQL's files really are; null when they are not on this machine. */
  readonly postgresFolder: string | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly mailAdmins: MailAdmins;
}

export const thresholdsOf = ({ retention }: Config): DiskThresholds => ({
  warnFreePercent: retention.diskWarnFreePercent,
  stopFreePercent: retention.diskStopFreePercent,
});

/** Watches the disks that this process's data lies on: metrics, log, the console's view, mail to staff. */
export function startDisks(options: DiskRoleOptions): Promise<DiskWatch> {
  const { config, db, clock, log, metrics, mailAdmins } = options;
  const thresholds = thresholdsOf(config);
  const node = `${hostname()}:${config.data}`;
  const report = createDiskReport({ db, clock, node, thresholds, mailAdmins });
  const measure = createMeasures(metrics);
  return startDiskWatch({
    places: placesOf(options),
    thresholds,
    clock,
    log,
    onLook: (disks) => {
      measure(disks);
      return report(disks);
    },
  });
}

function placesOf({ config, postgresFolder }: DiskRoleOptions): readonly DiskPlace[] {
  const { data } = config;
  return [
    { name: 'data', path: data },
    ...(config.roles.includes('intake') ? [{ name: 'spool', path: join(data, 'spool') }] : []),
    ...(postgresFolder === null ? [] : [{ name: 'postgres', path: postgresFolder }]),
    ...(config.clickhouse.url === null ? [{ name: 'clickhouse', path: join(data, 'clickhouse') }] : []),
  ];
}

function createMeasures(metrics: Metrics): (disks: readonly WatchedDisk[]) => void {
  const free = metrics.gauge('tocsin_disk_free_bytes', 'Free bytes of the disk that a place lies on', [
    'place',
  ]);
  const size = metrics.gauge('tocsin_disk_size_bytes', 'Bytes of that disk that can be used', ['place']);
  const level = metrics.gauge('tocsin_disk_level', '0 enough room, 1 warning, 2 intake is slowed', ['place']);
  return (disks) => {
    for (const disk of disks) {
      for (const place of disk.places) {
        free.set({ place }, disk.freeBytes);
        size.set({ place }, disk.totalBytes);
        level.set({ place }, diskLevels.indexOf(disk.level));
      }
    }
  };
}

import { z } from 'zod';
import { defineRoute, wireTime, type Route } from '../../identity/index.ts';
import { minuteMs, ok } from '../../kernel/index.ts';
import { diskLevels, freePercentOf, type DiskThresholds } from '../../platform/disk/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { stopsAt } from './disk-report.ts';
import { listFileSystems } from './disk-store.ts';

/** Without a report for this long, what is shown may no longer be so. */
const staleMs = 5 * minuteMs;

export const fileSystemBody = z.object({
  /** Host and data folder of the process that watches it. */
  node: z.string(),
  /** What lies on it: data, spool, postgres, clickhouse. */
  places: z.array(z.string()),
  path: z.string(),
  totalBytes: z.number().int(),
  freeBytes: z.number().int(),
  freePercent: z.number(),
  level: z.enum(diskLevels),
  levelSince: wireTime,
  seenAt: wireTime,
  isStale: z.boolean(),
  /** When intake is slowed if the trend goes on; null without a trend. */
  stopsAt: wireTime.nullable(),
});

/** File systems as the API shows them; none for a customer. */
export async function showFileSystems(
  tx: Tx,
  thresholds: DiskThresholds,
  now: Date,
): Promise<z.input<typeof fileSystemBody>[]> {
  return (await listFileSystems(tx)).map((disk) => ({
    node: disk.node,
    places: [...disk.places],
    path: disk.path,
    totalBytes: disk.totalBytes,
    freeBytes: disk.freeBytes,
    freePercent: Math.round(freePercentOf(disk) * 10) / 10,
    level: disk.level,
    levelSince: disk.levelSince,
    seenAt: disk.seenAt,
    isStale: now.getTime() - disk.seenAt.getTime() > staleMs,
    stopsAt: stopsAt(disk, thresholds, now),
  }));
}

export const fileSystemRoute = (thresholds: DiskThresholds): Route =>
  defineRoute({
    method: 'GET',
    path: '/file-systems',
    operation: 'file_system.list',
    summary: 'Disks that data lies on, their free space and what it leads to',
    access: 'source:read',
    reply: z.object({
      items: z.array(fileSystemBody),
      warnFreePercent: z.number(),
      stopFreePercent: z.number(),
    }),
    handler: async ({ tx, clock }) =>
      ok({ items: await showFileSystems(tx, thresholds, clock.now()), ...thresholds }),
  });

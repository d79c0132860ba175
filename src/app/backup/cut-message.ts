import { z } from 'zod';

/** What the server answers to a request for a cut: where the CLI finds everything. */
export const cutMessage = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  drainPausedMs: z.number(),
  snapshot: z.string(),
  postgres: z.object({ host: z.string(), port: z.int(), database: z.string() }),
  frozen: z.string(),
  spool: z.object({
    folder: z.string(),
    files: z.array(z.object({ name: z.string(), bytes: z.int() })),
  }),
  clickhouse: z.object({
    version: z.string(),
    migrations: z.array(z.object({ version: z.int(), name: z.string(), checksum: z.string() })),
  }),
});
export type CutMessage = z.infer<typeof cutMessage>;

/** What is recorded of a finished backup. */
export const backupRecord = z.object({
  backup: z.string().max(40),
  folder: z.string().max(400),
  /** The account on the machine that ran the command. */
  account: z.string().max(100),
  cutAt: z.string().max(40),
  bytes: z.int().min(0),
  copiedBytes: z.int().min(0),
  objects: z.int().min(0),
  drainPausedMs: z.number().min(0),
  tookMs: z.number().min(0),
  withMasterKey: z.boolean(),
});
export type BackupRecord = z.infer<typeof backupRecord>;

/** Below the API's prefix, and with it: the command does not load all of identity to learn it. */
export const cutRoute = '/backup-cut';
export const backupsRoute = '/backups';
export const cutPath = `/api/v1${cutRoute}`;
export const backupsPath = `/api/v1${backupsRoute}`;

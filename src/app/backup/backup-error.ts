import { CommandError, exitCodes } from '../cli/command.ts';

/** Why a backup or restore cannot be made or used; printed, and documented in docs/guide/backup-and-upgrade.md. */
export const backupProblems = [
  'external_store',
  'data_missing',
  'data_not_empty',
  'data_unreadable',
  'server_not_answering',
  'server_without_api',
  'backup_running',
  'cut_failed',
  'cut_lost',
  'folder_missing',
  'folder_not_a_backup',
  'folder_inside_data',
  'folder_full',
  'folder_unwritable',
  'other_installation',
  'format_newer',
  'no_backup',
  'backup_unknown',
  'manifest_unreadable',
  'manifest_altered',
  'object_missing',
  'object_damaged',
  'backup_newer_than_program',
  'dump_does_not_fit',
  'master_key_missing',
  'master_key_mismatch',
  'restore_unfinished',
  'interrupted',
] as const;
export type BackupProblem = (typeof backupProblems)[number];

/** Input that could not be read, as against a check that failed. */
const unreadable: ReadonlySet<BackupProblem> = new Set([
  'data_unreadable',
  'folder_missing',
  'folder_not_a_backup',
  'format_newer',
  'no_backup',
  'backup_unknown',
  'manifest_unreadable',
  'object_missing',
]);

export class BackupError extends CommandError {
  declare readonly code: BackupProblem;

  constructor(code: BackupProblem, message: string, options?: ErrorOptions) {
    super(code, message, unreadable.has(code) ? exitCodes.unreadable : exitCodes.failed, options);
    this.name = 'BackupError';
  }
}

export const errnoOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** 53100: PostgreSQL's disk_full. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', '53100']);
const refused: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What writing into a folder failed with, in the operator's words; anything else is passed on. */
export function asFolderError(folder: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (fullDisk.has(errno)) {
    return new BackupError(
      'folder_full',
      `The disk of ${folder} is full. Make room and run the same command again: it goes on where it was.`,
      { cause: error },
    );
  }
  if (!refused.has(errno)) return error;
  return new BackupError('folder_unwritable', `${folder} cannot be written to (${errno}).`, { cause: error });
}

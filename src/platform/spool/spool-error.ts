/**
 * Why the spool refused. `spool_full`: no room until frames are released or the disk has space. `spool_io`: the disk
 * failed. `spool_closed`: the spool was closed. `frame_size`: the payload is empty or larger than a frame may be.
 * `position_ahead`: a reader asked for a place that the spool never reached. `spool_foreign`: the folder's files are
 * not this version's.
 */
export const spoolErrorCodes = [
  'spool_full',
  'spool_io',
  'spool_closed',
  'frame_size',
  'position_ahead',
  'spool_foreign',
] as const;
export type SpoolErrorCode = (typeof spoolErrorCodes)[number];

/** What the spool throws. A retryable one means: the same call may succeed later, nothing was kept of this one. */
export class SpoolError extends Error {
  readonly code: SpoolErrorCode;
  readonly retryable: boolean;

  constructor(code: SpoolErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SpoolError';
    this.code = code;
    this.retryable = code === 'spool_full' || code === 'spool_io';
  }
}

const noRoomCodes: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The spool's own error for a failed write: a disk without room is told from a disk that is broken. */
export function writeError(dir: string, cause: unknown): SpoolError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Error && 'code' in cause && noRoomCodes.includes(cause.code)) {
    return new SpoolError('spool_full', `No room on the disk of ${dir} (${reason}). Free some space.`, cause);
  }
  return new SpoolError('spool_io', `Writing to ${dir} failed (${reason}). Check the disk.`, cause);
}

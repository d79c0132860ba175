/** A backup that the Activity Log knows. */
export interface Backup {
  /** Its name, by which `tocsin restore --at` finds it. */
  readonly backup: string;
  readonly madeAt: string;
  /** The moment that it shows. */
  readonly cutAt: string;
  readonly madeBy: string;
  /** The account on the machine. */
  readonly account: string;
  readonly folder: string;
  readonly bytes: number;
  readonly copiedBytes: number;
  readonly objects: number;
  readonly drainPausedMs: number;
  readonly tookMs: number;
}

export interface BackupList {
  /** Newest first. */
  readonly items: readonly Backup[];
  readonly warnAfterHours: number;
}

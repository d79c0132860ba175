import type { PostgresPart, ClickHousePart } from './manifest.ts';
import type { Dumps } from './copy-postgres.ts';
import type { BackupRecord } from './cut-message.ts';
import type { SpoolFile } from '../../platform/spool/index.ts';

/** What a backup is made of, wherever it comes from: a running server's cut, or stores that nobody else has open. */
export interface BackupSource {
  readonly cutAt: Date;
  readonly drainPausedMs: number;
  readonly dumps: Dumps;
  readonly postgresMigrations: PostgresPart['migrations'];
  readonly clickhouse: Pick<ClickHousePart, 'version' | 'migrations'> & { readonly frozen: string };
  readonly spool: { readonly folder: string; readonly files: readonly SpoolFile[] };
  /** Aborts, with a BackupError, when the source is gone. */
  readonly lost: AbortSignal;
  /** Writes into the Activity Log that the backup was made; gives what hindered it, or null. */
  record(record: BackupRecord): Promise<string | null>;
  end(): Promise<void>;
}

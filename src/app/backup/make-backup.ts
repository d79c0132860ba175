import { statfs } from 'node:fs/promises';
import type { Clock } from '../../kernel/index.ts';
import { BackupError } from './backup-error.ts';
import type { OwnBackupFolder } from './backup-folder.ts';
import { copyClickHouse, findParts, type KnownParts } from './copy-clickhouse.ts';
import { copyPostgres } from './copy-postgres.ts';
import { copySpool } from './copy-spool.ts';
import type { BackupRecord } from './cut-message.ts';
import { openJournal, type Journal } from './journal.ts';
import {
  backupFormat,
  masterKeyCheck,
  objectsOf,
  writeManifest,
  type Manifest,
  type StoredObject,
} from './manifest.ts';
import { megabytes, type Progress } from './progress.ts';
import type { BackupSource } from './source.ts';

export interface BackupOptions {
  readonly folder: OwnBackupFolder;
  readonly installation: string;
  readonly program: string;
  readonly masterKey: Uint8Array;
  /** Puts the master key into the backup. */
  readonly withMasterKey: boolean;
  /** Complete backups that stay in the folder, this one included. */
  readonly keep: number;
  readonly account: string;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly openSource: () => Promise<BackupSource>;
}

/** What `tocsin backup` prints. */
export interface BackupSummary extends BackupRecord {
  readonly removed: readonly string[];
  /** What hindered the Activity Log's record, or null. */
  readonly notRecorded: string | null;
  readonly notIncluded: readonly string[];
}

/** Makes one backup. Everything but the manifest may be there from an interrupted run; the manifest comes last. */
export async function makeBackup(options: BackupOptions): Promise<BackupSummary> {
  const { clock, folder, keep, progress } = options;
  const startedAt = clock.now();
  const id = nextId((await folder.ids()).at(-1) ?? null, startedAt);
  await folder.objects.clearDrafts();
  const journal = await openJournal(folder.path);
  let source: BackupSource | null = null;
  try {
    const known = await knownParts(folder, journal);
    source = await options.openSource();
    progress.watch(source.lost);
    const manifest = await copyAll(options, { id, startedAt, source, journal, known });
    await folder.complete(manifest, writeManifest(manifest, options.masterKey));
    await journal.remove();
    const record = recordOf(options, manifest);
    const notRecorded = await source.record(record);
    await source.end();
    source = null;
    const removed = await folder.prune(keep).catch((error: unknown) => {
      progress.stage(
        `Older backups were not removed: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    });
    return { ...record, removed, notRecorded, notIncluded: notIncluded(options.withMasterKey) };
  } catch (error) {
    // What failed because the server went is told as that.
    if (source?.lost.aborted === true) throw source.lost.reason;
    throw error;
  } finally {
    await source?.end();
    await journal.close();
  }
}

interface Copying {
  readonly id: string;
  readonly startedAt: Date;
  readonly source: BackupSource;
  readonly journal: Journal;
  readonly known: KnownParts;
}

async function copyAll(
  options: BackupOptions,
  { id, journal, known, source, startedAt }: Copying,
): Promise<Manifest> {
  const { folder, progress } = options;
  const { objects } = folder;
  progress.stage(
    `Both stores held at ${source.cutAt.toISOString()}; the drain stood still for ${source.drainPausedMs} ms.`,
  );
  const found = await findParts(source.clickhouse.frozen);
  await checkRoom(
    folder.path,
    found.filter((part) => !known.has(part.key)).reduce((sum, part) => sum + part.bytes, 0),
  );
  progress.stage('Copying PostgreSQL…');
  const postgres = await copyPostgres(source.dumps, objects, progress);
  progress.stage(`Copying the spool (${source.spool.files.length} files)…`);
  const spool = await copySpool(source.spool.folder, source.spool.files, objects, progress);
  progress.stage(`Copying ClickHouse (${found.length} parts)…`);
  const tables = await copyClickHouse(source.clickhouse.frozen, found, { objects, journal, known, progress });
  const { migrations, version } = source.clickhouse;
  const content: Omit<Manifest, 'totals'> = {
    format: backupFormat,
    id,
    program: options.program,
    installation: options.installation,
    startedAt: startedAt.toISOString(),
    cutAt: source.cutAt.toISOString(),
    finishedAt: options.clock.now().toISOString(),
    drainPausedMs: source.drainPausedMs,
    postgres: { migrations: source.postgresMigrations, ...postgres },
    clickhouse: { version, migrations, state: tables.state, parts: tables.parts },
    spool,
    masterKey: options.withMasterKey ? await keepMasterKey(options) : null,
    masterKeyCheck: masterKeyCheck(options.masterKey),
  };
  progress.check();
  const needed = objectsOf({ ...content, totals: { objects: 0, bytes: 0, copiedBytes: 0 } });
  const bytes = needed.reduce((sum, object) => sum + object.bytes, 0);
  return { ...content, totals: { objects: needed.length, bytes, copiedBytes: progress.totals().written } };
}

async function keepMasterKey({ folder, masterKey }: BackupOptions): Promise<StoredObject> {
  const text = Buffer.from(Buffer.from(masterKey).toString('base64'));
  // eslint-disable-next-line @typescript-eslint/require-await -- an AsyncIterable of one
  const one = async function* (): AsyncGenerator<Buffer> {
    yield text;
  };
  const { bytes, sha256 } = await folder.objects.put(one());
  return { sha256, bytes };
}

/**
 * An id is a second, and later than all others of the folder, also when the machine's clock was put back: the newest are kept.
 */
export function nextId(newest: string | null, at: Date): string {
  const idOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const own = idOf(at.getTime());
  if (newest === null || own > newest) return own;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(newest) ?? [];
  const time = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`,
  );
  return idOf(time + 1_000);
}

async function knownParts(folder: OwnBackupFolder, journal: Journal): Promise<KnownParts> {
  const known = new Map<string, StoredObject>();
  for (const id of await folder.ids()) {
    // One that cannot be read helps nobody, and hinders no new one.
    const { manifest } = await folder.manifest(id).catch(() => ({ manifest: null }));
    if (manifest === null) continue;
    for (const { bytes, key, sha256 } of manifest.clickhouse.parts) known.set(key, { sha256, bytes });
  }
  for (const { bytes, key, sha256 } of journal.entries.values()) known.set(key, { sha256, bytes });
  return known;
}

/** Before hours of copying, rather than after them. Events are what takes the room. */
async function checkRoom(path: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new BackupError(
    'folder_full',
    `The events that ${path} does not hold yet take ${megabytes(needed)}, and its disk has ${megabytes(free)} free.`,
  );
}

function recordOf(
  { account, clock, folder, withMasterKey }: BackupOptions,
  manifest: Manifest,
): BackupRecord {
  return {
    backup: manifest.id,
    folder: folder.path,
    account,
    cutAt: manifest.cutAt,
    ...manifest.totals,
    drainPausedMs: manifest.drainPausedMs,
    tookMs: clock.now().getTime() - Date.parse(manifest.startedAt),
    withMasterKey,
  };
}

const notIncluded = (withMasterKey: boolean): readonly string[] => [
  ...(withMasterKey ? [] : ['secrets/master.key']),
  'tocsin.yml and certificates',
  'exports/',
  'outbox/',
];

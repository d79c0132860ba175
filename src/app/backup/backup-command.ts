import { access, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../kernel/index.ts';
import { loadConfig, type Config } from '../../platform/config/index.ts';
import { acquireLock, LockHeldError, type Lock } from '../../platform/lock/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { findLocalServer } from '../cli/local-server.ts';
import { readVersion } from '../cli/version.ts';
import { BackupError, errnoOf } from './backup-error.ts';
import { ownBackupFolder } from './backup-folder.ts';
import { externalStore } from './external-store.ts';
import { openLiveSource } from './live-source.ts';

import { makeBackup } from './make-backup.ts';
import { needMasterKey } from './master-key.ts';
import { createProgress, megabytes } from './progress.ts';
import { restoreMarker } from './restore-marker.ts';
import { runReporting } from './run-reporting.ts';
import type { BackupSource } from './source.ts';
import { verifyBackups } from './verify-backups.ts';

const defaultKeep = 7;
const mostKept = 10_000;

/**
 * `tocsin backup FOLDER`: both stores and the spool as they were at one moment, from the server that runs on the data
 * folder or, when none does, from the data folder itself. `--verify` reads a backup and changes nothing.
 */
export async function backup(context: CommandContext): Promise<number> {
  const { folder, keep, verify, withMasterKey } = readOptions(context.args);
  if (verify) return runReporting(context, () => verifyBackups(context, folder));
  return runReporting(context, async (stopped) => {
    const config = loadConfig(context);
    const external = externalStore(config);
    if (external !== null) throw new BackupError('external_store', external);
    const installation = await readInstallation(config.data);
    const masterKey = await needMasterKey(config.data, context.env['TOCSIN_SECRET_KEY']);
    const clock = systemClock;
    const target = await ownBackupFolder(folder, config.data, installation, clock.now());
    try {
      const account = accountName();
      const progress = createProgress(context.say, () => performance.now(), stopped);
      const openSource = () => openSourceOf(context, config, masterKey, target.path, account);
      const summary = await makeBackup({
        folder: target,
        installation,
        program: readVersion(context.root),
        masterKey,
        withMasterKey,
        keep,
        account,
        clock,
        progress,
        openSource,
      });
      const { backup: id, bytes, copiedBytes } = summary;
      context.say(
        `Backup ${id} is complete: ${megabytes(bytes)}, of which ${megabytes(copiedBytes)} were new.\n` +
          `Not in it: ${summary.notIncluded.join(', ')}.\n`,
      );
      if (summary.notRecorded !== null)
        context.say(`The Activity Log does not show it: ${summary.notRecorded}\n`);
      return { code: exitCodes.done, report: summary };
    } finally {
      await target.release();
    }
  });
}

function readOptions(args: readonly string[]): {
  readonly folder: string;
  readonly keep: number;
  readonly verify: boolean;
  readonly withMasterKey: boolean;
} {
  const options = {
    keep: { type: 'string', default: String(defaultKeep) },
    verify: { type: 'boolean', default: false },
    'with-secrets': { type: 'boolean', default: false },
  } as const;
  const { positionals, values } = parsed(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === '' || more.length > 0) throw new UsageError('name one folder');
  const keep = Number(values.keep);
  if (!Number.isInteger(keep) || keep < 1 || keep > mostKept) {
    throw new UsageError(`--keep takes a number from 1 to ${mostKept}, not "${values.keep.slice(0, 20)}"`);
  }
  return { folder, keep, verify: values.verify, withMasterKey: values['with-secrets'] };
}

/** Arguments that do not fit are the caller's mistake. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The id of the data folder's spool, which no other installation has. */
async function readInstallation(dataFolder: string): Promise<string> {
  const isRestoring = await access(restoreMarker(dataFolder)).then(
    () => true,
    () => false,
  );
  if (isRestoring) {
    throw new BackupError(
      'restore_unfinished',
      `A restore into ${dataFolder} has not finished: run it again first.`,
    );
  }
  const path = join(dataFolder, 'spool', 'spool-id');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '';
    throw new BackupError(
      'data_unreadable',
      `${path} cannot be read (${errnoOf(error)}): run as the account of the server.`,
    );
  });
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0];
  if (id !== undefined) return id;
  throw new BackupError(
    'data_missing',
    `${dataFolder} holds no data of Tocsin. Is TOCSIN_DATA what it should be?`,
  );
}

/** Who runs the command on this machine. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}

/** A free lock means that no server runs; then the stores are opened here, and the lock is held meanwhile. */
async function openSourceOf(
  context: CommandContext,
  config: Config,
  masterKey: Uint8Array,
  folder: string,
  account: string,
): Promise<BackupSource> {
  const lock = await takeDataLock(config.data);
  if (lock === null) return openLiveSource(await findLocalServer(config), masterKey, folder, account);
  try {
    context.say('No server runs on the data folder; its stores are opened for the backup.\n');
    // With it comes the whole server, which a running one does not need a second time.
    const { openOwnSource } = await import('./own-source.ts');
    const log = createLog({ ...config.log, level: 'warn' });
    const source = await openOwnSource({ config, masterKey, clock: systemClock, log });
    return {
      ...source,
      end: async () => {
        await source.end();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Null when a server has it. */
async function takeDataLock(dataFolder: string): Promise<Lock | null> {
  try {
    return await acquireLock(join(dataFolder, 'lock'), 'tocsin backup', systemClock.now());
  } catch (error) {
    if (error instanceof LockHeldError && error.holder.purpose === 'tocsin serve') return null;
    throw error;
  }
}

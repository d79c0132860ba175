import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { systemClock } from '../../kernel/index.ts';
import { loadConfig, type Config } from '../../platform/config/index.ts';
import { acquireLock, type Lock } from '../../platform/lock/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { existingCluster } from '../../platform/postgres/index.ts';
import { exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { prepareDataFolder } from '../serve/stores.ts';
import { accountName, parsed } from './backup-command.ts';
import { asFolderError, BackupError } from './backup-error.ts';
import { openBackupFolder, type BackupFolder } from './backup-folder.ts';
import { externalStore } from './external-store.ts';
import { checkSignature, masterKeyCheck, objectsOf, type Manifest } from './manifest.ts';
import { masterKeyFile } from './master-key.ts';
import { createProgress, megabytes, type Progress } from './progress.ts';
import { checkFits, checkRoomFor } from './restore-checks.ts';
import { restoreClickHouse, restoreSpool } from './restore-files.ts';
import { chooseKey, type ChosenKey, type KeyOptions } from './restore-key.ts';
import { restorePostgres } from './restore-postgres.ts';
import { checkSameRestore, readTarget, removeMarker, writeMarker, writeWhole } from './restore-target.ts';
import { runReporting } from './run-reporting.ts';

interface RestoreOptions extends KeyOptions {
  readonly folder: string;
  /** Id of the backup; null: the newest. */
  readonly at: string | null;
}

/**
 * `tocsin restore FOLDER`: puts a backup into an empty data folder. Everything is read and compared first; then a marker
 * keeps servers away until all of it is in place. An interrupted restore goes on when it is run again.
 */
export async function restore(context: CommandContext): Promise<number> {
  const options = readOptions(context.args);
  return runReporting(context, async (stopped) => {
    const config = loadConfig(context);
    const external = externalStore(config);
    if (external !== null) throw new BackupError('external_store', external);
    const folder = await openBackupFolder(options.folder);
    const progress = createProgress(context.say, () => performance.now(), stopped);
    const { manifest, text } = await choose(folder, options.at);
    // A folder that is not there is not made before everything has been checked.
    let lock = (await exists(config.data)) ? await lockData(config.data) : null;
    try {
      const begun = await readTarget(config.data);
      checkSameRestore(begun, { backup: manifest.id, installation: manifest.installation });
      await checkFits(context.root, manifest);
      const { objects } = folder;
      const fromEnvironment = context.env['TOCSIN_SECRET_KEY'];
      const key = await chooseKey({
        ...options,
        dataFolder: config.data,
        fromEnvironment,
        manifest,
        objects,
        begun,
      });
      if (!key.isNew) checkSignature(text, key.key, manifest.id);
      await checkRoomFor(config.data, manifest);
      progress.stage(
        `Checking backup ${manifest.id} of ${manifest.cutAt} (${megabytes(manifest.totals.bytes)})…`,
      );
      await verifyAll(folder, manifest, progress);
      if (lock === null) {
        lock = await lockData(config.data);
        await readTarget(config.data);
      }
      if (begun === null) await refuseCluster(config.data);
      const report = await put(context, config, { folder, key, manifest, progress }).catch(
        (error: unknown) => {
          throw asFolderError(config.data, error);
        },
      );
      context.say(farewell(config, manifest, key));
      return { code: exitCodes.done, report };
    } finally {
      await lock?.release();
    }
  });
}

function readOptions(args: readonly string[]): RestoreOptions {
  const options = {
    at: { type: 'string' },
    'master-key': { type: 'string' },
    'new-master-key': { type: 'boolean', default: false },
  } as const;
  const { positionals, values } = parsed(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === '' || more.length > 0) throw new UsageError('name one folder');
  const keyPath = values['master-key'] ?? null;
  if (keyPath !== null && values['new-master-key'])
    throw new UsageError('--master-key and --new-master-key exclude each other');
  if (values.at !== undefined && !/^\d{8}T\d{6}Z$/.test(values.at))
    throw new UsageError('--at takes the name of a backup, such as 20260102T030405Z');
  return { folder, at: values.at ?? null, keyPath, newKey: values['new-master-key'] };
}

async function choose(
  folder: BackupFolder,
  at: string | null,
): Promise<{ readonly manifest: Manifest; readonly text: string }> {
  const id = at ?? (await folder.ids()).at(-1);
  if (id !== undefined) return folder.manifest(id);
  throw new BackupError('no_backup', `${folder.path} holds no complete backup.`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Holds the data folder; what came into it before that is seen by `readTarget`. */
async function lockData(dataFolder: string): Promise<Lock> {
  await prepareDataFolder(dataFolder);
  return acquireLock(join(dataFolder, 'lock'), 'tocsin restore', systemClock.now());
}

/** As root in a folder that PostgreSQL's account cannot reach, the cluster is elsewhere and may have outlived its data folder. */
async function refuseCluster(dataFolder: string): Promise<void> {
  const cluster = await existingCluster(dataFolder);
  if (cluster === null) return;
  throw new BackupError(
    'data_not_empty',
    `${cluster} holds the PostgreSQL of a data folder that was at ${dataFolder} before. Move it away first.`,
  );
}

/** Reads every file of the backup before the first one is used. */
async function verifyAll({ objects }: BackupFolder, manifest: Manifest, progress: Progress): Promise<void> {
  for (const object of objectsOf(manifest)) {
    for await (const chunk of objects.read(object)) {
      progress.check();
      progress.add(chunk.length, 0);
    }
  }
}

interface Putting {
  readonly folder: BackupFolder;
  readonly key: ChosenKey;
  readonly manifest: Manifest;
  readonly progress: Progress;
}

async function put(
  { env, root }: CommandContext,
  config: Config,
  { folder, key, manifest, progress }: Putting,
): Promise<object> {
  const startedAt = performance.now();
  const { backup, installation } = { backup: manifest.id, installation: manifest.installation };
  await writeMarker(config.data, { backup, installation, masterKeyCheck: masterKeyCheck(key.key) });
  if (env['TOCSIN_SECRET_KEY'] === undefined)
    await writeWhole(masterKeyFile(config.data), Buffer.from(key.key).toString('base64'));
  progress.stage('Putting ClickHouse in place…');
  await restoreClickHouse(config.data, manifest.clickhouse, folder.objects, progress);
  progress.stage('Putting the spool in place…');
  await restoreSpool(config.data, manifest.spool, folder.objects, progress);
  progress.stage('Filling PostgreSQL…');
  const postgres = await restorePostgres(
    {
      root,
      config,
      masterKey: key.key,
      isNewKey: key.isNew,
      account: accountName(),
      clock: systemClock,
      log: createLog({ ...config.log, level: 'warn' }),
      progress,
    },
    manifest,
    folder.objects,
  );
  // Every file is on the disk before a server may start.
  await promisify(execFile)('sync');
  await removeMarker(config.data);
  return {
    backup,
    cutAt: manifest.cutAt,
    madeBy: manifest.program,
    dataFolder: config.data,
    bytes: manifest.totals.bytes,
    ...postgres,
    masterKey: key.from,
    tookMs: Math.round(performance.now() - startedAt),
  };
}

function farewell({ data, smtp }: Config, manifest: Manifest, key: ChosenKey): string {
  const lines = [`\nBackup ${manifest.id} is restored into ${data}, as it was at ${manifest.cutAt}.`];
  if (key.isNew) {
    lines.push(
      'A new master key was made. Second factors were taken away, all are signed out, and mail and tracking links that were',
      'waiting cannot be read any more.',
    );
  }
  if (smtp.url !== null) {
    lines.push(
      'Mail that was waiting at that moment goes out when the server starts. For a trial, set TOCSIN_SMTP_URL=off first.',
    );
  }
  return `${lines.join('\n')}\n`;
}

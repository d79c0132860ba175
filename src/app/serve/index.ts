import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../kernel/index.ts';
import { ConfigError, loadConfig, type Config } from '../../platform/config/index.ts';
import { acquireLock } from '../../platform/lock/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { restoreMarker } from '../backup/restore-marker.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { readVersion } from '../cli/version.ts';
import { ensureConsole } from './console-build.ts';
import { startServer, type Server } from './start-server.ts';
import { prepareDataFolder } from './stores.ts';
import { announceUpgrade } from './upgrade.ts';

/** Gives the folder of the built console, or null to serve the API alone. */
export type ConsoleSource = (root: string, say: (text: string) => void) => Promise<string | null>;

/** `tocsin serve`: runs until SIGINT or SIGTERM, then stops everything in order. */
export async function serve(
  context: CommandContext,
  consoleSource: ConsoleSource = ensureConsole,
): Promise<number> {
  const config = readConfig(context);
  const log = createLog(config.log);
  const clock = systemClock;
  await prepareDataFolder(config.data);
  const lock = await acquireLock(join(config.data, 'lock'), 'tocsin serve', clock.now());
  const serverFile = join(config.data, 'server.json');
  try {
    await refuseUnfinishedRestore(config.data);
    const consoleFolder = config.roles.includes('api')
      ? await consoleSource(context.root, context.say)
      : null;
    const server = await startServer({
      root: context.root,
      config,
      version: readVersion(context.root),
      clock,
      log,
      secretKey: context.env['TOCSIN_SECRET_KEY'],
      consoleFolder,
      onUpgrade: announceUpgrade(context.say),
    });
    const stopped = untilTold();
    const setupLink = await server.localAccess.prepare();
    await writeFile(serverFile, JSON.stringify({ url: server.url, pid: process.pid }), { mode: 0o600 });
    greet(server, config, setupLink, context.say);
    await stopped;
    context.say('\nStopping…\n');
    await server.stop();
    return exitCodes.done;
  } finally {
    await rm(serverFile, { force: true });
    await lock.release();
  }
}

async function refuseUnfinishedRestore(dataFolder: string): Promise<void> {
  const isUnfinished = await access(restoreMarker(dataFolder)).then(
    () => true,
    () => false,
  );
  if (!isUnfinished) return;
  throw new CommandError(
    'restore_unfinished',
    `A restore into ${dataFolder} has not finished. Run "tocsin restore FOLDER" again, or empty the data folder.`,
    exitCodes.failed,
  );
}

function readConfig({ env, root, args }: CommandContext): Config {
  const [flag, roles, ...rest] = args;
  if (flag === undefined) return loadConfig({ env, root });
  if (flag !== '--role' || roles === undefined || rest.length > 0) throw new UsageError('unknown arguments');
  try {
    return loadConfig({ env: { ...env, TOCSIN_ROLES: roles }, root });
  } catch (error) {
    if (error instanceof ConfigError && error.problems.some(({ key }) => key.startsWith('roles'))) {
      throw new UsageError(`--role takes intake, worker and api, not "${roles.slice(0, 60)}"`);
    }
    throw error;
  }
}

/** Resolves at the first signal; a second one ends the process at once. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const told = (): void => {
      resolve();
      process.once('SIGINT', () => process.exit(130));
    };
    process.once('SIGINT', told);
    process.once('SIGTERM', told);
  });
}

function greet(server: Server, config: Config, setupLink: string | null, say: (text: string) => void): void {
  const listeners = (server.intake?.listeners ?? []).map(
    ({ transport, address, port }) => `${transport} ${address}:${port}`,
  );
  const lines = [
    '',
    `Tocsin is ready: ${config.http.publicUrl ?? server.url}`,
    ...(listeners.length === 0 ? [] : [`Syslog:          ${listeners.join(', ')}`]),
    `Data:            ${config.data}`,
    ...(config.smtp.url === null
      ? [`Mail:            no server set; written to ${join(config.data, 'outbox')}`]
      : []),
  ];
  if (setupLink !== null) {
    lines.push('', "Create the operator's account (the link works for seven days):", `  ${setupLink}`);
  }
  say(`${lines.join('\n')}\n\nCtrl-C stops it.\n`);
}

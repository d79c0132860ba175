import { mkdir, open, readFile, rmdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runToEnd, startProcess, type OwnedProcess } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs.ts';
import { guessableAccounts, type GuessableAccount } from './ssh-account.ts';

/** A real sshd on a loopback port with its own keys and configuration. */
export interface SshTarget {
  readonly pid: number;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** sshd appends its log lines to this file. */
  readonly logFile: string;
  /** Ends sshd and takes away what was made for it. */
  stop(): Promise<void>;
}

/**
 * Starts sshd with its files in `folder`; null when OpenSSH is not installed, or there is no account here whose
 * password could be guessed.
 */
export async function startSshTarget(folder: string, signal: AbortSignal): Promise<SshTarget | null> {
  const [sshd, keygen] = await Promise.all([findProgram('sshd'), findProgram('ssh-keygen')]);
  if (sshd === null || keygen === null) return null;
  const hostKey = join(folder, 'host-key');
  const keyArgs = ['-q', '-t', 'ed25519', '-N', '', '-C', 'tocsin-demo', '-f', hostKey];
  if ((await runToEnd(keygen, keyArgs, { signal }))?.code !== 0) return null;
  for await (const account of guessableAccounts(folder, signal)) {
    const removeFolder = await ensurePrivilegeFolder();
    const remove = async (): Promise<void> => {
      await account.remove();
      await removeFolder();
    };
    const target = await launch(sshd, folder, hostKey, account, signal).catch(async (error: unknown) => {
      await remove();
      throw error;
    });
    if (target !== null) {
      const stop = (): Promise<void> => target.process.stop().then(remove);
      return { ...target, pid: target.process.pid, user: account.user, password: account.password, stop };
    }
    await remove();
  }
  return null;
}

/** Debian's sshd wants this empty folder when it runs as root; its service makes it, and so do we where there is none. */
const privilegeFolder = '/run/sshd';

/** Returns what takes the folder away again, if it was made here. */
async function ensurePrivilegeFolder(): Promise<() => Promise<void>> {
  const made = userInfo().uid === 0 && (await mkdir(privilegeFolder).then(yes, no));
  return async () => {
    if (made) await rmdir(privilegeFolder).catch(no);
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;

interface Launched {
  readonly process: OwnedProcess;
  readonly port: number;
  readonly logFile: string;
}

async function launch(
  sshd: string,
  folder: string,
  hostKey: string,
  account: GuessableAccount,
  signal: AbortSignal,
): Promise<Launched | null> {
  const port = await findFreePort();
  const config = join(folder, 'sshd.conf');
  await writeFile(config, sshdConfig(hostKey, account.user, port), { mode: 0o600 });
  const logFile = join(folder, 'sshd.log');
  const log = await open(logFile, 'w', 0o600);
  try {
    const { program, args } = account.command(sshd, config);
    const process = await startProcess(program, args, {
      stdio: ['ignore', 'ignore', log.fd],
      detached: true,
    });
    try {
      return (await isListening(process, logFile, signal)) ? { process, port, logFile } : null;
    } catch (error) {
      await process.stop();
      throw error;
    }
  } finally {
    await log.close();
  }
}

const probeMs = 25;

/** Reads the log instead of connecting, so that the log holds the attack and nothing else. False: sshd has ended. */
async function isListening(process: OwnedProcess, logFile: string, signal: AbortSignal): Promise<boolean> {
  while (process.ended() === null) {
    if ((await readFile(logFile, 'utf8')).includes('Server listening')) return true;
    await delay(probeMs, undefined, { signal });
  }
  return false;
}

/** Loopback only, one account only, and whoever gets in can run nothing. */
const sshdConfig = (hostKey: string, user: string, port: number): string =>
  [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${hostKey}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'UseDNS no',
    'LogLevel INFO',
    'PermitRootLogin no',
    `AllowUsers ${user}`,
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'PubkeyAuthentication no',
    'DisableForwarding yes',
    'PermitTTY no',
    'PermitUserRC no',
    'ForceCommand /bin/true',
    '',
  ].join('\n');

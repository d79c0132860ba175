import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rmdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runToEnd, startProcess, type OwnedProcess } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs.ts';

/** How the attacker gets in at last: the password that was guessed, or a stolen key. */
export type Login =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'key'; readonly user: string; readonly keyFile: string };

/** A real sshd on a loopback port with its own keys and configuration. */
export interface SshTarget {
  readonly process: OwnedProcess;
  readonly port: number;
  readonly login: Login;
  /** sshd appends its log lines to this file. */
  readonly logFile: string;
}

/** The account of the demo. It exists only in the private view of /etc that the demo's own sshd has. */
const demoAccount = { name: 'deploy', uid: 64_321, gid: 65_534 } as const;

/**
 * Starts sshd with its files in `folder`; null when OpenSSH is not installed or refuses to start. As root the server
 * runs in a mount namespace of its own in which /etc/passwd and /etc/shadow have one more account, so that a
 * password can be guessed and the machine's accounts stay untouched. Otherwise, and where namespaces are not
 * allowed, the running user is attacked and the last log-on uses a key.
 */
export async function startSshTarget(folder: string, signal: AbortSignal): Promise<SshTarget | null> {
  const [sshd, keygen] = await Promise.all([findProgram('sshd'), findProgram('ssh-keygen')]);
  if (sshd === null || keygen === null) return null;
  const hostKey = join(folder, 'host-key');
  if (!(await makeKey(keygen, hostKey, signal))) return null;
  const isRoot = userInfo().uid === 0;
  const asPassword = isRoot ? await startWithPassword(sshd, folder, hostKey, signal) : null;
  return asPassword ?? startWithKey(sshd, keygen, folder, hostKey, signal);
}

async function makeKey(keygen: string, file: string, signal: AbortSignal): Promise<boolean> {
  const args = ['-q', '-t', 'ed25519', '-N', '', '-C', 'tocsin-demo', '-f', file];
  return (await runToEnd(keygen, args, { signal }))?.code === 0;
}

async function startWithPassword(
  sshd: string,
  folder: string,
  hostKey: string,
  signal: AbortSignal,
): Promise<SshTarget | null> {
  const [unshare, openssl] = await Promise.all([findProgram('unshare'), findProgram('openssl')]);
  if (unshare === null || openssl === null) return null;
  const password = randomBytes(9).toString('base64url');
  const hashed = await runToEnd(openssl, ['passwd', '-6', '-stdin'], { signal, input: `${password}\n` });
  if (hashed?.code !== 0) return null;
  await writePrivateAccounts(folder, hashed.output.trim());
  const login: Login = { kind: 'password', user: demoAccount.name, password };
  const settings = { folder, hostKey, login, authorizedKeys: 'none' };
  return launch(settings, signal, (config) => ({
    program: unshare,
    args: [
      '--mount',
      '--propagation',
      'private',
      '--',
      '/bin/sh',
      '-c',
      privateView,
      'sh',
      folder,
      sshd,
      config,
    ],
  }));
}

/** Runs inside the namespace: nothing of this is seen outside, and it is gone with the process. */
const privateView = [
  'set -e',
  'mount --bind "$1/passwd" /etc/passwd',
  'mount --bind "$1/shadow" /etc/shadow',
  'mount -t tmpfs tmpfs /run',
  'mkdir /run/sshd',
  'exec "$2" -D -e -f "$3"',
].join('\n');

async function writePrivateAccounts(folder: string, passwordHash: string): Promise<void> {
  const { name, uid, gid } = demoAccount;
  const others = async (file: string): Promise<string> =>
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(`${name}:`))
      .join('\n');
  const passwd = `${await others('/etc/passwd')}\n${name}:x:${uid}:${gid}:Tocsin demo:/:/bin/sh\n`;
  const shadow = `${await others('/etc/shadow')}\n${name}:${passwordHash}:19000:0:99999:7:::\n`;
  await writeFile(join(folder, 'passwd'), passwd, { mode: 0o644 });
  await writeFile(join(folder, 'shadow'), shadow, { mode: 0o600 });
}

async function startWithKey(
  sshd: string,
  keygen: string,
  folder: string,
  hostKey: string,
  signal: AbortSignal,
): Promise<SshTarget | null> {
  const keyFile = join(folder, 'user-key');
  if (!(await makeKey(keygen, keyFile, signal))) return null;
  const login: Login = { kind: 'key', user: userInfo().username, keyFile };
  const settings = { folder, hostKey, login, authorizedKeys: `${keyFile}.pub` };
  const removeFolder = await ensurePrivilegeFolder();
  const target = await launch(settings, signal, (config) => ({
    program: sshd,
    args: ['-D', '-e', '-f', config],
  }));
  if (target === null) await removeFolder();
  else void target.process.gone.then(removeFolder);
  return target;
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

interface SshdSettings {
  readonly folder: string;
  readonly hostKey: string;
  readonly login: Login;
  readonly authorizedKeys: string;
}

interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

async function launch(
  settings: SshdSettings,
  signal: AbortSignal,
  commandFor: (config: string) => CommandLine,
): Promise<SshTarget | null> {
  const { folder, login } = settings;
  const port = await findFreePort();
  const config = join(folder, 'sshd.conf');
  await writeFile(config, sshdConfig(settings, port), { mode: 0o600 });
  const logFile = join(folder, 'sshd.log');
  const log = await open(logFile, 'a', 0o600);
  try {
    const { program, args } = commandFor(config);
    const process = await startProcess(program, args, {
      stdio: ['ignore', 'ignore', log.fd],
      detached: true,
    });
    return (await isListening(process, logFile, signal)) ? { process, port, login, logFile } : null;
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
const sshdConfig = ({ hostKey, login, authorizedKeys }: SshdSettings, port: number): string =>
  [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${hostKey}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'UseDNS no',
    'LogLevel INFO',
    'PermitRootLogin yes',
    `AllowUsers ${login.user}`,
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    `PubkeyAuthentication ${login.kind === 'key' ? 'yes' : 'no'}`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    'DisableForwarding yes',
    'PermitTTY no',
    'PermitUserRC no',
    'ForceCommand /bin/true',
    '',
  ].join('\n');

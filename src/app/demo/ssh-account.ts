import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { runToEnd } from './child-process.ts';
import { findProgram } from './programs.ts';

/** An account whose password the demo knows, and how sshd is started so that it sees the account. */
export interface GuessableAccount {
  readonly user: string;
  readonly password: string;
  command(sshd: string, config: string): CommandLine;
  /** Takes the account away. */
  remove(): Promise<void>;
}

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

const accountName = 'deploy';
/** The machine's own account that is made where private ones are not possible. */
const systemAccountName = 'tocsin-demo';
const rootsAccountUid = 64_321;
const nobodysGroup = 65_534;
const nothing = (): Promise<void> => Promise.resolve();

/**
 * Ways to an account that can be guessed, the best first. A private account exists only in the view of /etc that the
 * demo's own sshd has, in a mount namespace (as root) or in a user namespace (as anybody), so the machine's accounts
 * stay untouched. Where root may not make namespaces, an account that expires tomorrow is made and removed.
 */
export async function* guessableAccounts(
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<GuessableAccount> {
  const [openssl, unshare] = await Promise.all([findProgram('openssl'), findProgram('unshare')]);
  if (openssl === null) return;
  const password = randomBytes(9).toString('base64url');
  const hashed = await runToEnd(openssl, ['passwd', '-6', '-stdin'], { signal, input: `${password}\n` });
  if (hashed?.code !== 0) return;
  const hash = hashed.output.trim();
  const isRoot = userInfo().uid === 0;
  if (unshare !== null) yield await privateAccount(folder, unshare, isRoot, password, hash);
  if (isRoot) {
    const account = await systemAccount(password, hash, signal);
    if (account !== null) yield account;
  }
}

async function privateAccount(
  folder: string,
  unshare: string,
  isRoot: boolean,
  password: string,
  hash: string,
): Promise<GuessableAccount> {
  const { uid, gid } = userInfo();
  const ids = isRoot ? `${rootsAccountUid}:${nobodysGroup}` : `${uid}:${gid}`;
  const others = async (file: string): Promise<string> =>
    (await readFile(file, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(`${accountName}:`))
      .map((line) => `${line}\n`)
      .join('');
  const passwd = `${await others('/etc/passwd')}${accountName}:x:${ids}:Tocsin demo:/:/bin/sh\n`;
  const shadow = `${await others('/etc/shadow')}${accountName}:${hash}:19000:0:99999:7:::\n`;
  await writeFile(join(folder, 'passwd'), passwd, { mode: 0o644 });
  await writeFile(join(folder, 'shadow'), shadow, { mode: 0o600 });
  const spaces = isRoot ? ['--propagation', 'private'] : ['--user', '--map-root-user'];
  const script = isRoot ? rootsView : usersView;
  return {
    user: accountName,
    password,
    command: (sshd, config) => ({
      program: unshare,
      args: [
        '--mount',
        ...spaces,
        '--',
        '/bin/sh',
        '-c',
        script,
        'sh',
        folder,
        sshd,
        config,
        String(uid),
        String(gid),
      ],
    }),
    remove: nothing,
  };
}

const bindAccounts = [
  'set -e',
  'mount --bind "$1/passwd" /etc/passwd',
  'mount --bind "$1/shadow" /etc/shadow',
];

/** Runs inside the namespace: nothing of this is seen outside, and it is gone with the process. */
const rootsView = [
  ...bindAccounts,
  'mount -t tmpfs tmpfs /run',
  'mkdir /run/sshd',
  'exec "$2" -D -e -f "$3"',
].join('\n');

/** The second namespace gives the user's own id back: sshd that is not root needs no privileges for its own user. */
const usersView = [
  ...bindAccounts,
  'exec unshare --user --map-user="$4" --map-group="$5" -- "$2" -D -e -f "$3"',
].join('\n');

async function systemAccount(
  password: string,
  hash: string,
  signal: AbortSignal,
): Promise<GuessableAccount | null> {
  const [useradd, userdel] = await Promise.all([findProgram('useradd'), findProgram('userdel')]);
  if (useradd === null || userdel === null) return null;
  // One that a killed demo has left behind goes first.
  await runToEnd(userdel, [systemAccountName], { signal });
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const home = ['--no-create-home', '--home-dir', '/', '--shell', '/bin/sh'];
  const made = await runToEnd(
    useradd,
    [...home, '--comment', 'Tocsin demo', '--expiredate', tomorrow, '--password', hash, systemAccountName],
    { signal },
  );
  if (made?.code !== 0) return null;
  return {
    user: systemAccountName,
    password,
    command: (sshd, config) => ({ program: sshd, args: ['-D', '-e', '-f', config] }),
    remove: async () => {
      await runToEnd(userdel, [systemAccountName], { signal: AbortSignal.timeout(removeLimitMs) });
    },
  };
}

const removeLimitMs = 10_000;

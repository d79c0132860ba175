import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { TestContext } from 'vitest';

const daemon = '/usr/sbin/dovecot';
const startTimeoutMs = 20_000;
const mostStarts = 3;

/** Skips a test with the reason when dovecot is not installed; fails it where CI must have it. */
export async function needDovecot(context: TestContext): Promise<void> {
  const installed = await access(daemon).then(
    () => true,
    () => false,
  );
  if (installed) return;
  const reason = 'Not installed: dovecot-imapd (Debian).';
  if (process.env['CI'] !== undefined) throw new Error(reason);
  context.skip(reason);
}

/** A real IMAP server on loopback, as an ordinary user in a folder of its own, with one account. */
export interface Dovecot {
  readonly url: string;
  /** Puts a mail into a mailbox, as a delivery would; gives its UID. */
  deliver(raw: Buffer | string, mailbox?: string): Promise<number>;
  /** Works on the account as its owner would. */
  withClient<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Ends the server and every connection; the mail stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface DovecotOptions {
  /** PEM files; with them the port speaks TLS from the first byte. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const account = { user: 'bounces', password: 'a password with / @ and %' } as const;

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-imap-'));
  const owner = ordinaryUser();
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'users'), `${account.user}:{PLAIN}${account.password}\n`);
  for (const name of ['run', 'state', 'mail']) await mkdir(join(folder, name));
  if (owner !== null)
    for (const name of ['.', 'run', 'state', 'mail']) await chown(join(folder, name), owner.uid, owner.gid);
  const state: { child: ChildProcess | null; port: number } = { child: null, port: 0 };
  const start = async (): Promise<void> => {
    const fixed = state.port !== 0;
    for (let tries = 1; ; tries += 1) {
      if (!fixed) state.port = await freePort();
      const config = join(folder, 'dovecot.conf');
      await writeFile(config, configOf(folder, state.port, owner, options));
      state.child = spawn(daemon, ['-F', '-c', config], {
        stdio: 'ignore',
        detached: true,
        ...(owner ?? {}),
      });
      if (await answers(state.port, state.child)) return;
      await end(state.child);
      if (fixed || tries >= mostStarts)
        throw new Error(
          `dovecot does not start:\n${await readFile(join(folder, 'log'), 'utf8').catch(() => '')}`,
        );
    }
  };
  const holder = createPortHolder();
  await start();
  const withClient = clientOf(state, options);
  const scheme = options.tls === undefined ? 'imap' : 'imaps';
  return {
    url: `${scheme}://${account.user}:${encodeURIComponent(account.password)}@127.0.0.1:${state.port}/INBOX`,
    withClient,
    deliver: (raw, mailbox = 'INBOX') =>
      withClient(async (client) => {
        const put = await client.append(mailbox, raw);
        if (put === false || put.uid === undefined) throw new Error('the mail was not taken');
        return put.uid;
      }),
    kill: async () => {
      await end(state.child);
      await holder.hold(state.port);
    },
    restart: async () => {
      await holder.letGo();
      await start();
    },
    stop: async () => {
      await end(state.child);
      await holder.letGo();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in as the owner of the account, for one piece of work. */
const clientOf =
  (state: { readonly port: number }, { tls }: DovecotOptions): Dovecot['withClient'] =>
  async (work) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: state.port,
      secure: tls !== undefined,
      tls: { rejectUnauthorized: false },
      auth: { user: account.user, pass: account.password },
      logger: false,
      disableAutoIdle: true,
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };

/** Root starts it as `nobody`; everybody else as oneself (null). */
function ordinaryUser(): { readonly uid: number; readonly gid: number } | null {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
}

function configOf(
  folder: string,
  port: number,
  owner: { readonly uid: number; readonly gid: number } | null,
  { tls }: DovecotOptions,
): string {
  const { uid, gid } = owner ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const user = owner === null ? (process.env['USER'] ?? String(uid)) : 'nobody';
  const group = owner === null ? '' : 'nogroup';
  const [plain, secure] = tls === undefined ? [port, 0] : [0, port];
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
${tls === undefined ? 'ssl = no' : `ssl = required\nssl_cert = <${tls.certificate}\nssl_key = <${tls.key}`}
mail_location = maildir:${folder}/mail/%u
mailbox_list_index = no
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${plain}
  }
  inet_listener imaps {
    port = ${secure}
    ssl = yes
  }
}
service anvil {
  chroot =
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Keeps a port from other programs while the daemon is away: takes every connection and drops it. */
function createPortHolder() {
  let server: Server | null = null;
  return {
    hold: async (port: number): Promise<void> => {
      server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    letGo: async (): Promise<void> => {
      server?.close();
      if (server !== null) await once(server, 'close');
      server = null;
    },
  };
}

/** True when somebody listens there; false when the process has ended or the time is over. */
async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const end = performance.now() + startTimeoutMs;
  while (performance.now() < end && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    // `once` rejects when there is an error instead.
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return true;
    await delay(25);
  }
  return false;
}

/** The whole group: a process that serves a connection outlives the one that started it. */
async function end(child: ChildProcess | null): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

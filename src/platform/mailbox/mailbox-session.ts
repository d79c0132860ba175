import { ImapFlow } from 'imapflow';
import { longestInbound } from '../mail/index.ts';
import { pause, type Timers } from '../supervise/index.ts';
import type { ImapSettings } from './imap-url.ts';
import { MailboxError } from './mailbox-error.ts';

/** One connection to a mailbox that is open for reading and filing. */
export interface MailboxSession {
  /** As the server numbers it: with another value every UID means another mail (RFC 3501, 2.3.1.1). */
  readonly uidValidity: string;
  /** UIDs above `uid`, in order. */
  uidsAbove(uid: number): Promise<readonly number[]>;
  /** The first bytes of a mail; null when it has gone. */
  fetch(uid: number): Promise<{ readonly raw: Buffer; readonly receivedAt: Date | null } | null>;
  /** Moves a mail to `folder`, or marks it as seen when that is null. */
  file(uid: number, folder: string | null): Promise<void>;
  /** Waits until something came, the connection ended or the time is over. */
  wait(ms: number, timers: Timers, stopping: AbortSignal): Promise<void>;
  isOpen(): boolean;
  close(): Promise<void>;
}

export interface SessionLimits {
  readonly connectMs: number;
  /** Silence after which a connection counts as dead. */
  readonly silenceMs: number;
  /** How long the server is left in IDLE before it is asked anew. */
  readonly idleMs: number;
}

export const defaultSessionLimits: SessionLimits = {
  connectMs: 20_000,
  silenceMs: 150_000,
  idleMs: 60_000,
};

/** Quiet after which the connection waits in IDLE. */
const idleAfterMs = 500;
/** A server that announces more than this of one thing is not listened to. */
const longestLiteral = longestInbound + 64 * 1024;
const longestLine = 8 * 1024 * 1024;
const mostTokens = 500_000;

/** Connects, signs in and opens the mailbox. Throws what the library throws: see `judgeMailboxError`. */
export async function openMailbox(settings: ImapSettings, limits: SessionLimits): Promise<MailboxSession> {
  const client = new ImapFlow({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    ...(settings.requireTls ? { doSTARTTLS: true } : {}),
    tls: { rejectUnauthorized: settings.verifyCertificate, minVersion: 'TLSv1.2' },
    auth: { user: settings.user, pass: settings.password },
    clientInfo: { name: 'Tocsin' },
    logger: false,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    maxIdleTime: limits.idleMs,
    autoIdleDelay: idleAfterMs,
    maxLiteralSize: longestLiteral,
    maxResponseSize: 2 * longestLiteral,
    maxLineLength: longestLine,
    maxResponseTokens: mostTokens,
    idHashAlgorithm: 'sha256',
  });
  // An error that nobody waits for is told by the `close` that follows it.
  client.on('error', () => undefined);
  let woken = new AbortController();
  const wake = (): void => woken.abort();
  client.on('exists', wake);
  client.on('close', wake);
  try {
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(settings.mailbox);
    return {
      ...reading(client),
      uidValidity: String(uidValidity),
      wait: async (ms, timers, stopping) => {
        await pause(ms, timers, AbortSignal.any([stopping, woken.signal]));
        woken = new AbortController();
      },
      isOpen: () => client.usable && client.mailbox !== false && client.mailbox.uidValidity === uidValidity,
      close: async () => {
        await client.logout().catch(() => undefined);
        client.close();
      },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

function reading(client: ImapFlow): Pick<MailboxSession, 'uidsAbove' | 'fetch' | 'file'> {
  const folders = new Set<string>();
  return {
    uidsAbove: async (uid) => {
      const found = await client.search({ uid: `${uid + 1}:*` }, { uid: true });
      if (found === false || found === undefined)
        throw new MailboxError('refused', 'the server refused to list the mailbox');
      // `n:*` always names the last mail, also when its UID is below n.
      return found.filter((one) => one > uid).sort((a, b) => a - b);
    },
    fetch: async (uid) => {
      const query = { source: { start: 0, maxLength: longestInbound }, internalDate: true };
      const mail = await client.fetchOne(String(uid), query, { uid: true });
      if (mail === false || mail.source === undefined) return null;
      const at = mail.internalDate === undefined ? null : new Date(mail.internalDate);
      return { raw: mail.source, receivedAt: at === null || Number.isNaN(at.getTime()) ? null : at };
    },
    file: async (uid, folder) => {
      if (folder === null) {
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
        return;
      }
      if (!folders.has(folder)) await client.mailboxCreate(folder);
      folders.add(folder);
      const moved = await client.messageMove(String(uid), folder, { uid: true });
      if (moved === false) throw new MailboxError('refused', `a mail could not be moved to ${folder}`);
    },
  };
}

import type { Logger } from 'pino';
import { backoffDelayMs, pause, systemTimers, type Backoff, type Timers } from '../supervise/index.ts';
import type { ImapSettings } from './imap-url.ts';
import { judgeMailboxError, MailboxError, type MailboxFailure } from './mailbox-error.ts';
import {
  defaultSessionLimits,
  openMailbox,
  type MailboxSession,
  type SessionLimits,
} from './mailbox-session.ts';

/** How far a mailbox has been read. */
export interface MailboxPlace {
  readonly uidValidity: string;
  readonly uid: number;
}

/** A mail as it is handed over; of a large one the first megabyte. */
export interface MailboxMail extends MailboxPlace {
  readonly raw: Buffer;
  /** When the mailbox's server received it. */
  readonly receivedAt: Date | null;
  /** How often this mail was handed over before and `receive` threw. */
  readonly failures: number;
}

export type MailboxState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failing'; readonly reason: MailboxFailure; readonly message: string };

export interface MailboxReaderOptions {
  readonly settings: ImapSettings;
  /** Where mail goes that was dealt with; null: it stays and is marked as seen. */
  readonly folder: string | null;
  /** How far the mailbox has been read; null: not at all. */
  place(): Promise<MailboxPlace | null>;
  /**
   * Deals with one mail and remembers its place, in one transaction. `file`: it was for us; `leave`: it stays as it is.
   * A throw makes the mail come again.
   */
  receive(mail: MailboxMail): Promise<'file' | 'leave'>;
  /** Hears how the reading goes: after each round, and when it fails. */
  note(state: MailboxState): Promise<void>;
  readonly log: Logger;
  readonly limits?: SessionLimits;
  readonly backoff?: Backoff;
  readonly timers?: Timers;
  readonly random?: () => number;
}

export interface MailboxReader {
  /** Lets the mail that is being dealt with be finished. */
  stop(): Promise<void>;
}

const defaultBackoff: Backoff = { initialMs: 1_000, maxMs: 60_000, healthyAfterMs: 60_000 };

/**
 * Reads a mailbox for as long as the program runs: what is there, then what comes. A lost connection, a server that is
 * away or a database that is away is tried again after growing pauses; since the place is remembered with what was
 * done, no mail is left out and none is dealt with twice.
 */
export function startMailboxReader(options: MailboxReaderOptions): MailboxReader {
  const { log, timers = systemTimers, backoff = defaultBackoff, random = Math.random } = options;
  const stopping = new AbortController();
  const tries = new Map<string, number>();
  const isStopping = (): boolean => stopping.signal.aborted;
  const reading = (async () => {
    let failures = 0;
    while (!isStopping()) {
      try {
        await readUntilClosed(options, tries, stopping.signal, timers, () => {
          failures = 0;
        });
      } catch (error) {
        failures += 1;
        const { reason, message } = judgeMailboxError(error);
        if (isStopping()) return;
        log.warn({ err: error, reason }, 'the mailbox of bounces cannot be read now; it is tried again');
        await options.note({ kind: 'failing', reason, message }).catch(() => undefined);
      }
      await pause(backoffDelayMs(backoff, Math.max(1, failures), random), timers, stopping.signal);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await reading;
    },
  };
}

async function readUntilClosed(
  options: MailboxReaderOptions,
  tries: Map<string, number>,
  stopping: AbortSignal,
  timers: Timers,
  onRead: () => void,
): Promise<void> {
  const limits = options.limits ?? defaultSessionLimits;
  const session = await openMailbox(options.settings, limits);
  try {
    while (!stopping.aborted && session.isOpen()) {
      await readNew(options, session, tries, stopping);
      onRead();
      await options.note({ kind: 'reading' });
      await session.wait(limits.idleMs, timers, stopping);
    }
  } finally {
    await session.close();
  }
}

async function readNew(
  options: MailboxReaderOptions,
  session: MailboxSession,
  tries: Map<string, number>,
  stopping: AbortSignal,
): Promise<void> {
  const { uidValidity } = session;
  const place = await options.place();
  const from = place?.uidValidity === uidValidity ? place.uid : 0;
  for (const uid of await session.uidsAbove(from)) {
    if (stopping.aborted) return;
    const mail = await session.fetch(uid);
    if (mail === null) continue;
    const key = `${uidValidity}:${uid}`;
    const failures = tries.get(key) ?? 0;
    tries.set(key, failures + 1);
    const verdict = await handOver(options, { ...mail, uidValidity, uid, failures });
    tries.delete(key);
    if (verdict === 'leave') continue;
    // What was done stands; that the mail could not be filed is a blemish only.
    await session.file(uid, options.folder).catch((error: unknown) => {
      options.log.warn({ err: error, uid }, 'a bounce could not be filed');
    });
  }
}

async function handOver(options: MailboxReaderOptions, mail: MailboxMail): Promise<'file' | 'leave'> {
  try {
    return await options.receive(mail);
  } catch (error) {
    const message = `mail ${mail.uid} could not be dealt with`;
    throw new MailboxError('handling_failed', message, error);
  }
}

import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail that Tocsin sent. */
export interface SentMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

/** Where the demo reads what Tocsin mails. */
export interface Mailbox {
  /** Waits for the first mail, sent since the mailbox was opened, to the address. */
  waitFor(address: string, signal: AbortSignal): Promise<SentMail>;
}

const pollMs = 100;
const mailLimitBytes = 10 * 1024 * 1024;

export interface SmtpSink extends Mailbox {
  /** `smtp://127.0.0.1:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A mail server on loopback that accepts everything and delivers nowhere. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SentMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: mailLimitBytes,
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      readMail(stream, to).then(
        (mail) => {
          mails.push(mail);
          done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    waitFor: (recipient, signal) => poll(() => Promise.resolve(mails), recipient, signal),
    stop: async () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      server.close(() => resolve(undefined));
      await promise;
    },
  };
}

/** The folder that a server without SMTP writes mail to; what was there before is passed over. */
export async function openOutbox(folder: string): Promise<Mailbox> {
  const old = new Set(await mailFiles(folder));
  const read = new Map<string, SentMail>();
  const readNew = async (): Promise<SentMail[]> => {
    for (const name of await mailFiles(folder)) {
      if (!old.has(name) && !read.has(name))
        read.set(name, await readMail(await readFile(join(folder, name)), null));
    }
    return [...read.values()];
  };
  return { waitFor: (recipient, signal) => poll(readNew, recipient, signal) };
}

async function poll(
  read: () => Promise<readonly SentMail[]>,
  address: string,
  signal: AbortSignal,
): Promise<SentMail> {
  for (;;) {
    const mail = (await read()).find(({ to }) => to.includes(address));
    if (mail !== undefined) return mail;
    await delay(pollMs, undefined, { signal });
  }
}

async function mailFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.eml'));
}

async function readMail(source: Readable | Buffer, envelopeTo: readonly string[] | null): Promise<SentMail> {
  const parsed = await simpleParser(source);
  const headerTo = [parsed.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
  return {
    to: envelopeTo ?? headerTo,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    messageId: parsed.messageId ?? '',
  };
}

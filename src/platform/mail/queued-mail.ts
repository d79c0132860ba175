import type { Logger } from 'pino';
import { z } from 'zod';
import { newId, type Clock } from '../../kernel/index.ts';
import { addJob, type JobHandler } from '../jobs/index.ts';
import type { Tx } from '../postgres/index.ts';
import type { SecretBox } from '../secret/index.ts';
import { messageIdOf } from './mail-message.ts';
import type { Mailer } from './mailer.ts';

const task = 'send-mail';
const purpose = 'queued-mail';
const attempts = 20;

const payloadSchema = z.object({ sealed: z.string() });
const messageSchema = z.object({
  messageId: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
});

/** A mail that a use case sends by the way: an invitation, a password reset. A notice keeps a record of its own. */
export interface PassingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export interface MailQueue {
  /** Queues a mail in the caller's transaction: it is sent if and only if that commits. */
  sendMail(tx: Tx, mail: PassingMail): Promise<void>;
  readonly handlers: ReadonlyMap<string, JobHandler>;
}

export interface MailQueueDeps {
  readonly mailer: Mailer;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
  /** The address that people open: its host is the domain of the Message-ID. */
  publicUrl(): string;
}

/** The queued mail is sealed: it may carry a link that opens an account. */
export function createMailQueue(deps: MailQueueDeps): MailQueue {
  return {
    sendMail: async (tx, { to, subject, text, html }) => {
      const messageId = messageIdOf(newId(deps.clock.now()), deps.publicUrl());
      const sealed = deps.box.seal(JSON.stringify({ messageId, to, subject, text, html }), purpose);
      await addJob(tx, task, { sealed }, { maxAttempts: attempts });
    },
    handlers: new Map<string, JobHandler>([[task, (payload) => sendQueued(deps, payload)]]),
  };
}

async function sendQueued({ mailer, box, log }: MailQueueDeps, payload: unknown): Promise<void> {
  const opened = box.open(payloadSchema.parse(payload).sealed, purpose);
  if (!opened.ok) throw new Error(opened.error.message);
  const { html, to, ...message } = messageSchema.parse(JSON.parse(opened.value));
  const outcome = await mailer.send({
    ...message,
    to: [{ name: '', email: to }],
    ...(html === undefined ? {} : { html }),
  });
  switch (outcome.kind) {
    case 'accepted':
      return;
    case 'failed':
      log.warn({ messageId: message.messageId, response: outcome.response }, 'a mail was refused for good');
      return;
    case 'temp_failed':
    case 'unknown':
      // The queue tries again; the Message-ID stays the same.
      throw new Error(`The mail ${message.messageId} was not accepted: ${outcome.response}`);
  }
}

import type { Logger } from 'pino';
import { z } from 'zod';
import { addJob, type JobHandler } from '../jobs/index.ts';
import type { Tx } from '../postgres/index.ts';
import type { SecretBox } from '../secret/index.ts';
import type { MailMessage } from './mail-message.ts';
import type { Mailer } from './mailer.ts';

const task = 'send-mail';
const purpose = 'queued-mail';
const attempts = 20;

const payloadSchema = z.object({ sealed: z.string() });
const messageSchema = z.object({
  messageId: z.string(),
  to: z.array(z.object({ name: z.string(), email: z.string() })),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
});

/** Mail that a use case sends by the way: an invitation, a password reset. Not for notices, which keep a record. */
export interface MailQueue {
  /** Queues a mail in the caller's transaction: it is sent if and only if that commits. */
  sendMail(tx: Tx, message: Omit<MailMessage, 'envelopeTo' | 'attempt'>): Promise<void>;
  readonly handlers: ReadonlyMap<string, JobHandler>;
}

/** The queued mail is sealed: it may carry a link that opens an account. */
export function createMailQueue(deps: {
  readonly mailer: Mailer;
  readonly box: SecretBox;
  readonly log: Logger;
}): MailQueue {
  return {
    sendMail: (tx, message) =>
      addJob(
        tx,
        task,
        { sealed: deps.box.seal(JSON.stringify(message), purpose) },
        { maxAttempts: attempts },
      ),
    handlers: new Map<string, JobHandler>([[task, (payload) => sendQueued(deps, payload)]]),
  };
}

async function sendQueued(
  { mailer, box, log }: { mailer: Mailer; box: SecretBox; log: Logger },
  payload: unknown,
): Promise<void> {
  const opened = box.open(payloadSchema.parse(payload).sealed, purpose);
  if (!opened.ok) throw new Error(opened.error.message);
  const { html, ...message } = messageSchema.parse(JSON.parse(opened.value));
  const outcome = await mailer.send({ ...message, ...(html === undefined ? {} : { html }) });
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

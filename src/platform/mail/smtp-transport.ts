import { createTransport, type NodemailerError } from 'nodemailer';
import { addressesOf, type MailMessage } from './mail-message.ts';
import {
  judgeTrouble,
  tidyResponse,
  type DialogueStage,
  type RecipientOutcome,
  type SendOutcome,
} from './send-outcome.ts';
import type { SmtpSettings } from './smtp-url.ts';

/** Limits of one attempt, in milliseconds. `total` ends an attempt however the server dribbles. */
export interface SmtpLimits {
  readonly connectMs: number;
  readonly silenceMs: number;
  readonly totalMs: number;
}

export const defaultSmtpLimits: SmtpLimits = { connectMs: 15_000, silenceMs: 60_000, totalMs: 90_000 };

/**
 * Sends the bytes of one mail over a connection of its own. nodemailer's error does not say whether the mail had
 * been handed over when the connection died, so the dialogue is watched through its log.
 */
export async function sendOverSmtp(
  settings: SmtpSettings,
  limits: SmtpLimits,
  mail: { readonly message: MailMessage; readonly from: string; readonly raw: Buffer },
): Promise<SendOutcome> {
  const watch = watchDialogue();
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.requireTls,
    tls: { rejectUnauthorized: settings.verifyCertificate, minVersion: 'TLSv1.2' },
    ...(settings.user === null ? {} : { auth: { user: settings.user, pass: settings.password ?? '' } }),
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    logger: watch.logger,
    transactionLog: true,
  });
  try {
    const { messageId, reports } = mail.message;
    const info = await transport.sendMail({
      envelope: {
        from: reports?.address ?? envelopeSender(mail.from),
        to: [...addressesOf(mail.message)],
      },
      raw: mail.raw,
      // Only a server that offers DSN (RFC 3461) is asked.
      dsn: {
        id: reports?.envelopeId ?? messageId.slice(1, -1),
        return: 'headers',
        notify: reports === undefined ? ['failure', 'delay'] : ['success', 'failure', 'delay'],
      },
      signal: AbortSignal.timeout(limits.totalMs),
    });
    const response = tidyResponse(info.response);
    return {
      kind: 'accepted',
      response,
      recipients: [
        ...info.accepted.map((email) => ({ email, kind: 'accepted' as const, response })),
        ...refusals(info.rejectedErrors),
      ],
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return judgeTrouble(troubleOf(error), watch.stage());
  } finally {
    transport.close();
  }
}

/** Only the address of `Name <address>`: the envelope carries no name. */
const envelopeSender = (from: string): string => /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();

function troubleOf(error: NodemailerError): Parameters<typeof judgeTrouble>[0] {
  return {
    code: error.code ?? '',
    command: error.command ?? '',
    message: error.response ?? error.message,
    replyCode: error.responseCode ?? null,
    recipients: refusals(error.rejectedErrors),
  };
}

function refusals(errors: readonly NodemailerError[] | undefined): RecipientOutcome[] {
  return (errors ?? []).map((error) => ({
    email: error.recipient ?? '',
    kind: (error.responseCode ?? 0) >= 500 ? 'refused' : 'deferred',
    response: tidyResponse(error.response ?? error.message),
  }));
}

interface LogEntry {
  readonly tnx?: unknown;
}

/** Reads nodemailer's log for where the dialogue is. Nothing of it is kept: it may hold addresses and secrets. */
function watchDialogue(): {
  logger: Record<string, (entry: LogEntry, text: string) => void>;
  stage: () => DialogueStage;
} {
  let stage: DialogueStage = 'before_data';
  const read = (entry: LogEntry, text: string): void => {
    if (entry.tnx === 'server' && stage === 'before_data' && text.startsWith('354')) stage = 'data';
    else if (entry.tnx === 'message') stage = 'handed_over';
    else if (entry.tnx === 'server' && stage === 'handed_over') stage = 'answered';
  };
  const logger = { trace: read, debug: read, info: read, warn: read, error: read, fatal: read };
  return { logger, stage: () => stage };
}

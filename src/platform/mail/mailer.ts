import type { Logger } from 'pino';
import type { Clock } from '../../kernel/index.ts';
import { composeMail } from './compose.ts';
import { addressesOf, type MailMessage } from './mail-message.ts';
import { writeToOutbox } from './outbox-folder.ts';
import { tidyResponse, type RecipientOutcome, type SendOutcome } from './send-outcome.ts';
import { defaultSmtpLimits, sendOverSmtp, type SmtpLimits } from './smtp-transport.ts';
import { parseSmtpUrl, type SmtpSettings } from './smtp-url.ts';

export interface MailerOptions {
  /** `smtp.url`; null writes mail to `outboxFolder` instead. */
  readonly smtpUrl: string | null;
  /** `Name <address>`. */
  readonly from: string;
  readonly outboxFolder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: SmtpLimits;
}

export interface Mailer {
  /** Sends once and says how it ended. Throws only for a bug. */
  send(message: MailMessage): Promise<SendOutcome>;
  /** False when there is no mail server and mail goes to the folder `outboxPath`. */
  readonly configured: boolean;
  readonly outboxPath: string | null;
  /** `Name <address>`: what mail comes from. */
  readonly from: string;
}

/** The way out for mail. Throws when `smtpUrl` cannot be read. */
export function createMailer(options: MailerOptions): Mailer {
  const { from, log, clock } = options;
  const settings = readSettings(options.smtpUrl);
  const deliver = async (message: MailMessage): Promise<SendOutcome> => {
    const raw = await composeMail(message, from, clock.now());
    if (settings === null) return toFolder(options, message, raw);
    return sendOverSmtp(settings, options.limits ?? defaultSmtpLimits, { message, from, raw });
  };
  return {
    configured: settings !== null,
    outboxPath: settings === null ? options.outboxFolder : null,
    from,
    send: async (message) => {
      const { good, malformed } = sortAddresses(addressesOf(message));
      const outcome =
        good.length === 0
          ? nobody(malformed)
          : withRecipients(await deliver({ ...message, envelopeTo: good }), malformed);
      log.info(
        { messageId: message.messageId, attempt: message.attempt ?? 1, outcome: outcome.kind },
        'sent a mail',
      );
      return outcome;
    },
  };
}

function readSettings(url: string | null): SmtpSettings | null {
  if (url === null) return null;
  const settings = parseSmtpUrl(url);
  if (!settings.ok) throw new Error(settings.error.message);
  return settings.value;
}

async function toFolder(options: MailerOptions, message: MailMessage, raw: Buffer): Promise<SendOutcome> {
  try {
    const id = message.messageId.slice(1).split('@')[0] ?? '';
    const file = await writeToOutbox(options.outboxFolder, id, options.clock.now(), raw);
    const response = `written to outbox ${file}`;
    const recipients = addressesOf(message).map((email) => ({ email, kind: 'accepted' as const, response }));
    return { kind: 'accepted', response, recipients };
  } catch (error) {
    const response = tidyResponse(error instanceof Error ? error.message : String(error));
    options.log.error(
      { err: error, folder: options.outboxFolder },
      'mail cannot be written to the outbox folder',
    );
    return { kind: 'temp_failed', reason: 'disk_failed', response, recipients: [] };
  }
}

/** One address that SMTP cannot carry must not keep the mail from the others. */
function sortAddresses(addresses: readonly string[]): {
  good: readonly string[];
  malformed: readonly string[];
} {
  const isGood = (address: string): boolean =>
    /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(address) && address.length <= 254;
  return { good: addresses.filter(isGood), malformed: addresses.filter((address) => !isGood(address)) };
}

const malformedResponse = 'the address is malformed';

const asRefused = (malformed: readonly string[]): RecipientOutcome[] =>
  malformed.map((email) => ({ email, kind: 'refused', response: malformedResponse }));

const nobody = (malformed: readonly string[]): SendOutcome => ({
  kind: 'failed',
  reason: 'address_malformed',
  response: malformed.length === 0 ? 'the mail has no recipient' : malformedResponse,
  recipients: asRefused(malformed),
});

function withRecipients(outcome: SendOutcome, malformed: readonly string[]): SendOutcome {
  if (malformed.length === 0 || outcome.kind === 'unknown') return outcome;
  return { ...outcome, recipients: [...outcome.recipients, ...asRefused(malformed)] };
}

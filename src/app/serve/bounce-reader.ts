import { inboundVerdicts, type Notifications } from '../../notification/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createReturnAddresses, type ReturnAddresses } from '../../platform/mail/index.ts';
import {
  parseImapUrl,
  startMailboxReader,
  type ImapSettings,
  type MailboxReader,
} from '../../platform/mailbox/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Stores } from './stores.ts';

/** The addresses that mail comes back to; null when nobody reads it there. */
export const returnAddressesOf = (
  { bounce }: Config,
  { secretBox }: Pick<Stores, 'secretBox'>,
): ReturnAddresses | null =>
  bounce.address === null
    ? null
    : createReturnAddresses(bounce.address, secretBox.deriveKey('return-address'));

/** The mailbox that bounces are read from, and its name without the password; null when none is set. */
export function bounceMailboxOf({
  bounce,
}: Config): { readonly name: string; readonly settings: ImapSettings } | null {
  if (bounce.url === null) return null;
  const parsed = parseImapUrl(bounce.url);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { user, host, port, mailbox } = parsed.value;
  return { name: `${user}@${host}:${port}/${mailbox}`, settings: parsed.value };
}

/** Reads bounces for as long as the server runs; null when no mailbox is set. */
export function startBounceReader(
  config: Config,
  { inbound }: Pick<Notifications, 'inbound'>,
  metrics: Metrics,
  log: Logger,
): MailboxReader | null {
  const mailbox = bounceMailboxOf(config);
  if (mailbox === null) return null;
  const { name, settings } = mailbox;
  const help = 'Mails read from the mailbox of bounces, by what was made of them';
  const read = metrics.counter('tocsin_notification_bounce_mails_total', help, ['verdict']);
  for (const verdict of inboundVerdicts) read.inc({ verdict }, 0);
  const state = { failing: 0 };
  metrics.observe(
    'tocsin_notification_bounce_mailbox_failing',
    '1 while it cannot be read',
    () => state.failing,
  );
  return startMailboxReader({
    settings,
    folder: config.bounce.folder,
    log,
    place: () => inbound.place(name),
    receive: async (mail) => {
      const { verdict, filed } = await inbound.receive({ ...mail, mailbox: name });
      read.inc({ verdict });
      return filed ? 'file' : 'leave';
    },
    note: async (now) => {
      state.failing = now.kind === 'failing' ? 1 : 0;
      await inbound.note(name, now.kind === 'failing' ? now : null);
    },
  });
}

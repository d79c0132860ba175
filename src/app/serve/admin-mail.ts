import type { MailAdmins } from '../../event/index.ts';
import { staffAdmins } from '../../identity/index.ts';
import type { MailQueue } from '../../platform/mail/index.ts';

/** Mails what a person has to look at to every administrator of the provider, each in the own language. */
export const createAdminMail =
  ({ sendMail }: Pick<MailQueue, 'sendMail'>): MailAdmins =>
  async (tx, write) => {
    for (const { email, locale } of await staffAdmins(tx)) {
      const language = locale.toLowerCase().startsWith('ru') ? 'ru' : 'en';
      await sendMail(tx, { to: email, ...write(language) });
    }
  };

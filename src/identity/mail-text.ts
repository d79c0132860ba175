/** A mail that this slice asks to be sent; how it looks is the sender's affair. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

type Words<T> = Readonly<Record<'en' | 'ru', (facts: T) => MailText>>;

const spoken = (locale: string): 'en' | 'ru' => (locale.toLowerCase().startsWith('ru') ? 'ru' : 'en');

/** A time as a mail shows it: UTC, to the minute. */
const shown = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

interface Invitation {
  readonly providerName: string;
  readonly companyName: string;
  readonly inviterName: string;
  readonly link: string;
  readonly expiresAt: Date;
}

const invitationWords: Words<Invitation> = {
  en: ({ providerName, companyName, inviterName, link, expiresAt }) => ({
    subject: `${providerName}: your invitation to Tocsin`,
    text: [
      `${inviterName} invites you to work for ${companyName} in Tocsin, the security operations platform of ${providerName}.`,
      `Choose a password here:\n${link}`,
      `The link works once, until ${shown(expiresAt)}. If you do not expect this invitation, ignore this message.`,
    ].join('\n\n'),
  }),
  ru: ({ providerName, companyName, inviterName, link, expiresAt }) => ({
    subject: `${providerName}: приглашение в Tocsin`,
    text: [
      `${inviterName} приглашает вас работать от имени «${companyName}» в Tocsin, платформе информационной безопасности «${providerName}».`,
      `Задайте пароль по ссылке:\n${link}`,
      `Ссылка действует один раз, до ${shown(expiresAt)}. Если вы не ждали приглашения, не отвечайте на это письмо.`,
    ].join('\n\n'),
  }),
};

interface PasswordReset {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

const resetWords: Words<PasswordReset> = {
  en: ({ name, link, expiresAt }) => ({
    subject: 'Tocsin: set a new password',
    text: [
      `Hello ${name},`,
      `somebody, probably you, asked for a new password. Set it here:\n${link}`,
      `The link works once, until ${shown(expiresAt)}. It ends all your sessions. If it was not you, ignore this message: nothing changes.`,
    ].join('\n\n'),
  }),
  ru: ({ name, link, expiresAt }) => ({
    subject: 'Tocsin: новый пароль',
    text: [
      `Здравствуйте, ${name}!`,
      `Кто-то, вероятно вы, запросил новый пароль. Задайте его по ссылке:\n${link}`,
      `Ссылка действует один раз, до ${shown(expiresAt)}. Все ваши сеансы завершатся. Если это были не вы, ничего не делайте: ничего не изменится.`,
    ].join('\n\n'),
  }),
};

/** The mail that carries an invitation's link, in the reader's language (en or ru). */
export const invitationMail = (locale: string, facts: Invitation): MailText =>
  invitationWords[spoken(locale)](facts);

/** The mail that carries a password reset's link, in the reader's language (en or ru). */
export const passwordResetMail = (locale: string, facts: PasswordReset): MailText =>
  resetWords[spoken(locale)](facts);

export { addressesOf, messageIdOf, type MailAddress, type MailMessage } from './mail-message.ts';
export { createMailer, type Mailer, type MailerOptions } from './mailer.ts';
export { createMailQueue, type MailQueue, type PassingMail } from './queued-mail.ts';
export { sendFailures, type RecipientOutcome, type SendFailure, type SendOutcome } from './send-outcome.ts';
export { parseSmtpUrl, type SmtpSettings } from './smtp-url.ts';
export type { SmtpLimits } from './smtp-transport.ts';

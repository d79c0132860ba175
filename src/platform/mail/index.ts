export {
  mostReported,
  parseDeliveryStatus,
  reportActions,
  type DeliveryStatus,
  type RecipientStatus,
  type ReportAction,
} from './delivery-status.ts';
export {
  longestInbound,
  readInboundMail,
  unreadableReasons,
  type InboundContent,
  type InboundMail,
  type ReturnedMail,
} from './inbound-mail.ts';
export {
  addressesOf,
  messageIdOf,
  type MailAddress,
  type MailMessage,
  type ReportsTo,
} from './mail-message.ts';
export { createMailer, type Mailer, type MailerOptions } from './mailer.ts';
export { createMailQueue, type MailQueue, type PassingMail } from './queued-mail.ts';
export {
  sendFailures,
  tidyResponse,
  type RecipientOutcome,
  type SendFailure,
  type SendOutcome,
} from './send-outcome.ts';
export { parseSmtpUrl, type SmtpSettings } from './smtp-url.ts';
export type { SmtpLimits } from './smtp-transport.ts';
export {
  createReturnAddresses,
  parseReturnPattern,
  type ReturnAddresses,
  type ReturnToken,
} from './return-address.ts';
export { readMailServerUrl, type MailServerScheme } from './server-url.ts';

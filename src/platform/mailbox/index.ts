/** Reads a mailbox over IMAP. Knows nothing of what the mail is about. */
export { parseImapUrl, type ImapSettings } from './imap-url.ts';
export { mailboxFailures, type MailboxFailure } from './mailbox-error.ts';
export {
  startMailboxReader,
  type MailboxMail,
  type MailboxPlace,
  type MailboxReader,
  type MailboxState,
} from './mailbox-reader.ts';

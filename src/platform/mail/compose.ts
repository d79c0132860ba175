import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailMessage } from './mail-message.ts';

/** A mail as bytes: what goes over SMTP and what is written to the outbox folder is the same. */
export async function composeMail(message: MailMessage, from: string, date: Date): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: message.to.map(({ name, email }) => ({ name, address: email })),
    subject: message.subject,
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    messageId: message.messageId,
    date,
    headers: {
      // RFC 3834: automatic replies must not answer.
      'Auto-Submitted': 'auto-generated',
      ...((message.attempt ?? 1) > 1 ? { 'X-Tocsin-Attempt': String(message.attempt) } : {}),
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

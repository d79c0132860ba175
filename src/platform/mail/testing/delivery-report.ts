/** A delivery report as a mail server would write it (RFC 3464), for tests. */
export interface MadeReport {
  /** The Message-ID of the report itself. */
  readonly id: string;
  /** Where it is sent to: the envelope's sender of the mail that it is about. */
  readonly to: string;
  readonly recipients: readonly {
    readonly original?: string;
    readonly final: string;
    readonly action: string;
    readonly status?: string;
    readonly diagnostic?: string;
  }[];
  /** What the returned headers say; absent: no headers are returned. */
  readonly returned?: { readonly messageId: string; readonly attempt?: number };
  readonly envelopeId?: string;
}

export function makeReport({ id, to, recipients, returned, envelopeId }: MadeReport): Buffer {
  const groups = recipients.map(({ original, final, action, status = '5.1.1', diagnostic }) => [
    '',
    `Final-Recipient: rfc822; ${final}`,
    ...(original === undefined ? [] : [`Original-Recipient: rfc822;${original}`]),
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic === undefined ? [] : [`Diagnostic-Code: smtp; ${diagnostic}`]),
  ]);
  const lines = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    `To: ${to}`,
    'Subject: Mail delivery report',
    `Message-ID: <${id}@mx.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=B',
    '',
    '--B',
    'Content-Type: text/plain',
    '',
    'This is the mail system.',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
    ...groups.flat(),
    '',
    ...(returned === undefined
      ? []
      : [
          '--B',
          'Content-Type: text/rfc822-headers',
          '',
          `Message-ID: ${returned.messageId}`,
          ...(returned.attempt === undefined ? [] : [`X-Tocsin-Attempt: ${returned.attempt}`]),
          '',
        ]),
    '--B--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

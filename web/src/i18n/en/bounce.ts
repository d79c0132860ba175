/** Mail that comes back. */
export const bounce = {
  bounce: {
    title: 'Bounces',
    off: 'Not read',
    offText:
      'Mail that comes back later is not noticed: a notice counts as delivered once a mail server has taken it. Set bounce.url and bounce.address in the configuration.',
    reading: 'Being read',
    failing: 'Cannot be read',
    starting: 'Not read yet',
    mailbox: 'Mailbox',
    readAt: 'Last read',
    failingSince: 'Fails since',
    failure: 'Why',
    failures: {
      connection_failed: 'No connection.',
      tls_failed: 'The encryption failed.',
      sign_in_failed: 'User or password is wrong.',
      mailbox_missing: 'There is no such mailbox.',
      refused: 'The server refused.',
      handling_failed: 'A mail could not be dealt with.',
    },
    addresses: 'Return addresses',
    signed: 'Signed: every report is proven to be about its notice.',
    unsigned: 'The sender’s own: reports are matched by Message-ID and recipient.',
    lastDays: 'Last 30 days',
    nothing: 'No mail has come.',
    verdict: {
      applied: 'applied',
      forged: 'forged',
      unmatched: 'of nothing we know',
      auto_reply: 'automatic answers',
      unclear: 'to be looked at',
      other: 'other mail',
      unreadable: 'unreadable',
      duplicate: 'repeated',
    },
  },
} as const;

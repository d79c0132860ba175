/** A person at an address. */
export interface MailAddress {
  readonly name: string;
  readonly email: string;
}

/** One mail, ready to be composed. The same `messageId` on every attempt makes a repeat recognisable. */
export interface MailMessage {
  /** With angle brackets, as `messageIdOf` makes it. */
  readonly messageId: string;
  readonly to: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  /** Absent: a mail of plain text only. */
  readonly html?: string;
  /** The addresses that this attempt is for; absent: all of `to`. */
  readonly envelopeTo?: readonly string[];
  /** 1 for the first attempt; a repeat carries its number in `X-Tocsin-Attempt`. */
  readonly attempt?: number;
  /** Where reports about this attempt are read. Absent: the sender's address, and only bad news is asked for. */
  readonly reports?: ReportsTo;
}

/** How what is reported about one attempt finds its way back. */
export interface ReportsTo {
  /** The envelope's sender. */
  readonly address: string;
  /** ENVID (RFC 3461, 4.4): a server that reports repeats it. */
  readonly envelopeId: string;
}

/** A Message-ID (RFC 5322, 3.6.4) whose domain is the host that customers know this installation by. */
export function messageIdOf(id: string, publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  // An address literal is written in brackets; the URL has them already for IPv6.
  const domain = /^[\d.]+$/.test(hostname) ? `[${hostname}]` : hostname;
  return `<${id}@${domain}>`;
}

/** Whom an attempt is for. */
export const addressesOf = (message: MailMessage): readonly string[] =>
  message.envelopeTo ?? message.to.map(({ email }) => email);

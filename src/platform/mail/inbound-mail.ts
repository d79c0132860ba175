import { createHash } from 'node:crypto';
import { simpleParser, type Attachment, type ParsedMail } from 'mailparser';
import {
  mostReported,
  parseDeliveryStatus,
  type DeliveryStatus,
  type RecipientStatus,
} from './delivery-status.ts';
import { tidyResponse } from './send-outcome.ts';

/** Why a mail cannot be read. */
export const unreadableReasons = ['malformed', 'took_too_long'] as const;

/** What a mail that came in is, as far as a machine can tell. None of it is proof of who sent it. */
export type InboundContent =
  /** A delivery report. `returned` is what it says of the mail that it is about. */
  | { readonly kind: 'report'; readonly status: DeliveryStatus; readonly returned: ReturnedMail }
  /** Somebody is out of office, or another program answered (RFC 3834). */
  | { readonly kind: 'auto_reply' }
  /** Written by a person, or by a program that does not say so. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: (typeof unreadableReasons)[number] };

export interface ReturnedMail {
  /** With angle brackets. */
  readonly messageId: string | null;
  /** What `X-Tocsin-Attempt` says; null when it is not there. */
  readonly attempt: number | null;
}

export interface InboundMail {
  /** Equal for two deliveries of the same mail, however they came: made of Message-ID and content. */
  readonly key: string;
  /** On one line, cut. */
  readonly subject: string;
  /** Where the mail was sent to, as its headers say it: the place to look for return addresses. */
  readonly addressedTo: string;
  readonly content: InboundContent;
}

/** Bounds of what is looked at; the rest of a larger mail is not read. */
export const longestInbound = 1024 * 1024;
const readTimeoutMs = 10_000;
const longestHeaders = 256 * 1024;
const mostParts = 200;
const mostAddressLines = 50;

/** Reads the bytes of a mail. Never throws for what is in them; takes at most ten seconds. */
export async function readInboundMail(whole: Buffer): Promise<InboundMail> {
  const raw = whole.subarray(0, longestInbound);
  const parsed = await parse(raw);
  if (typeof parsed === 'string') {
    const content = { kind: 'unreadable', reason: parsed } as const;
    return { key: keyOf('', raw), subject: '', addressedTo: '', content };
  }
  const headers = headersOf(parsed);
  return {
    key: keyOf(headers.first('message-id'), raw),
    subject: tidyResponse((parsed.subject ?? '').toWellFormed()),
    addressedTo: headers.all(addressHeaders).slice(0, mostAddressLines).join('\n'),
    content: contentOf(parsed, headers),
  };
}

/** Headers that may name the envelope's recipient, by mail server; `Received` says `for <…>`. */
const addressHeaders = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'received'];

async function parse(raw: Buffer): Promise<ParsedMail | (typeof unreadableReasons)[number]> {
  const { promise: expiry, resolve } = Promise.withResolvers<'took_too_long'>();
  const timer = setTimeout(() => resolve('took_too_long'), readTimeoutMs);
  try {
    const options = {
      // Reports stay whole, embedded mails stay closed, and nothing is made of HTML or links.
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      keepCidLinks: true,
      checksumAlgo: false as const,
      maxHeadSize: longestHeaders,
      maxChildNodes: mostParts,
    };
    return await Promise.race([simpleParser(raw, options), expiry]);
  } catch {
    return 'malformed';
  } finally {
    clearTimeout(timer);
  }
}

const keyOf = (messageId: string, raw: Buffer): string => {
  const end = raw.indexOf('\r\n\r\n');
  const body = raw.subarray(end < 0 ? 0 : end);
  return createHash('sha256').update(`${messageId}\n`).update(body).digest('hex');
};

interface Headers {
  /** The value of the first header of this name, unfolded; empty when there is none. */
  first(name: string): string;
  all(names: readonly string[]): readonly string[];
}

function headersOf(parsed: ParsedMail): Headers {
  const lines = parsed.headerLines.map(({ key, line }) => ({
    key,
    value: line
      .slice(line.indexOf(':') + 1)
      .replace(/\s+/g, ' ')
      .trim(),
  }));
  return {
    first: (name) => lines.find(({ key }) => key === name)?.value ?? '',
    all: (names) => lines.filter(({ key }) => names.includes(key)).map(({ value }) => value),
  };
}

function contentOf(parsed: ParsedMail, headers: Headers): InboundContent {
  const part = parsed.attachments.find(({ contentType }) =>
    /^message\/(?:global-)?delivery-status$/i.test(contentType),
  );
  const status = part === undefined ? null : parseDeliveryStatus(part.content.toString('utf8'));
  if (status !== null && status.recipients.length > 0)
    return { kind: 'report', status, returned: returnedMail(parsed) };
  const failed = failedRecipients(headers, parsed.text ?? '');
  if (failed !== null) return { kind: 'report', status: failed, returned: returnedMail(parsed) };
  return { kind: isAutoReply(parsed, headers) ? 'auto_reply' : 'other' };
}

const longestReturned = 64 * 1024;

/** The mail that came back: an embedded one, its headers alone, or a copy below the report's text (older Exim, qmail). */
function returnedMail(parsed: ParsedMail): ReturnedMail {
  const embedded = parsed.attachments.find(({ contentType }) =>
    /^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)$/i.test(contentType),
  );
  const text = embedded === undefined ? (parsed.text ?? '') : textOf(embedded);
  const head = text.slice(0, longestReturned);
  const attempt = /^X-Tocsin-Attempt:[ \t]*(\d{1,4})[ \t]*\r?$/im.exec(head)?.[1];
  return {
    messageId: /^Message-ID:\s*(<[^<>\s]{3,300}>)/im.exec(head)?.[1] ?? null,
    attempt: attempt === undefined ? null : Number(attempt),
  };
}

/** Only the head of it: what stands below could be anything. */
const textOf = ({ content }: Attachment): string => {
  const text = content.subarray(0, longestReturned).toString('utf8');
  return (text.split(/\r?\n\r?\n/, 1)[0] ?? '').replace(/\r?\n[ \t]+/g, ' ');
};

/** Exim names in a header whom it could not reach, with or without a report that machines can read. */
function failedRecipients(headers: Headers, text: string): DeliveryStatus | null {
  const named = headers.all(['x-failed-recipients']).join(',').split(',').slice(0, mostReported);
  const addresses = named.map((address) => address.trim().toLowerCase()).filter((one) => one.includes('@'));
  if (addresses.length === 0) return null;
  const line = /^.{0,400}\b5\d\d[ -].{1,400}$/m.exec(text.slice(0, longestReturned))?.[0] ?? '';
  const status = /(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(line)?.[0] ?? null;
  const diagnostic = tidyResponse(line) === '' ? null : tidyResponse(line);
  const recipients = addresses.map((address): RecipientStatus => ({
    addresses: [address],
    action: 'failed',
    status,
    diagnostic,
  }));
  return { reportingMta: null, envelopeId: null, recipients };
}

/** RFC 3834, 5, and what programs that do not follow it write instead. */
function isAutoReply(parsed: ParsedMail, headers: Headers): boolean {
  const submitted = headers.first('auto-submitted').toLowerCase();
  if (submitted !== '' && !submitted.startsWith('no')) return true;
  const marks = ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'x-vacation'];
  if (marks.some((name) => headers.first(name) !== '')) return true;
  if (/^(?:auto_reply|bulk|junk)\b/i.test(headers.first('precedence'))) return true;
  return /^(?:automatic reply|auto(?:matic)?[- ]?response|out of (?:the )?office|автоответ|автоматический ответ)\b/iu.test(
    parsed.subject ?? '',
  );
}

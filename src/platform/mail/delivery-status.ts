import { tidyResponse } from './send-outcome.ts';

/** What a report says became of a mail for one recipient (RFC 3464, 2.3.3). */
export const reportActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type ReportAction = (typeof reportActions)[number];

export interface RecipientStatus {
  /** The address in every spelling that the report may mean, in lower case: the original recipient's first. */
  readonly addresses: readonly string[];
  readonly action: ReportAction;
  /** RFC 3463, for example 5.1.1; null when the report has none that can be read. */
  readonly status: string | null;
  /** The words of the server that decided, on one line. */
  readonly diagnostic: string | null;
}

/** The machine's part of a delivery report. */
export interface DeliveryStatus {
  readonly reportingMta: string | null;
  /** What we had given as ENVID. */
  readonly envelopeId: string | null;
  readonly recipients: readonly RecipientStatus[];
}

/** More of one report is not read. */
const longestStatus = 256 * 1024;
export const mostReported = 100;
const mostFields = 5_000;

type Fields = ReadonlyMap<string, string>;

/**
 * Reads the body of a `message/delivery-status` or `message/global-delivery-status` part (RFC 3464, RFC 6533). It comes
 * from anybody: what cannot be read is left out, and nothing is believed that the caller does not check.
 */
export function parseDeliveryStatus(text: string): DeliveryStatus {
  const groups = groupsOf(text.slice(0, longestStatus));
  const isRecipient = (fields: Fields): boolean =>
    fields.has('final-recipient') || fields.has('original-recipient');
  const message = groups.find((fields) => !isRecipient(fields)) ?? new Map<string, string>();
  const envelopeId = message.get('original-envelope-id') ?? null;
  return {
    reportingMta: typed(message.get('reporting-mta')),
    envelopeId: envelopeId === null ? null : (fromXtext(envelopeId) ?? envelopeId),
    recipients: groups
      .filter(isRecipient)
      .slice(0, mostReported)
      .flatMap((fields) => recipientOf(fields) ?? []),
  };
}

/** Groups of fields, separated by blank lines; folded lines are joined, of a repeated field the first counts. */
function groupsOf(text: string): readonly Fields[] {
  const groups: Map<string, string>[] = [];
  let group: Map<string, string> | null = null;
  let name = '';
  for (const line of text.split(/\r\n|\r|\n/).slice(0, mostFields)) {
    if (line.trim() === '') {
      group = null;
      continue;
    }
    const folded = /^[ \t]/.test(line);
    const colon = line.indexOf(':');
    if (folded) {
      if (group !== null && name !== '') group.set(name, `${group.get(name) ?? ''} ${line.trim()}`);
      continue;
    }
    if (colon < 1) {
      name = '';
      continue;
    }
    if (group === null) {
      group = new Map<string, string>();
      groups.push(group);
    }
    const key = line.slice(0, colon).trim().toLowerCase();
    name = group.has(key) ? '' : key;
    if (name !== '') group.set(name, line.slice(colon + 1).trim());
  }
  return groups;
}

function recipientOf(fields: Fields): RecipientStatus | null {
  const status = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(fields.get('status') ?? '')?.[0] ?? null;
  const action = actionOf(fields.get('action') ?? '') ?? actionOfStatus(status);
  if (action === null) return null;
  const named = [fields.get('original-recipient'), fields.get('final-recipient')];
  const addresses = [...new Set(named.flatMap((value) => addressForms(value)))];
  const diagnostic = tidyResponse(typed(fields.get('diagnostic-code')) ?? '');
  return { addresses, action, status, diagnostic: diagnostic === '' ? null : diagnostic };
}

const actionOf = (value: string): ReportAction | null => {
  const word = /^[a-z]+/.exec(value.trim().toLowerCase())?.[0];
  return reportActions.find((action) => action === word) ?? null;
};

const actionsByClass: Readonly<Record<string, ReportAction>> = { 2: 'delivered', 4: 'delayed', 5: 'failed' };
const actionOfStatus = (status: string | null): ReportAction | null =>
  status === null ? null : (actionsByClass[status.charAt(0)] ?? null);

/** `rfc822; ada@example.net` → `ada@example.net`; what has no type stays. */
function typed(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = tidyResponse(value.replace(/^[A-Za-z0-9-]{1,40}\s*;/, ''));
  return text === '' ? null : text;
}

const longestAddress = 320;

/**
 * The spellings that an address field may mean. Encoded text should have been decoded by whoever made the report and
 * often is not, and a plus is a plain character of many addresses, so both readings are kept.
 */
function addressForms(value: string | undefined): readonly string[] {
  const text = typed(value);
  if (text === null) return [];
  const bare = (/<([^<>]*)>/.exec(text)?.[1] ?? text.replace(/\([^()]*\)/g, '')).trim();
  const unicode = bare.replace(/\\x\{([0-9A-Fa-f]{2,6})\}/g, (whole, hex: string) => codePoint(hex) ?? whole);
  return [bare, fromXtext(bare), unicode]
    .filter((form): form is string => form?.includes('@') === true && form.length <= longestAddress)
    .map((form) => form.toLowerCase());
}

function codePoint(hex: string): string | null {
  const code = Number.parseInt(hex, 16);
  return code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? null
    : String.fromCodePoint(code);
}

/** RFC 3461, 4: `+2B` stands for a plus. Null when nothing is encoded, or not so that it can be decoded. */
function fromXtext(text: string): string | null {
  if (!/\+[0-9A-F]{2}/.test(text) || !/^[\x20-\x7e]*$/.test(text)) return null;
  const bytes = Buffer.from(
    text.replace(/\+([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  const decoded = bytes.toString('utf8');
  // eslint-disable-next-line no-control-regex -- an address holds none
  return /[\u0000-\u001f\u007f\ufffd]/.test(decoded) ? null : decoded;
}

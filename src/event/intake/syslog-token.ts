/** SD-ID of our structured data: 32473 is the enterprise number for documentation (RFC 5612). */
const elementId = 'tocsin@32473';
const paramName = 'token';

/** Bytes that every message with a token holds: a cheap first look. */
export const tokenMark = Buffer.from(`[${elementId} `);

/** A message's source token, and the message without it. */
export interface FoundToken {
  readonly token: string;
  /** The message as it is stored: the `token` parameter is gone, and with it an element that held nothing else. */
  readonly message: Buffer;
}

const maxTokenBytes = 256;

/**
 * Looks for `[tocsin@32473 token="…"]` in the structured data of an RFC 5424 message (6.3); the same text anywhere else
 * is content and stays. Every such parameter is taken out, the first one counts. Null when there is none.
 */
export function findToken(message: Buffer): FoundToken | null {
  const dataAt = structuredDataAt(message);
  if (dataAt === null) return null;
  const elements: Element[] = [];
  let at = dataAt;
  while (message[at] === open) {
    const element = readElement(message, at);
    if (element === null) return null;
    elements.push(element);
    at = element.end;
  }
  const token = elements.find((element) => element.token !== null)?.token ?? null;
  if (token === null) return null;
  const kept = elements.flatMap((element) => keptOf(message, element));
  const data = kept.length === 0 ? [Buffer.from('-')] : kept;
  return { token, message: Buffer.concat([message.subarray(0, dataAt), ...data, message.subarray(at)]) };
}

const open = 0x5b;
const close = 0x5d;
const space = 0x20;
const quote = 0x22;
const equals = 0x3d;
const backslash = 0x5c;
const lessThan = 0x3c;

interface Element {
  readonly start: number;
  readonly end: number;
  readonly token: string | null;
  /** Ranges of `token` parameters with the space before each. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[];
  readonly params: number;
}

const headerFields = 6;
const maxHeaderBytes = 1024;

/** Offset of the structured data: behind PRI with version, timestamp, host, application, process and message id. */
function structuredDataAt(message: Buffer): number | null {
  if (message[0] !== lessThan) return null;
  let fields = 0;
  for (let at = 0; at < Math.min(message.length, maxHeaderBytes); at += 1) {
    if (message[at] !== space) continue;
    fields += 1;
    if (fields === headerFields)
      return /^<\d{1,3}>[1-9]\d{0,2} /.test(message.toString('latin1', 0, 10)) ? at + 1 : null;
  }
  return null;
}

function readElement(message: Buffer, start: number): Element | null {
  let at = start + 1;
  while (at < message.length && message[at] !== space && message[at] !== close) at += 1;
  const isOurs = message.toString('latin1', start + 1, at) === elementId;
  const cuts: { start: number; end: number }[] = [];
  let token: string | null = null;
  let params = 0;
  while (message[at] === space) {
    const param = readParam(message, at + 1);
    if (param === null) return null;
    params += 1;
    if (isOurs && param.name === paramName) {
      token ??= param.value();
      cuts.push({ start: at, end: param.end });
    }
    at = param.end;
  }
  return message[at] === close ? { start, end: at + 1, token, cuts, params } : null;
}

interface Param {
  readonly name: string;
  readonly value: () => string;
  readonly end: number;
}

/** One `name="value"`; in the value `"`, `\` and `]` are escaped with `\` (RFC 5424, 6.3.3). */
function readParam(message: Buffer, start: number): Param | null {
  const nameEnd = message.indexOf(equals, start);
  if (nameEnd < 0 || message[nameEnd + 1] !== quote) return null;
  const valueStart = nameEnd + 2;
  let at = valueStart;
  while (at < message.length && message[at] !== quote) at += message[at] === backslash ? 2 : 1;
  if (at >= message.length) return null;
  const valueEnd = Math.min(at, valueStart + maxTokenBytes);
  return {
    name: message.toString('latin1', start, nameEnd),
    value: () => message.toString('utf8', valueStart, valueEnd).replace(/\\(["\\\]])/g, '$1'),
    end: at + 1,
  };
}

function keptOf(message: Buffer, element: Element): readonly Buffer[] {
  if (element.cuts.length > 0 && element.cuts.length === element.params) return [];
  const pieces: Buffer[] = [];
  let at = element.start;
  for (const cut of element.cuts) {
    pieces.push(message.subarray(at, cut.start));
    at = cut.end;
  }
  return [...pieces, message.subarray(at, element.end)];
}

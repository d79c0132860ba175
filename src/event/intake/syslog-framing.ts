import { createCarry } from './message-carry.ts';

/** What a message is told with: whether it was cut to the size bound, or the stream ended inside it. */
export type FramingRemark = 'too_long' | 'incomplete' | null;

/** Receives each message: bytes `start` to `end` of `bytes`, valid only during the call. */
export type MessageSink = (bytes: Buffer, start: number, end: number, remark: FramingRemark) => void;

/** Cuts a byte stream into syslog messages, wherever the chunks begin and end. */
export interface SyslogFramer {
  push(chunk: Buffer): void;
  /** Gives out what the ended stream left unfinished. */
  finish(): void;
}

const lf = 0x0a;
const cr = 0x0d;
const nul = 0x00;
const space = 0x20;
const digit0 = 0x30;
const digit1 = 0x31;
const digit9 = 0x39;
const lessThan = 0x3c;

/** Most octets that a count may announce; a larger number is the text of a line. */
export const maxOctetCount = 16 * 1024 * 1024;
const maxCountDigits = 8;
const maxPrefixBytes = maxCountDigits + 2;

type Mode =
  | { readonly kind: 'start' }
  | { readonly kind: 'line' }
  | { readonly kind: 'octets'; readonly remaining: number };

type Detected =
  | { readonly kind: 'line' }
  | { readonly kind: 'octets'; readonly prefix: number; readonly count: number }
  | { readonly kind: 'more' };

const start: Mode = { kind: 'start' };
const line: Mode & Detected = { kind: 'line' };
const more: Detected = { kind: 'more' };

/**
 * Framing of syslog over TCP (RFC 6587), told for each message anew: octet counting (3.4.1) when it starts with a
 * number, a space and `<`; otherwise a line that ends with LF (3.4.2). Trailing CR, LF and NUL are no part of a
 * message, and empty messages are none. A message longer than `maxMessageBytes` (at least 64) is cut to it.
 */
export function createSyslogFramer(maxMessageBytes: number, sink: MessageSink): SyslogFramer {
  const carry = createCarry(maxMessageBytes);
  let mode: Mode = start;

  function emit(bytes: Buffer, from: number, to: number, remark: FramingRemark): void {
    const cut = to - from > maxMessageBytes;
    const end = trimEnd(bytes, from, cut ? from + maxMessageBytes : to);
    if (end > from) sink(bytes, from, end, cut ? 'too_long' : remark);
  }

  function emitCarry(remark: FramingRemark): void {
    const bytes = carry.bytes();
    emit(bytes, 0, bytes.length, carry.overflowed() ? 'too_long' : remark);
    carry.clear();
  }

  /** Decides how the message at `at` is framed; returns where its content goes on. */
  function begin(chunk: Buffer, from: number): number {
    const at = carry.isEmpty() ? skipTrailers(chunk, from) : from;
    const seen = carry.bytes();
    const found = seen.length === 0 ? detect(chunk, at) : detect(withMore(seen, chunk, at), 0);
    if (found.kind === 'more') {
      carry.add(chunk, at, chunk.length);
      return chunk.length;
    }
    mode = found.kind === 'line' ? line : { kind: 'octets', remaining: found.count };
    if (found.kind === 'line') return at;
    carry.clear();
    return at + found.prefix - seen.length;
  }

  /** Takes content of the message under way; returns where the chunk goes on. */
  function take(chunk: Buffer, at: number): number {
    const ended = mode.kind === 'octets' ? at + mode.remaining : chunk.indexOf(lf, at);
    if (ended < 0 || ended > chunk.length) {
      carry.add(chunk, at, chunk.length);
      if (mode.kind === 'octets') mode = { kind: 'octets', remaining: ended - chunk.length };
      return chunk.length;
    }
    if (carry.isEmpty()) {
      emit(chunk, at, ended, null);
    } else {
      carry.add(chunk, at, ended);
      emitCarry(null);
    }
    const next = mode.kind === 'octets' ? ended : ended + 1;
    mode = start;
    return next;
  }

  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length) at = mode.kind === 'start' ? begin(chunk, at) : take(chunk, at);
    },
    finish: () => {
      mode = start;
      emitCarry('incomplete');
    },
  };
}

const withMore = (seen: Buffer, chunk: Buffer, at: number): Buffer =>
  Buffer.concat([seen, chunk.subarray(at, at + maxPrefixBytes)]);

function detect(bytes: Buffer, from: number): Detected {
  let at = from;
  let count = 0;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < (at === from ? digit1 : digit0) || byte > digit9) break;
    if (at - from === maxCountDigits) return line;
    count = count * 10 + (byte - digit0);
  }
  if (at === bytes.length) return more;
  if (at === from || bytes[at] !== space || count > maxOctetCount) return line;
  if (at + 1 === bytes.length) return more;
  return bytes[at + 1] === lessThan ? { kind: 'octets', prefix: at + 1 - from, count } : line;
}

function skipTrailers(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isTrailer(bytes[at])) at += 1;
  return at;
}

function trimEnd(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && isTrailer(bytes[end - 1])) end -= 1;
  return end;
}

const isTrailer = (byte: number | undefined): boolean => byte === lf || byte === cr || byte === nul;

import { createHmac, timingSafeEqual } from 'node:crypto';
import { err, formatUuid, ok, type Result } from '../../kernel/index.ts';

/** What a token says that was found in mail that came back. */
export type ReturnToken =
  | { readonly kind: 'ours'; readonly id: string; readonly attempt: number }
  /** It has the form of ours, and was not made by us. */
  | { readonly kind: 'forged' };

/**
 * Return addresses that tell whose mail came back (VERP), and that nobody else can make: each holds the mail's id, the
 * number of the attempt and a MAC over both.
 */
export interface ReturnAddresses {
  /** The envelope's sender for one attempt. */
  addressOf(id: string, attempt: number): string;
  /** The same without the address around it: what goes into ENVID (RFC 3461, 4.4). */
  tokenOf(id: string, attempt: number): string;
  /** The tokens that a text holds, in order, each once; at most ten. */
  tokensIn(text: string): readonly ReturnToken[];
}

export interface ReturnAddressError {
  readonly code: 'return_address_invalid';
  readonly message: string;
}

/** 128 bits of id, an attempt, 80 bits of MAC; lower case, because mail servers may fold the case of an address. */
const tokenPattern = /(?<![a-z0-9])([a-z2-7]{26})\.(\d{1,4})\.([a-z2-7]{16})(?![a-z0-9])/gi;
const macBytes = 10;
const longestToken = 26 + 1 + 4 + 1 + 16;
/** RFC 5321, 4.5.3.1.1. */
const longestLocalPart = 64;
const mostTokens = 10;

/** Reads `bounce.address`, `bounce+*@example.net`: the star stands for what tells one mail from another. */
export function parseReturnPattern(text: string): Result<string, ReturnAddressError> {
  if (!/^[A-Za-z0-9._=+-]*\*[A-Za-z0-9._=+-]*@[A-Za-z0-9.-]+$/.test(text))
    return invalid('must be an address with one star, for example bounce+*@mail.example.net');
  const local = text.slice(0, text.indexOf('@'));
  if (local.length - 1 + longestToken > longestLocalPart)
    return invalid(
      `has a local part that is longer than ${longestLocalPart - longestToken} characters beside the star`,
    );
  return ok(text);
}

const invalid = (what: string): Result<never, ReturnAddressError> =>
  err({ code: 'return_address_invalid', message: `bounce.address ${what}.` });

/** `pattern` as `parseReturnPattern` checked it; `key` is a secret of this installation. */
export function createReturnAddresses(pattern: string, key: string): ReturnAddresses {
  const macOf = (id: string, attempt: string): Buffer =>
    createHmac('sha256', key).update(`return-address:${id}.${attempt}`).digest().subarray(0, macBytes);
  const tokenOf = (id: string, attempt: number): string => {
    const name = base32(Buffer.from(id.replaceAll('-', ''), 'hex'));
    return `${name}.${attempt}.${base32(macOf(name, String(attempt)))}`;
  };
  const judge = (name: string, attempt: string, mac: string): ReturnToken => {
    const expected = macOf(name, attempt);
    const given = fromBase32(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'forged' };
    return { kind: 'ours', id: formatUuid(Uint8Array.from(fromBase32(name))), attempt: Number(attempt) };
  };
  return {
    tokenOf,
    addressOf: (id, attempt) => pattern.replace('*', tokenOf(id, attempt)),
    tokensIn: (text) => {
      const found = [...text.toLowerCase().matchAll(tokenPattern)].map(([token]) => token);
      return [...new Set(found)].slice(0, mostTokens).map((token) => {
        const [name = '', attempt = '', mac = ''] = token.split('.');
        return judge(name, attempt, mac);
      });
    },
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648, 6, in lower case and without padding. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31] ?? '';
  }
  return bits === 0 ? text : text + (alphabet[(held << (5 - bits)) & 31] ?? '');
}

/** What is left of a last, incomplete byte is dropped. */
function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

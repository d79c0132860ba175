import { isIPv4, isIPv6 } from 'node:net';
import { err, ok, type Result } from '../../kernel/index.ts';

/** An IP network: `length` leading bits of `bits` count, of 32 (v4) or 128 (v6). */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly length: number;
}

export interface NetworkError {
  readonly code: 'network_malformed';
  readonly message: string;
}

const width = { 4: 32, 6: 128 } as const;

/** Reads an address or a CIDR block (`192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`). Bits behind the length are ignored. */
export function parseNetwork(text: string): Result<Network, NetworkError> {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const suffix = slash < 0 ? null : text.slice(slash + 1);
  const length = suffix === null ? address?.length : /^\d{1,3}$/.test(suffix) ? Number(suffix) : undefined;
  if (address === null || length === undefined || length > width[address.family]) {
    const message = `"${text.slice(0, 60)}" is no IP address and no CIDR block such as 192.0.2.0/24.`;
    return err({ code: 'network_malformed', message });
  }
  return ok({ ...address, length });
}

/** Reads an IP address as the network of itself alone; null when it is none. A mapped address (::ffff:a.b.c.d) is v4. */
export function parseAddress(text: string): Network | null {
  const plain = plainAddress(text);
  if (isIPv4(plain)) {
    const bits = plain.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return { family: 4, bits: BigInt(bits), length: width[4] };
  }
  return isIPv6(plain) ? { family: 6, bits: v6Bits(plain), length: width[6] } : null;
}

/** An address as it is recorded: without zone, and a mapped IPv4 address as IPv4. */
export function plainAddress(text: string): string {
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  return mapped ?? bare;
}

const v6Groups = 8;

function v6Bits(text: string): bigint {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const pair = (high: string | undefined, low: string | undefined): string =>
    (Number(high) * 256 + Number(low)).toString(16);
  const hex =
    dotted === null ? text : `${dotted[1] ?? ''}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`;
  const [head = '', tail] = hex.split('::');
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: v6Groups - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** The leading bits that two addresses of a network share. */
export const networkPrefix = (network: Network, length: number): bigint =>
  network.bits >> BigInt(width[network.family] - length);

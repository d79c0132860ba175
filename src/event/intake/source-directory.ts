import { hash } from 'node:crypto';
import type { Attribution } from '../event.ts';
import { networkPrefix, parseAddress, type Network } from './network.ts';

/** What intake knows of the sender of a syslog message. */
export interface SyslogSender {
  /** Address of the peer, without port. */
  readonly peerAddress: string;
  /** Port on which we listened. */
  readonly port: number;
  /** SHA-256 of the TLS client certificate: 64 hexadecimal digits in lower case; null without one. */
  readonly clientCertFingerprint: string | null;
  /** The token from the message's structured data; null without one. */
  readonly structuredDataToken: string | null;
}

/** Whose message it is. `default`: nobody claims the sender, and the listener's own source takes it. */
export type SyslogAttribution =
  | {
      readonly kind: 'source';
      readonly by: 'token' | 'certificate' | 'address';
      readonly attribution: Attribution;
    }
  | { readonly kind: 'default'; readonly attribution: Attribution }
  | { readonly kind: 'unknown' };

/**
 * Tells whose a syslog message is: first by token, then by client certificate, then by the narrowest network that
 * holds the address, then by the listener's default. Called for each chunk of messages, so it answers from memory;
 * one source's attribution is the same object from call to call as long as nothing changed.
 */
export interface SourceDirectory {
  bySyslog(sender: SyslogSender): SyslogAttribution;
}

/** A source that syslog may come from. */
export interface SyslogSource {
  readonly attribution: Attribution;
  /** SHA-256 of its tokens, 64 hexadecimal digits in lower case each. */
  readonly tokenHashes: readonly string[];
  /** SHA-256 of its client certificates, 64 hexadecimal digits in lower case each. */
  readonly certFingerprints: readonly string[];
  readonly networks: readonly Network[];
}

export interface SourceSnapshot {
  readonly sources: readonly SyslogSource[];
  /** Sources that take what nobody claims, by the port of the listener. */
  readonly defaults: ReadonlyMap<number, Attribution>;
}

/** How a source token is looked up: SHA-256 in hexadecimal, so that tokens themselves are nowhere kept. */
export const tokenHash = (token: string): string => hash('sha256', token);

const unknown: SyslogAttribution = { kind: 'unknown' };
const maxCachedAddresses = 10_000;

/** A directory over one snapshot. Where two sources claim the same thing, the first listed has it. */
export function createSourceDirectory(snapshot: SourceSnapshot): SourceDirectory {
  const byToken = new Map<string, SyslogAttribution>();
  const byCert = new Map<string, SyslogAttribution>();
  for (const { attribution, tokenHashes, certFingerprints } of snapshot.sources.toReversed()) {
    for (const token of tokenHashes) byToken.set(token, { kind: 'source', by: 'token', attribution });
    for (const cert of certFingerprints) byCert.set(cert, { kind: 'source', by: 'certificate', attribution });
  }
  const defaults = new Map(
    [...snapshot.defaults].map(([port, attribution]): [number, SyslogAttribution] => [
      port,
      { kind: 'default', attribution },
    ]),
  );
  const byAddress = createAddressTable(snapshot.sources);
  return {
    bySyslog: ({ peerAddress, port, clientCertFingerprint, structuredDataToken }) =>
      (structuredDataToken === null ? undefined : byToken.get(tokenHash(structuredDataToken))) ??
      (clientCertFingerprint === null ? undefined : byCert.get(clientCertFingerprint)) ??
      byAddress(peerAddress) ??
      defaults.get(port) ??
      unknown,
  };
}

/** Finds the longest prefix that holds an address. */
function createAddressTable(sources: readonly SyslogSource[]): (address: string) => SyslogAttribution | null {
  const claims = sources.flatMap(({ attribution, networks }) =>
    networks.map((network) => ({ network, found: { kind: 'source', by: 'address', attribution } as const })),
  );
  const lengths = { 4: lengthsOf(claims, 4), 6: lengthsOf(claims, 6) } as const;
  const table = new Map<string, SyslogAttribution>();
  for (const { network, found } of claims.toReversed()) table.set(prefixKey(network, network.length), found);
  const cache = new Map<string, SyslogAttribution | null>();

  function search(text: string): SyslogAttribution | null {
    const address = parseAddress(text);
    if (address === null) return null;
    for (const length of lengths[address.family]) {
      const found = table.get(prefixKey(address, length));
      if (found !== undefined) return found;
    }
    return null;
  }

  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const found = search(text);
    if (cache.size >= maxCachedAddresses) cache.clear();
    cache.set(text, found);
    return found;
  };
}

const prefixKey = (network: Network, length: number): string =>
  `${network.family}/${length}/${networkPrefix(network, length)}`;

/** The prefix lengths in use, longest first. */
function lengthsOf(claims: readonly { readonly network: Network }[], family: 4 | 6): readonly number[] {
  const used = claims.filter(({ network }) => network.family === family).map(({ network }) => network.length);
  return [...new Set(used)].toSorted((a, b) => b - a);
}

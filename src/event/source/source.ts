import {
  err,
  ok,
  type CompanyId,
  type Id,
  type ProjectId,
  type Result,
  type SourceId,
} from '../../kernel/index.ts';
import { networkPrefix, parseNetwork, plainAddress } from '../intake/network.ts';

/** Something that sends events for a company: it has a token, and for syslog perhaps addresses or a certificate. */
export interface Source {
  readonly id: SourceId;
  readonly companyId: CompanyId;
  readonly projectId: ProjectId | null;
  readonly name: string;
  readonly kind: 'http' | 'syslog';
  readonly addresses: readonly string[];
  readonly certificateFingerprint: string | null;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export const sourceProblems = {
  source_not_found: { status: 404, title: 'There is no such source' },
  source_name_taken: { status: 409, title: 'The company has a source of that name' },
  address_malformed: { status: 400, title: 'An address must be an IP address or a CIDR range' },
  address_taken: { status: 409, title: 'An address belongs to another source already' },
  fingerprint_malformed: { status: 400, title: 'A certificate fingerprint is 64 hex digits (SHA-256)' },
  fingerprint_taken: { status: 409, title: 'The certificate belongs to another source already' },
  address_needs_provider: {
    status: 403,
    title: 'Only the provider gives a source addresses or a certificate',
  },
  company_not_found: { status: 404, title: 'There is no such company' },
  project_not_found: { status: 404, title: 'The company has no such project' },
} as const;

export type SourceProblem = keyof typeof sourceProblems;

export interface SourceFailure {
  readonly code: SourceProblem;
  readonly message: string;
}

/** An address or range in the one form that we store: lower case, with its prefix length. */
export function parseAddress(text: string): Result<string, SourceFailure> {
  const network = parseNetwork(text.trim());
  if (!network.ok) return err({ code: 'address_malformed', message: network.error.message });
  const [address = ''] = plainAddress(text.trim().toLowerCase()).split('/');
  return ok(`${address}/${network.value.length}`);
}

export function parseAddresses(texts: readonly string[]): Result<readonly string[], SourceFailure> {
  const addresses: string[] = [];
  for (const text of texts) {
    const parsed = parseAddress(text);
    if (!parsed.ok) return parsed;
    addresses.push(parsed.value);
  }
  return ok([...new Set(addresses)].sort());
}

/** `AA:BB:…` or plain hex → lower-case hex. */
export function parseFingerprint(text: string): Result<string, SourceFailure> {
  const hex = text.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    return err({ code: 'fingerprint_malformed', message: 'Give the SHA-256 fingerprint, 64 hex digits.' });
  }
  return ok(hex);
}

/** Whether two stored ranges share an address. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [parseNetwork(a), parseNetwork(b)];
  if (!first.ok || !second.ok || first.value.family !== second.value.family) return false;
  const length = Math.min(first.value.length, second.value.length);
  return networkPrefix(first.value, length) === networkPrefix(second.value, length);
}

export type ListedSource = Source & {
  readonly companyName: string;
  readonly lastEventAt: Date | null;
  readonly eventCount24h: number;
  /** Since when it has been silent for longer than its rhythm explains; null: it has not. */
  readonly silentSince: Date | null;
};

/** A source with its token's hash. */
export type SourceTokenRow = { readonly source: Source; readonly tokenHash: string };

/** Only for reading an id that the database gave. */
export const asId = <K extends string>(text: string): Id<K> => text as Id<K>;

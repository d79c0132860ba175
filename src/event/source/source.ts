import { BlockList, isIP } from 'node:net';
import {
  err,
  ok,
  type CompanyId,
  type Id,
  type ProjectId,
  type Result,
  type SourceId,
} from '../../kernel/index.ts';

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
  const [address = '', prefix, ...rest] = text.trim().toLowerCase().split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (family === 0 || rest.length > 0 || !(length <= bits)) {
    return err({
      code: 'address_malformed',
      message: `"${text.slice(0, 60)}" is neither an IP address nor a CIDR range.`,
    });
  }
  return ok(`${address}/${length}`);
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
  const [first, second] = [splitRange(a), splitRange(b)];
  if (first.family !== second.family) return false;
  const [wide, narrow] = first.prefix <= second.prefix ? [first, second] : [second, first];
  const list = new BlockList();
  list.addSubnet(wide.address, wide.prefix, wide.family);
  return list.check(narrow.address, narrow.family);
}

function splitRange(range: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } {
  const slash = range.lastIndexOf('/');
  const address = range.slice(0, slash);
  return { address, prefix: Number(range.slice(slash + 1)), family: isIP(address) === 4 ? 'ipv4' : 'ipv6' };
}

export type ListedSource = Source & {
  readonly companyName: string;
  readonly lastEventAt: Date | null;
  readonly eventCount24h: number;
};

export type SourceTokenRow = { readonly source: Source; readonly tokenHash: string };

/** Only for reading an id that the database gave. */
export const asId = <K extends string>(text: string): Id<K> => text as Id<K>;

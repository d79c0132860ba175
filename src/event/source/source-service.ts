import {
  err,
  newId,
  ok,
  type Clock,
  type CompanyId,
  type ProjectId,
  type Result,
  type SourceId,
} from '../../kernel/index.ts';
import { announce } from '../../platform/live/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { hashToken, newToken } from '../../platform/secret/index.ts';
import {
  overlap,
  parseAddresses,
  parseFingerprint,
  type Source,
  type SourceFailure,
  type SourceProblem,
} from './source.ts';
import {
  companyExists,
  findSource,
  fingerprintTaken,
  insertSource,
  nameTaken,
  otherSourceAddresses,
  projectExists,
  updateSource,
  updateSourceToken,
} from './source-store.ts';

export interface NewSource {
  readonly companyId: CompanyId;
  readonly projectId: ProjectId | null;
  readonly name: string;
  readonly kind: 'http' | 'syslog';
  readonly addresses: readonly string[];
  readonly certificateFingerprint: string | null;
}

/** Absent leaves, null clears. */
export interface SourceChange {
  readonly name?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly certificateFingerprint?: string | null | undefined;
  readonly disabled?: boolean | undefined;
}

/** The token is given once, here; only its hash is kept. */
export type SourceWithToken = { readonly source: Source; readonly token: string };

const fail = (code: SourceProblem, message: string): Result<never, SourceFailure> => err({ code, message });

const tokenPrefix = 'tcs';

export async function createSource(
  tx: Tx,
  clock: Clock,
  given: NewSource,
): Promise<Result<SourceWithToken, SourceFailure>> {
  if (!(await companyExists(tx, given.companyId)))
    return fail('company_not_found', 'There is no such company.');
  if (given.projectId !== null && !(await projectExists(tx, given.companyId, given.projectId))) {
    return fail('project_not_found', 'The company has no such project.');
  }
  const now = clock.now();
  const source: Source = { ...given, id: newId<'source'>(now), disabledAt: null, createdAt: now };
  const checked = await check(tx, source);
  if (!checked.ok) return checked;
  const token = newToken(tokenPrefix);
  await insertSource(tx, checked.value, hashToken(token));
  await announceSource(tx, source);
  return ok({ source: checked.value, token });
}

export async function changeSource(
  tx: Tx,
  clock: Clock,
  id: SourceId,
  scopeCompany: CompanyId | null,
  change: SourceChange,
): Promise<Result<Source, SourceFailure>> {
  const source = await findSource(tx, id, scopeCompany);
  if (source === null) return fail('source_not_found', 'There is no such source.');
  const changed = await check(tx, {
    ...source,
    name: change.name ?? source.name,
    addresses: change.addresses ?? source.addresses,
    certificateFingerprint:
      change.certificateFingerprint === undefined
        ? source.certificateFingerprint
        : change.certificateFingerprint,
    disabledAt: disabledAt(source, change.disabled, clock),
  });
  if (!changed.ok) return changed;
  await updateSource(tx, changed.value);
  await announceSource(tx, source);
  return changed;
}

/** Gives a new token; the old one stops working as soon as intake has heard of it (about a second). */
export async function rotateToken(
  tx: Tx,
  id: SourceId,
  scopeCompany: CompanyId | null,
): Promise<Result<SourceWithToken, SourceFailure>> {
  const source = await findSource(tx, id, scopeCompany);
  if (source === null) return fail('source_not_found', 'There is no such source.');
  const token = newToken(tokenPrefix);
  await updateSourceToken(tx, source, hashToken(token));
  await announceSource(tx, source);
  return ok({ source, token });
}

function disabledAt(source: Source, disabled: boolean | undefined, clock: Clock): Date | null {
  if (disabled === undefined) return source.disabledAt;
  return disabled ? (source.disabledAt ?? clock.now()) : null;
}

async function check(tx: Tx, source: Source): Promise<Result<Source, SourceFailure>> {
  const addresses = parseAddresses(source.addresses);
  if (!addresses.ok) return addresses;
  const others = await otherSourceAddresses(tx, source.id);
  const taken = addresses.value.find((address) => others.some((other) => overlap(address, other)));
  if (taken !== undefined) return fail('address_taken', `${taken} overlaps with another source's addresses.`);
  if (await nameTaken(tx, source.companyId, source.name, source.id)) {
    return fail('source_name_taken', `The company has a source called "${source.name}" already.`);
  }
  if (source.certificateFingerprint === null) return ok({ ...source, addresses: addresses.value });
  const fingerprint = parseFingerprint(source.certificateFingerprint);
  if (!fingerprint.ok) return fingerprint;
  if (await fingerprintTaken(tx, fingerprint.value, source.id)) {
    return fail('fingerprint_taken', 'Another source is known by this certificate already.');
  }
  return ok({ ...source, addresses: addresses.value, certificateFingerprint: fingerprint.value });
}

const announceSource = (tx: Tx, source: Source): Promise<void> =>
  announce(tx, { topic: 'source', id: source.id, companyId: source.companyId });

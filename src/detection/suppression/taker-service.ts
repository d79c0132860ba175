import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { currentVersion, setAt, spansExpiringAfter } from './suppression-set-store.ts';
import { findSuppression } from './suppression-store.ts';
import type { SuppressionId } from './suppression.ts';
import { createTakers, type Taker } from './taker.ts';

/**
 * What takes matches of records received within a stretch (Unix milliseconds, both ends included), as it is known now: of the companies
 * named, or of all that the transaction's scope may see. It decides as the judge does, and counts nothing.
 */
export async function takerFor(
  tx: Tx,
  companies: readonly CompanyId[] | null,
  received: { readonly from: number; readonly to: number },
): Promise<Taker> {
  // The version first, as for a batch: what commits in between is passed over by its own version.
  const version = await currentVersion(tx);
  const spans = await spansExpiringAfter(tx, new Date(received.from), companies);
  return createTakers()(setAt(spans, version, received));
}

/** Titles of suppressions, by id; each names its company. Those that are gone are left out. */
export async function titlesOf(
  tx: Tx,
  suppressions: readonly { readonly id: SuppressionId; readonly companyId: CompanyId }[],
): Promise<ReadonlyMap<SuppressionId, string>> {
  const titles = new Map<SuppressionId, string>();
  for (const { companyId, id } of suppressions) {
    const known = await findSuppression(tx, id, companyId);
    if (known !== null) titles.set(id, known.title);
  }
  return titles;
}

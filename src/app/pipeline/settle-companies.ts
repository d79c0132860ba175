import { addDrops, holdCompanies, queueErasure, queueRetention } from '../../event/index.ts';
import type { CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { BatchReply } from './pipeline-message.ts';

/**
 * Compares what the batch was made with to what is true now, in the transaction that commits it. A company that has been
 * erased meanwhile keeps nothing of the batch: its records are counted as dropped, and what ClickHouse was given of them is
 * erased by a job that commits with this. Rows that were given an earlier term are brought to the present one in the same way.
 * Whoever comes first, the change of the company or the batch, the other one sees it: both hold the company's row.
 */
export async function settleCompanies(tx: Tx, reply: BatchReply, defaultDays: number): Promise<BatchReply> {
  const companies = await holdCompanies(tx, [...reply.days.keys()]);
  const isGone = (companyId: CompanyId): boolean => companies.get(companyId)?.isErased ?? true;
  const gone = [...reply.days.keys()].filter(isGone);
  // Dropped before they were stored, but perhaps not by an attempt at the same batch that a crash ended.
  for (const companyId of new Set([...gone, ...reply.droppedOf])) await queueErasure(tx, companyId);
  for (const [companyId, days] of reply.days) {
    if (isGone(companyId)) continue;
    if ((companies.get(companyId)?.ownDays ?? defaultDays) !== days) await queueRetention(tx, companyId);
  }
  const kept = gone.length === 0 ? reply : without(reply, new Set(gone));
  await addDrops(tx, 'company_erased', kept.drops);
  return kept;
}

function without(reply: BatchReply, gone: ReadonlySet<CompanyId>): BatchReply {
  const stays = ({ companyId }: { readonly companyId: CompanyId }): boolean => !gone.has(companyId);
  const late = reply.tallies.filter((tally) => !stays(tally));
  return {
    ...reply,
    tallies: reply.tallies.filter(stays),
    groups: reply.groups.filter(stays),
    due: reply.due.filter(stays),
    taken: reply.taken.filter(stays),
    drops: [...reply.drops, ...late.map(({ hour, received }) => ({ hour, count: received }))],
  };
}

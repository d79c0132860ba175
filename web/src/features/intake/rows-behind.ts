import type { SourceBalance } from '../../api/types.ts';
import type { EventsSearch } from '../../app/search.ts';

/** A number of a source's account. */
export type Behind =
  | { readonly kind: 'received' | 'stored' | 'evaluated' | 'in_table' }
  | { readonly kind: 'unparsed'; readonly reason: string };

/** Events are looked for by their own time, and a sender may be late: as far back as most retention goes. */
const range = '90d';

/** The search for the rows behind a number: what the source sent since then, and of it what the number counts. */
export function rowsBehind(
  source: Pick<SourceBalance, 'sourceId' | 'companyId'>,
  since: string,
  behind: Behind,
): EventsSearch {
  const all = `source:${source.sourceId} received>="${since}"`;
  const more =
    behind.kind === 'evaluated' ? ' -reason:*' : behind.kind === 'unparsed' ? ` reason:${behind.reason}` : '';
  return { q: `${all}${more}`, range, companyId: source.companyId };
}

import { allEvents } from '../../event/index.ts';
import type { CompanyData, ExportPart } from '../../identity/index.ts';
import { erasedText, eraseFromIncidents } from '../../incident/index.ts';
import type { Clock, CompanyId } from '../../kernel/index.ts';
import { countNoticesNaming } from '../../notification/index.ts';
import { eraseCompanyRows } from '../../platform/clickhouse/index.ts';
import { replaceNotes } from '../../playbook/index.ts';
import type { Stores } from './stores.ts';

/** What is kept of a company outside of PostgreSQL's tables with a company, joined for its export and erasure. */
export const companyDataOf = (
  stores: Stores,
  clock: Clock,
  stopping: AbortSignal,
): readonly CompanyData[] => [
  {
    name: 'incidents',
    eraseTraces: async (tx, erased) => {
      let planNotes = 0;
      let noticesNaming = 0;
      const done = await eraseFromIncidents(tx, clock, erased, async (id, isNamed) => {
        planNotes += await replaceNotes(tx, id, isNamed, erasedText);
        noticesNaming += await countNoticesNaming(tx, id, erased.companyId, isNamed);
      });
      return { ...done, planNotes, noticesNaming };
    },
  },
  {
    name: 'events',
    exportParts: (_tx, companyId) => eventParts(stores, companyId),
    erase: (companyId) => eraseCompanyRows(stores.clickhouse.client(), companyId, { signal: stopping }),
  },
];

async function* eventParts(stores: Stores, companyId: CompanyId): AsyncGenerator<ExportPart> {
  yield await Promise.resolve({ name: 'events', rows: allEvents(stores.clickhouse.client(), companyId) });
}

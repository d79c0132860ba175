import { allEvents, forgetSearchesOf } from '../../event/index.ts';
import type { CompanyData, ExportPart } from '../../identity/index.ts';
import { eraseFromIncidents } from '../../incident/index.ts';
import type { Clock, CompanyId } from '../../kernel/index.ts';
import { forgetInNotices } from '../../notification/index.ts';
import { eraseCompanyRows } from '../../platform/clickhouse/index.ts';
import { forgetInPlans } from '../../playbook/index.ts';
import type { Stores } from './stores.ts';

/** What is kept of a company outside of PostgreSQL's tables with a company, joined for its export and erasure. */
export const companyDataOf = (
  stores: Stores,
  clock: Clock,
  stopping: AbortSignal,
): readonly CompanyData[] => [
  incidentTraces(clock),
  {
    name: 'events',
    eraseTraces: async (tx, { companyId }) => ({ savedSearches: await forgetSearchesOf(tx, companyId) }),
    exportParts: (_tx, companyId) => eventParts(stores, companyId),
    erase: (companyId) => eraseCompanyRows(stores.clickhouse.client(), companyId, { signal: stopping }),
  },
];

/** What incidents, their plans and their notices to others tell of a company. */
export const incidentTraces = (clock: Clock): CompanyData => ({
  name: 'incidents',
  eraseTraces: async (tx, erased) => {
    const above = { planNotes: 0, activityRecords: 0, notices: 0, noticesNaming: 0 };
    const done = await eraseFromIncidents(tx, clock, erased, async (incident) => {
      const plans = await forgetInPlans(tx, incident);
      above.planNotes += plans.planNotes;
      above.activityRecords += plans.activityRecords;
      if (!incident.isShared) return;
      const notices = await forgetInNotices(tx, clock, incident);
      above.notices += notices.notices;
      above.noticesNaming += notices.noticesNaming;
    });
    return { ...done, ...above, activityRecords: done.activityRecords + above.activityRecords };
  },
});

async function* eventParts(stores: Stores, companyId: CompanyId): AsyncGenerator<ExportPart> {
  yield await Promise.resolve({ name: 'events', rows: allEvents(stores.clickhouse.client(), companyId) });
}

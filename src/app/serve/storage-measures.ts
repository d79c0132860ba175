import type { CompanyStorage } from '../../event/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';

/** What companies have stored, as metrics; a company is named by its short name. */
export function createStorageMeasures(
  metrics: Metrics,
): (storage: readonly CompanyStorage[], overdueEvents: number) => void {
  const stored = metrics.gauge(
    'tocsin_company_stored_bytes',
    "About the bytes on the disk of a company's events",
    ['company'],
  );
  const used = metrics.gauge(
    'tocsin_company_quota_used_ratio',
    'Share of its quota that a company has used',
    ['company'],
  );
  const overdue = metrics.gauge(
    'tocsin_retention_overdue_events',
    'Events that should have been removed more than two days ago',
  );
  return (storage, overdueEvents) => {
    overdue.set(overdueEvents);
    stored.reset();
    used.reset();
    for (const { slug: company, bytes, quotaBytes } of storage) {
      stored.set({ company }, bytes);
      if (quotaBytes !== null) used.set({ company }, bytes / quotaBytes);
    }
  };
}

import type { CompanyId, FindingId, IncidentId, Severity } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';

/** A finding as an incident's page shows it. */
export interface FindingSummary {
  readonly id: FindingId;
  /** `F-123`. */
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: 'new' | 'triaged' | 'dismissed' | 'closed';
  readonly companyId: CompanyId;
  readonly companyName: string;
  readonly rule: { readonly id: string; readonly title: string; readonly author: string };
  readonly entity: { readonly type: string; readonly value: string };
  readonly matchCount: number;
  readonly firstMatchAt: Date;
  readonly lastMatchAt: Date;
  readonly incidentId: IncidentId | null;
}

/** What incidents need of detection. */
export interface FindingsPort {
  /** Marks findings as part of an incident, in the caller's transaction. */
  attach(tx: Tx, findingIds: readonly FindingId[], incidentId: IncidentId): Promise<void>;
  /** The findings of an incident that the transaction's scope may see, oldest first. */
  summaries(tx: Tx, incidentId: IncidentId): Promise<readonly FindingSummary[]>;
}

/** What incidents need of notification, which is above them. */
export interface ObligationsPort {
  /** Obligations of these incidents whose notice is still owed, breached ones too. */
  openCount(tx: Tx, incidentIds: readonly IncidentId[]): Promise<number>;
  /** The next due time of each incident that owes a notice. */
  nextDueAt(tx: Tx, incidentIds: readonly IncidentId[]): Promise<ReadonlyMap<IncidentId, Date>>;
}

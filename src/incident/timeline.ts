import type { Actor } from '../identity/index.ts';
import type { CompanyId, Id, IncidentId } from '../kernel/index.ts';

/** What an entry is about. Machines read `data`; people read `text`. */
export const timelineKinds = [
  'opened',
  'status',
  'severity',
  'title',
  'summary',
  'assignee',
  'company_affected',
  'company_confirmed',
  'company_cleared',
  'company_erased',
  'finding',
  'note',
  'plan',
  'step',
  'obligation',
  'notice',
  'measure',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export type Visibility = 'internal' | 'customer';

/** An entry to be written: the timeline is append-only. */
export interface NewTimelineEntry {
  readonly incidentId: IncidentId;
  readonly kind: TimelineKind;
  readonly actor: Actor;
  readonly text: string;
  /** `customer`: shown to the company, or to every affected company when `companyId` is null. */
  readonly visibility: Visibility;
  readonly companyId: CompanyId | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An entry as it is read. The actor of a customer's view is null: it shows what was done, not by which analyst. */
export interface TimelineEntry {
  readonly id: Id<'timeline_entry'>;
  readonly at: Date;
  readonly kind: TimelineKind;
  readonly actor: {
    readonly kind: Actor['kind'];
    readonly id: string | null;
    readonly name: string;
  } | null;
  readonly text: string;
  readonly visibility: Visibility;
  readonly companyId: CompanyId | null;
  readonly data: Readonly<Record<string, unknown>>;
}

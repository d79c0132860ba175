import type { IncidentStatus } from '../../api/types.ts';

/** The road of an incident as a customer is told it; `triaged` belongs to `new`, told as "received". */
export const trackedStatuses = [
  'new',
  'investigating',
  'contained',
  'eradicated',
  'recovered',
  'closed',
] as const;
export type TrackedStatus = (typeof trackedStatuses)[number];
export interface TrackingStep {
  readonly status: TrackedStatus;
  readonly place: 'done' | 'current' | 'ahead';
}

/** Where an incident stands on the road. A closed one has every step behind it. */
export function trackingSteps(status: IncidentStatus): readonly TrackingStep[] {
  const told = status === 'triaged' ? 'new' : status;
  const at = trackedStatuses.findIndex((entry) => entry === told);
  return trackedStatuses.map((entry, index) => ({
    status: entry,
    place:
      index < at || (entry === 'closed' && told === 'closed') ? 'done' : index === at ? 'current' : 'ahead',
  }));
}

import type { IncidentStatus } from '../../api/types.ts';
import { toldStatus, trackedStatuses, type TrackedStatus } from '../../lib/told-status.ts';

export interface TrackingStep {
  readonly status: TrackedStatus;
  readonly place: 'done' | 'current' | 'ahead';
}

/** Where an incident stands on the road. A closed one has every step behind it. */
export function trackingSteps(status: IncidentStatus): readonly TrackingStep[] {
  const told = status === 'cancelled' ? null : toldStatus(status);
  const at = trackedStatuses.findIndex((entry) => entry === told);
  return trackedStatuses.map((entry, index) => ({
    status: entry,
    place:
      index < at || (entry === 'closed' && told === 'closed') ? 'done' : index === at ? 'current' : 'ahead',
  }));
}

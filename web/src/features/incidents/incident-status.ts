import type { IncidentStatus } from '../../api/types.ts';

export const openIncidentStatuses = [
  'new',
  'triaged',
  'investigating',
  'contained',
  'eradicated',
  'recovered',
] as const;
export const closedIncidentStatuses = ['closed', 'cancelled'] as const;
export const incidentStatuses = [...openIncidentStatuses, ...closedIncidentStatuses] as const;

const road: readonly IncidentStatus[] = [...openIncidentStatuses, 'closed'];

/** The step that usually comes next; null when the incident is at its end. */
export function nextStatus(status: IncidentStatus): IncidentStatus | null {
  const at = road.indexOf(status);
  return at < 0 ? null : (road[at + 1] ?? null);
}

/**
 * Every status that can be chosen from this one: forward by any number of steps, back only to the investigation,
 * closed once it was judged, cancelled while it runs; an ended one can only be investigated again.
 */
export function otherStatuses(status: IncidentStatus): readonly IncidentStatus[] {
  if (status === 'cancelled' || status === 'closed') return ['investigating'];
  const at = road.indexOf(status);
  const reachable = road.filter(
    (entry, index) =>
      (index > at || (entry === 'investigating' && index < at)) && !(status === 'new' && entry === 'closed'),
  );
  return [...reachable, 'cancelled'];
}

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

const road: readonly IncidentStatus[] = [...openIncidentStatuses, 'closed'];

/** The step that usually comes next; null when the incident is at its end. */
export function nextStatus(status: IncidentStatus): IncidentStatus | null {
  const at = road.indexOf(status);
  return at < 0 ? null : (road[at + 1] ?? null);
}

/** Every status that can be chosen from this one; the server has the last word. */
export const otherStatuses = (status: IncidentStatus): readonly IncidentStatus[] =>
  status === 'cancelled' || status === 'closed'
    ? ['investigating']
    : [...road.filter((entry) => entry !== status), 'cancelled'];

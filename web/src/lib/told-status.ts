import type { IncidentStatus } from '../api/types.ts';

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

/** The step that a customer is told for a status; a cancelled incident stands at none and is told apart. */
export const toldStatus = (status: Exclude<IncidentStatus, 'cancelled'>): TrackedStatus =>
  status === 'triaged' ? 'new' : status;

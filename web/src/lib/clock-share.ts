import type { ObligationStatus } from '../api/types.ts';

/** What a running clock says: a word first, a colour second. */
export type ClockState =
  'on_track' | 'half_used' | 'due_soon' | 'critical' | 'breached' | 'met' | 'met_late' | 'waived';
export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info';

/** Share of the time used between two instants, never below 0; above 1 means late. */
export function shareUsed(startedAt: string, dueAt: string, now: Date): number {
  const start = new Date(startedAt).getTime();
  const due = new Date(dueAt).getTime();
  if (due <= start) return 1;
  return Math.max(0, (now.getTime() - start) / (due - start));
}

/** The state of an obligation's clock: settled by its status, else by the share of time used (50, 75, 90 %). */
export function clockState(status: ObligationStatus, share: number): ClockState {
  switch (status) {
    case 'fulfilled':
      return 'met';
    case 'fulfilled_late':
      return 'met_late';
    case 'waived':
      return 'waived';
    case 'breached':
      return 'breached';
    case 'open':
    case 'warned':
      return runningState(share);
  }
}

/** The state of any deadline that still runs. */
export function runningState(share: number): ClockState {
  if (share >= 1) return 'breached';
  if (share >= 0.9) return 'critical';
  if (share >= 0.75) return 'due_soon';
  if (share >= 0.5) return 'half_used';
  return 'on_track';
}

export const clockTone: Readonly<Record<ClockState, Tone>> = {
  on_track: 'info',
  half_used: 'warning',
  due_soon: 'warning',
  critical: 'danger',
  breached: 'danger',
  met: 'success',
  met_late: 'warning',
  waived: 'neutral',
};

export const isRunning = (state: ClockState): boolean =>
  state === 'on_track' ||
  state === 'half_used' ||
  state === 'due_soon' ||
  state === 'critical' ||
  state === 'breached';

import { err, ok, unreachable, type Result } from '../kernel/index.ts';

/** The phases of a running incident, in order (NIST SP 800-61r2, 3; ISO/IEC 27035-1, 5). */
export const incidentPhases = [
  'new',
  'triaged',
  'investigating',
  'contained',
  'eradicated',
  'recovered',
] as const;
export type IncidentPhase = (typeof incidentPhases)[number];

export const incidentStatuses = [...incidentPhases, 'closed', 'cancelled'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

export const cancelReasons = ['false_positive', 'duplicate'] as const;

/** Why there is, or was, no incident of its own here. */
export type Cancellation =
  | { readonly reason: 'false_positive' }
  /** The incident that goes on; null when that one is gone. */
  | { readonly reason: 'duplicate'; readonly duplicateOf: string | null };

export type IncidentState =
  | { readonly kind: 'running'; readonly phase: IncidentPhase }
  | { readonly kind: 'closed'; readonly at: Date }
  | { readonly kind: 'cancelled'; readonly at: Date; readonly cancellation: Cancellation };

export type IncidentInput =
  | { readonly kind: 'move'; readonly to: IncidentPhase }
  | { readonly kind: 'close'; readonly summary: string | null; readonly openObligations: number }
  | { readonly kind: 'cancel'; readonly cancellation: Cancellation }
  | { readonly kind: 'reopen' };

export const incidentErrors = ['transition_illegal', 'summary_missing', 'obligations_open'] as const;

export interface IncidentError {
  readonly code: (typeof incidentErrors)[number];
  readonly message: string;
}

export const statusOf = (state: IncidentState): IncidentStatus =>
  state.kind === 'running' ? state.phase : state.kind;

/** Makes every transition of an incident (INC-2 to INC-6). */
export function advance(
  state: IncidentState,
  input: IncidentInput,
  at: Date,
): Result<IncidentState, IncidentError> {
  switch (input.kind) {
    case 'move':
      return state.kind === 'running' && mayMove(state.phase, input.to)
        ? ok({ kind: 'running', phase: input.to })
        : illegal(state, input.to);
    case 'close':
      return close(state, input, at);
    case 'cancel':
      return state.kind === 'running'
        ? ok({ kind: 'cancelled', at, cancellation: input.cancellation })
        : illegal(state, 'cancelled');
    case 'reopen':
      return state.kind === 'running'
        ? illegal(state, 'investigating again')
        : ok({ kind: 'running', phase: 'investigating' });
    default:
      return unreachable(input);
  }
}

/** Forward by any number of phases; back only to the investigation, when something more was found. */
function mayMove(from: IncidentPhase, to: IncidentPhase): boolean {
  const distance = incidentPhases.indexOf(to) - incidentPhases.indexOf(from);
  return distance > 0 || (distance < 0 && to === 'investigating');
}

function close(
  state: IncidentState,
  input: Extract<IncidentInput, { kind: 'close' }>,
  at: Date,
): Result<IncidentState, IncidentError> {
  if (state.kind !== 'running' || state.phase === 'new') return illegal(state, 'closed');
  if (input.summary === null || input.summary.trim() === '') {
    return err({
      code: 'summary_missing',
      message: 'An incident is closed with a summary of what happened and what was done. Write one first.',
    });
  }
  if (input.openObligations > 0) {
    return err({
      code: 'obligations_open',
      message: `${input.openObligations} obligation(s) to notify are still open. Send the notices first.`,
    });
  }
  return ok({ kind: 'closed', at });
}

const illegal = (state: IncidentState, to: string): Result<never, IncidentError> =>
  err({ code: 'transition_illegal', message: `An incident that is ${statusOf(state)} cannot become ${to}.` });

/** `INC-2026-0007`; more than four digits when a year has more. */
export const incidentNumber = (year: number, sequence: number): string =>
  `INC-${year}-${String(sequence).padStart(4, '0')}`;

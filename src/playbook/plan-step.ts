import { err, ok, type Result } from '../kernel/index.ts';

export const stepStatuses = ['open', 'in_progress', 'done', 'skipped'] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** Who ended a step, by name: a record outlives an account. */
export interface StepActor {
  readonly id: string | null;
  readonly name: string;
}

export type StepState =
  | { readonly kind: 'open' | 'in_progress'; readonly note: string | null }
  | { readonly kind: 'done'; readonly note: string | null; readonly at: Date; readonly by: StepActor }
  | { readonly kind: 'skipped'; readonly note: string; readonly at: Date; readonly by: StepActor };

export interface StepInput {
  readonly to: StepStatus;
  /** Absent: the note stays. */
  readonly note: string | null | undefined;
  readonly by: StepActor;
}

export interface StepError {
  readonly code: 'step_note_missing' | 'step_unchanged';
  readonly message: string;
}

/** Moves a step. Any status may follow any other; leaving a step out asks for the reason. */
export function advanceStep(state: StepState, input: StepInput, at: Date): Result<StepState, StepError> {
  const note = input.note === undefined ? state.note : input.note === '' ? null : input.note;
  if (state.kind === input.to && note === state.note)
    return err({ code: 'step_unchanged', message: `The step is ${input.to} already.` });
  switch (input.to) {
    case 'open':
    case 'in_progress':
      return ok({ kind: input.to, note });
    case 'done':
      return ok({ kind: 'done', note, ...endOf(state, input, at) });
    case 'skipped':
      if (note === null)
        return err({ code: 'step_note_missing', message: 'Say in the note why the step is left out.' });
      return ok({ kind: 'skipped', note, ...endOf(state, input, at) });
  }
}

/** A note added later does not change who ended the step and when. */
function endOf(state: StepState, input: StepInput, at: Date): { at: Date; by: StepActor } {
  if ((state.kind === 'done' || state.kind === 'skipped') && state.kind === input.to)
    return { at: state.at, by: state.by };
  return { at, by: input.by };
}

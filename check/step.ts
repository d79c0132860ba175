/** What a step found. `output` is shown only when it failed. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** One thing that `npm run check` looks at. */
export interface Step {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** It rewrites files that other steps read, so nothing runs beside it. */
  readonly alone?: boolean;
  run(root: string): Promise<Outcome>;
}

/** The outcome of a step that collects complaints: none is a pass. */
export function fromComplaints(complaints: readonly string[]): Outcome {
  return { ok: complaints.length === 0, output: complaints.join('\n') };
}

import type { Outcome, Step } from './step.ts';

/** Runs the steps, at most `width` at a time, and prints a line for each; the output of the failed ones comes last. */
export async function runSteps(
  steps: readonly Step[],
  root: string,
  width: number,
  print: (line: string) => void,
): Promise<boolean> {
  const started = performance.now();
  const failed: { readonly step: Step; readonly outcome: Outcome }[] = [];
  const runOne = async (step: Step): Promise<void> => {
    const from = performance.now();
    const outcome = await outcomeOf(step, root);
    print(`${outcome.ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(10)} ${seconds(performance.now() - from)}`);
    if (!outcome.ok) failed.push({ step, outcome });
  };
  for (const step of steps.filter(({ alone }) => alone === true)) await runOne(step);
  const waiting = steps.filter(({ alone }) => alone !== true);
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await runOne(step);
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, work));
  for (const { step, outcome } of failed) print(`\n${step.name}: ${step.about}\n${outcome.output}`);
  const verdict = failed.length === 0 ? 'all passed' : `${failed.length} failed`;
  print(
    `\n${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, ${verdict}, ${seconds(performance.now() - started)}`,
  );
  return failed.length === 0;
}

async function outcomeOf(step: Step, root: string): Promise<Outcome> {
  try {
    return await step.run(root);
  } catch (error) {
    return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { commandStep } from './command.ts';
import { dependenciesStep } from './dependencies.ts';
import { docLinksStep } from './doc-links.ts';
import { generatedStep } from './generated.ts';
import { glossaryStep } from './glossary.ts';
import { lockFileStep } from './lock-file.ts';
import { pageWeightStep } from './page-weight.ts';
import { runSteps } from './run-steps.ts';
import { specStep } from './spec-rules.ts';
import type { Step } from './step.ts';

const cruised = ['src', 'web/src', 'test', 'bench', 'check', 'content'];

/** All steps, the longest first, so that they share the processors well. */
const steps: readonly Step[] = [
  generatedStep,
  commandStep('lint', 'eslint', 'eslint', ['.', '--max-warnings', '0']),
  commandStep('types', 'tsc over the server, tests and tools', 'tsc', [
    '--noEmit',
    '--pretty',
    'false',
    '-p',
    '.',
  ]),
  commandStep('web-types', 'tsc over the console', 'tsc', ['--noEmit', '--pretty', 'false', '-p', 'web']),
  commandStep('format', 'prettier --check', 'prettier', ['--check', '.', '--log-level', 'warn']),
  commandStep('unused', 'knip: unused files, exports and dependencies', 'knip', ['--no-progress']),
  commandStep('deps', 'the arrows, front doors and the pure middle (dependency-cruiser)', 'depcruise', [
    ...cruised,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err-long',
  ]),
  pageWeightStep,
  lockFileStep,
  dependenciesStep,
  specStep,
  docLinksStep,
  glossaryStep,
];

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    for (const { name, about } of steps) console.log(`${name.padEnd(10)} ${about}`);
    return 0;
  }
  const unknown = args.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = steps.map(({ name }) => name).join(', ');
    console.error(`There is no step ${unknown.join(', ')}; the steps are ${known}.`);
    return 2;
  }
  const chosen = args.length === 0 ? steps : steps.filter(({ name }) => args.includes(name));
  const root = join(import.meta.dirname, '..');
  return (await runSteps(chosen, root, availableParallelism(), (line) => console.log(line))) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

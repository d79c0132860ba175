import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fromComplaints, type Step } from './step.ts';

const versions = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

const record = 'docs/adr/0001-stack.md';

/** Packages that no row of the record names. A row names several of one scope as `@scope/one, two`. */
export function undecided(names: readonly string[], markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
  const named = new Set(rows.flatMap((row) => namesIn(row.split('|')[1] ?? '')));
  return names.filter((name) => !named.has(name));
}

function namesIn(cell: string): string[] {
  let scope = '';
  return cell.split(',').flatMap((part) => {
    const name = part.trim();
    if (!name.startsWith('@')) return [name, `${scope}${name}`];
    scope = name.slice(0, name.indexOf('/') + 1);
    return [name];
  });
}

export const dependenciesStep: Step = {
  name: 'adr',
  about: `every dependency has its line in ${record}, and an exact version`,
  run: async (root) => {
    const text = await readFile(join(root, 'package.json'), 'utf8');
    const { dependencies, devDependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
    const missing = undecided(Object.keys(all), await readFile(join(root, record), 'utf8'));
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    return fromComplaints([
      ...missing.map((name) => `${record}: there is no line about ${name}`),
      ...loose.map(([name, version]) => `package.json: ${name} is at "${version}", not at one version`),
    ]);
  },
};

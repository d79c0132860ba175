import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { Step } from './step.ts';

/** Files that `npm run generate` writes and that are committed. */
const generatedFiles = ['openapi.json', 'web/src/api/schema.ts'];

/** Lines of `after` that `before` does not have, and the other way round, a few of them: enough to see what changed. */
export function firstDifferences(before: string, after: string, count = 5): string[] {
  const old = new Set(before.split('\n'));
  const fresh = new Set(after.split('\n'));
  const removed = [...old].filter((line) => !fresh.has(line)).slice(0, count);
  const added = [...fresh].filter((line) => !old.has(line)).slice(0, count);
  return [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

export const generatedStep: Step = {
  name: 'generated',
  about: 'the generated files are those that the code makes',
  alone: true,
  run: async (root) => {
    const readAll = (): Promise<string[]> =>
      Promise.all(generatedFiles.map((path) => readFile(join(root, path), 'utf8').catch(() => '')));
    const before = await readAll();
    const outcome = await runCommand(root, 'node', ['check/generate.ts']);
    if (!outcome.ok) return outcome;
    const after = await readAll();
    const complaints = generatedFiles.flatMap((path, index) => {
      const [old, fresh] = [before[index] ?? '', after[index] ?? ''];
      if (old === fresh && fresh !== '') return [];
      return [`${path} was stale; it has been written anew, commit it`, ...firstDifferences(old, fresh)];
    });
    return { ok: complaints.length === 0, output: complaints.join('\n') };
  },
};

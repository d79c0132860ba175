import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of other people's real data, or the reason why a test must do without it. */
export type Corpus =
  { readonly kind: 'present'; readonly dir: string } | { readonly kind: 'absent'; readonly reason: string };

/**
 * Finds the corpus by `TOCSIN_CORPUS`, default `../shared/corpus`. Absent on a developer's machine is a reason to
 * skip; absent in CI throws.
 */
export function findCorpus(): Corpus {
  const dir = path.resolve(process.env['TOCSIN_CORPUS'] ?? '../shared/corpus');
  if (existsSync(dir)) return { kind: 'present', dir };
  const reason = `The corpus is not at ${dir}; set TOCSIN_CORPUS to its folder.`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(reason);
  return { kind: 'absent', reason };
}

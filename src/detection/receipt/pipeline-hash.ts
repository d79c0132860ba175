import { join } from 'node:path';
import { parserFolders } from '../../event/index.ts';
import { codeHash } from '../../platform/code/index.ts';

let known: string | null = null;

/** SHA-256 (hex) of the code between a raw record and a verdict: parsers, routing, matcher, correlations. */
export function pipelineHash(): string {
  const here = join(import.meta.dirname, '..');
  known ??= codeHash([...parserFolders, join(here, 'sigma'), join(here, 'correlation')]);
  return known;
}

import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/command.ts';

export interface HuntOptions {
  readonly rules: readonly string[];
  /** A YAML file with values for placeholders. */
  readonly placeholders: string | null;
  readonly ndjson: boolean;
  /** Null: as many as are worth it. */
  readonly threads: number | null;
  readonly paths: readonly string[];
}

const options = {
  rules: { type: 'string', multiple: true },
  placeholders: { type: 'string' },
  ndjson: { type: 'boolean', default: false },
  threads: { type: 'string' },
} as const;

/**
 * Reads `--rules DIR… [--ndjson] [--threads N] PATH…`. What follows `--rules DIR` belongs to it as well while another option ends it,
 * or while it is a folder of which most files are rules.
 */
export function readHuntOptions(args: readonly string[]): HuntOptions {
  const { values, tokens } = parse(args);
  const rules = [...(values.rules ?? [])];
  const paths: string[] = [];
  let following: string[] = [];
  let isRules = false;
  for (const token of [...tokens, null]) {
    if (token?.kind === 'positional') {
      if (isRules) following.push(token.value);
      else paths.push(token.value);
      continue;
    }
    const isEnded = token?.kind === 'option';
    const own = isEnded ? following.length : following.findIndex((path) => !isRuleFolder(path));
    rules.push(...following.slice(0, own === -1 ? undefined : own));
    paths.push(...(own === -1 ? [] : following.slice(own)));
    following = [];
    isRules = token?.kind === 'option' && token.name === 'rules';
  }
  if (rules.length === 0) throw new UsageError('Say where the rules are: --rules DIR.');
  if (paths.length === 0) throw new UsageError('Say what to hunt through: files or folders.');
  const { ndjson, placeholders = null } = values;
  return { rules, paths, ndjson, placeholders, threads: readThreads(values.threads) };
}

const mostThreads = 64;

function readThreads(text: string | undefined): number | null {
  if (text === undefined) return null;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= mostThreads) return threads;
  throw new UsageError(`--threads takes a number from 1 to ${mostThreads}, not "${text.slice(0, 20)}"`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const mostLooked = 100_000;

function isRuleFolder(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return false;
    const entries = readdirSync(path, { withFileTypes: true, recursive: true }).slice(0, mostLooked);
    const files = entries.filter((entry) => entry.isFile());
    return files.filter(({ name }) => /\.ya?ml$/i.test(name)).length > files.length / 2;
  } catch {
    return false;
  }
}

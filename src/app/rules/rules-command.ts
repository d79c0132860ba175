import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadRules, readPlaceholders, type Placeholders, type RuleSet } from '../../detection/index.ts';
import { exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { importRules } from './import-rules.ts';
import { ruleCache } from './rule-cache-file.ts';
import { testRules } from './test-rules.ts';
import { unreadableRules } from './unreadable-rules.ts';

/** `tocsin rules check|test|import DIR…`: NDJSON on standard output, a summary on standard error. */
export async function rules(context: CommandContext): Promise<number> {
  if (context.args[0] === 'import') return importRules({ ...context, args: context.args.slice(1) });
  const { action, folders, placeholders } = readOptions(context.args);
  const set = loadRules(folders, { ...ruleCache(context, folders), placeholders });
  switch (action) {
    case 'check':
      return check(context, set);
    case 'test':
      return testRules(context, set, folders);
  }
}

async function check(context: CommandContext, set: RuleSet): Promise<number> {
  const lines = [
    ...set.refused.map((refusal) => ({ kind: 'refused', ...refusal })),
    ...set.warnings.map((warning) => ({ kind: 'warning', ...warning })),
  ];
  for (const line of lines) {
    context.out(`${JSON.stringify(line)}\n`);
    await context.drained();
  }
  const { rules, correlations, filters, refused, warnings } = set;
  context.say(
    `${rules.length} rules, ${correlations.length} correlations and ${filters.length} filters loaded; ` +
      `${refused.length} refused, ${warnings.length} warnings\n`,
  );
  const byCode = Map.groupBy(refused, ({ code }) => code);
  for (const [code, found] of [...byCode].sort(([a], [b]) => (a < b ? -1 : 1)))
    context.say(`  ${String(found.length).padStart(5)}  ${code}\n`);
  if (unreadableRules(set).length > 0) return exitCodes.unreadable;
  return refused.length > 0 ? exitCodes.failed : exitCodes.done;
}

const actions = ['check', 'test'] as const;

function readOptions(args: readonly string[]): {
  readonly action: (typeof actions)[number];
  readonly folders: readonly string[];
  readonly placeholders: Placeholders;
} {
  try {
    const options = { placeholders: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [name, ...folders] = positionals;
    const action = actions.find((candidate) => candidate === name);
    if (action === undefined) throw new Error('Say what to do: check, test or import.');
    if (folders.length === 0) throw new Error('Say where the rules are.');
    const file = values.placeholders;
    const placeholders = file === undefined ? new Map() : readPlaceholders(readFileSync(file, 'utf8'), file);
    return { action, folders, placeholders };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

import { RuleTestError, ruleTestFiles, runRuleTest, type RuleSet } from '../../detection/index.ts';
import { exitCodes, type CommandContext } from '../cli/command.ts';
import { parseTestEvent } from './parse-test-event.ts';
import { unreadableRules } from './unreadable-rules.ts';

/** Runs the tests beside the rules: one line of JSON a case. */
export async function testRules(
  context: CommandContext,
  set: RuleSet,
  folders: readonly string[],
): Promise<number> {
  const files = folders.flatMap((folder) => filesIn(context, folder));
  const tested = new Set<string>();
  let passed = 0;
  let failed = 0;
  let unreadable = files.filter((file) => file === null).length + unreadableRules(set).length;
  for (const file of files) {
    if (file === null) continue;
    tested.add(file.replace(/\.test(\.ya?ml)$/i, '$1'));
    try {
      for (const outcome of runRuleTest(file, set, parseTestEvent)) {
        context.out(`${JSON.stringify({ file, ...outcome })}\n`);
        if (outcome.passed) passed += 1;
        else failed += 1;
      }
      await context.drained();
    } catch (error) {
      if (!(error instanceof RuleTestError)) throw error;
      unreadable += 1;
      context.say(`tocsin rules: ${error.message}\n`);
    }
  }
  const own = new Set([...set.rules, ...set.correlations].map((rule) => rule.file));
  const untested = [...own].filter((file) => !tested.has(file)).length;
  const without = untested === 0 ? '' : `; ${untested} rule files have no test`;
  context.say(`${passed} cases passed, ${failed} failed${without}\n`);
  if (set.refused.length > 0) context.say(`${set.refused.length} rules were refused: tocsin rules check\n`);
  if (unreadable > 0) return exitCodes.unreadable;
  return failed > 0 || set.refused.length > 0 ? exitCodes.failed : exitCodes.done;
}

function filesIn(context: CommandContext, folder: string): readonly (string | null)[] {
  try {
    return ruleTestFiles(folder);
  } catch (error) {
    context.say(`tocsin rules: ${folder}: ${error instanceof Error ? error.message : String(error)}\n`);
    return [null];
  }
}

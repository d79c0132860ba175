import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { loadRules, readPlaceholders, type RuleSet } from '../../detection/index.ts';
import { severities, type Severity } from '../../kernel/index.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { ruleCache } from '../rules/rule-cache-file.ts';
import { unreadableRules } from '../rules/unreadable-rules.ts';
import { correlationLine } from './hit-line.ts';
import type { FileFault } from './hunt-file.ts';
import { huntFiles } from './hunt-files.ts';
import { createHuntMemory } from './hunt-memory.ts';
import { readHuntOptions, type HuntOptions } from './hunt-options.ts';
import { createHuntProgress } from './hunt-progress.ts';
import { huntedFiles } from './hunted-paths.ts';

/** Most faults of one file that are told one by one. */
const mostToldFaults = 10;

/** Threads cost a start each: few bytes are hunted through without. */
const worthThreads = 16 * 1024 * 1024;
const mostThreads = 16;

const threadsFor = (files: number, bytes: number): number =>
  bytes < worthThreads ? 1 : Math.min(availableParallelism(), files, mostThreads);

/** `tocsin hunt`: Sigma rules over files, without a server. One JSON object a hit on standard output. */
export async function hunt(context: CommandContext): Promise<number> {
  const options = readHuntOptions(context.args);
  const startedAt = performance.now();
  const set = rulesOf(context, options);
  const { files, unreadable } = await huntedFiles(options.paths);
  for (const { path, reason } of unreadable)
    context.say(`tocsin hunt: ${path}: file_unreadable: ${reason}\n`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = createHuntProgress(context.say, context.terminalColumns, bytes, () => performance.now());
  const told = createFaultReport((text) => {
    progress.clear();
    context.say(text);
  });
  const memory = createHuntMemory(set);
  const levels = new Map<Severity, number>();
  let events = 0;
  const put = async (level: Severity, line: string): Promise<void> => {
    levels.set(level, (levels.get(level) ?? 0) + 1);
    progress.hit();
    context.out(line);
    await context.drained();
  };
  const tasks = files.map(({ modifiedAt, path }, index) => ({ index, modifiedAt, path }));
  const { correlations, rules } = set;
  const threads = options.threads ?? threadsFor(files.length, bytes);
  const { ndjson } = options;
  await huntFiles(
    tasks,
    { rules: { correlations, rules }, ndjson, threads: Math.min(threads, files.length) },
    {
      onRead: (more) => progress.add(more),
      onEvent: () => void (events += 1),
      put: async (item) => {
        if (item.kind === 'counted') memory.add(item);
        else if (item.kind === 'fault') told.add(item.fault);
        else await put(item.level, item.line);
      },
    },
  );
  for (const found of memory.correlations()) await put(found.level, correlationLine(found, memory.member));
  progress.clear();
  told.end();
  const seconds = (performance.now() - startedAt) / 1_000;
  context.say(summary(set, files.length, events, bytes, seconds, levels));
  const uncounted = memory.uncounted();
  if (uncounted > 0)
    context.say(`Correlations are incomplete: ${uncounted} matches were too many to be counted.\n`);
  const faults = unreadable.length + told.count() + unreadableRules(set).length;
  if (faults > 0) context.say(`${faults} ${faults === 1 ? 'thing' : 'things'} could not be read.\n`);
  return faults > 0 ? exitCodes.unreadable : uncounted > 0 ? exitCodes.failed : exitCodes.done;
}

function rulesOf(context: CommandContext, { rules, placeholders }: HuntOptions): RuleSet {
  const set = loadRules(rules, {
    ...ruleCache(context, rules),
    ...(placeholders === null ? {} : { placeholders: placeholdersOf(placeholders) }),
  });
  for (const { file, line, code, reason } of unreadableRules(set))
    context.say(`tocsin hunt: ${file}:${line}: ${code}: ${reason}\n`);
  if (set.rules.length + set.correlations.length > 0) return set;
  const why = set.refused.length === 0 ? 'There are none.' : `All ${set.refused.length} were refused.`;
  throw new CommandError(
    'no_rules',
    `No rule could be loaded from ${rules.join(', ')}. ${why} "tocsin rules check" says more.`,
    exitCodes.unreadable,
  );
}

function placeholdersOf(file: string) {
  try {
    return readPlaceholders(readFileSync(file, 'utf8'), file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function createFaultReport(say: (text: string) => void) {
  const byFile = new Map<string, number>();
  return {
    add: ({ file, entry, record, code, reason }: FileFault): void => {
      const place = entry === null || entry === '' ? file : `${file} (${entry})`;
      const count = (byFile.get(place) ?? 0) + 1;
      byFile.set(place, count);
      if (count > mostToldFaults) return;
      const at = record === null ? '' : ` record ${record}:`;
      say(`tocsin hunt: ${place}:${at} ${code}: ${reason}\n`);
    },
    end: (): void => {
      for (const [place, count] of byFile) {
        if (count > mostToldFaults) say(`tocsin hunt: ${place}: ${count - mostToldFaults} more like these\n`);
      }
    },
    count: (): number => [...byFile.values()].reduce((sum, count) => sum + count, 0),
  };
}

function summary(
  set: RuleSet,
  files: number,
  events: number,
  bytes: number,
  seconds: number,
  levels: ReadonlyMap<Severity, number>,
): string {
  const rules = set.rules.length + set.correlations.length;
  const refused = set.refused.length === 0 ? '' : `, ${set.refused.length} refused (tocsin rules check)`;
  const hits = [...levels.values()].reduce((sum, count) => sum + count, 0);
  const byLevel = [...severities]
    .reverse()
    .flatMap((level) => {
      const count = levels.get(level);
      return count === undefined ? [] : [`${count} ${level}`];
    })
    .join(', ');
  const speed = `${(bytes / 2 ** 20).toFixed(1)} MiB in ${seconds.toFixed(1)} s`;
  const unit = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  return (
    `${unit(rules, 'rule')}${refused}; ${unit(events, 'event')} in ${unit(files, 'file')}, ${speed}\n` +
    `${unit(hits, 'hit')}${byLevel === '' ? '' : `: ${byLevel}`}\n`
  );
}

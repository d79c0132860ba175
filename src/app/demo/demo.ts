import { parseArgs } from 'node:util';
import { loadConfig } from '../../platform/config/index.ts';
import { exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { onInterruption } from './interruption.ts';
import { runDemo } from './run-demo.ts';
import { createStageLog, type StageLog } from './stages.ts';

/**
 * `tocsin demo [--json] [--keep]`: attacks a real sshd on loopback and follows what Tocsin makes of it, on the server
 * that runs on the data folder or on one that is started for it. Exit code 0 only when every stage was reached.
 */
export async function demo(context: CommandContext): Promise<number> {
  const { json, keep } = readOptions(context.args);
  const { data: dataFolder } = loadConfig(context);
  const stopped = new AbortController();
  using _ = onInterruption(() => stopped.abort(new Error('The demo was interrupted.')));
  const log = createStageLog(() => performance.now(), context.say);
  const failure = await runDemo({
    root: context.root,
    dataFolder,
    keep,
    log,
    say: context.say,
    stopped: stopped.signal,
  }).then(() => null, messageOf);
  const missing = log.missing();
  context.say(verdict(log, failure));
  if (json)
    context.out(
      `${JSON.stringify({ completed: missing === null, missing, failure, stages: log.stages() })}\n`,
    );
  return missing === null && failure === null ? exitCodes.done : exitCodes.failed;
}

function readOptions(args: readonly string[]): { readonly json: boolean; readonly keep: boolean } {
  try {
    const options = {
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function verdict(log: StageLog, failure: string | null): string {
  const missing = log.missing();
  if (missing !== null)
    return `\nThe stage “${missing}” was not reached: ${failure ?? 'nothing was waited for.'}\n`;
  return failure === null
    ? '\nThe whole chain has happened.\n'
    : `\nThe whole chain has happened, but: ${failure}\n`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What waits for a signal wraps the signal's reason.
  if (error.name === 'AbortError' && error.cause instanceof Error) return messageOf(error.cause);
  return error.name === 'TimeoutError' ? 'It did not happen in time.' : error.message;
}

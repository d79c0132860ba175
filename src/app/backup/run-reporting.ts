import { ConfigError } from '../../platform/config/index.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { BackupError } from './backup-error.ts';

export interface Reported {
  readonly code: number;
  /** Printed as one JSON object on standard output. */
  readonly report: object;
}

/**
 * Runs a command that prints one JSON object in any case: its report, or `{"error": {"code", "message"}}`. The first
 * Ctrl-C asks it to end, the second ends it at once.
 */
export async function runReporting(
  context: CommandContext,
  work: (stopped: AbortSignal) => Promise<Reported>,
): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(exitCodes.failed);
    context.say('\nStopping…\n');
    stopping.abort(
      new BackupError('interrupted', 'Interrupted. Run the same command again: it goes on where it was.'),
    );
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const { code, report } = await work(stopping.signal);
    context.out(`${JSON.stringify(report)}\n`);
    return code;
  } catch (error) {
    // Whatever an interruption broke off is told as that.
    const told: unknown = stopping.signal.aborted ? stopping.signal.reason : error;
    if (told instanceof UsageError || told instanceof ConfigError) throw told;
    context.out(`${JSON.stringify({ error: { code: codeOf(told), message: messageOf(told) } })}\n`);
    throw told;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function codeOf(error: unknown): string {
  if (error instanceof CommandError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'internal';
}

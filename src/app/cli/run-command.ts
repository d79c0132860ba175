import { ConfigError } from '../../platform/config/index.ts';
import { LockHeldError } from '../../platform/lock/index.ts';
import { CommandError, exitCodes, UsageError, type Command, type CommandContext } from './command.ts';
import { commands } from './commands.ts';
import { missingPackage } from './missing-package.ts';
import { readVersion } from './version.ts';

/** Finds the command, runs it, and turns what it throws into a message and an exit code. */
export async function runCommand(context: CommandContext): Promise<number> {
  const [name, ...args] = context.args;
  if (name === undefined || name === '--help' || name === 'help' || name === '-h') {
    context.say(helpText());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (name === '--version' || name === 'version') {
    context.out(`${readVersion(context.root)}\n`);
    return exitCodes.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    context.say(`tocsin: there is no command "${name.slice(0, 60)}".\n\n${helpText()}`);
    return exitCodes.usage;
  }
  if (args.includes('--help') || args.includes('-h')) {
    context.say(usageText(command));
    return exitCodes.done;
  }
  return runGuarded(command, { ...context, args });
}

async function runGuarded(command: Command, context: CommandContext): Promise<number> {
  try {
    return await command.run(context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.say(`tocsin ${command.name}: ${error.message}\n\n${usageText(command)}`);
      return exitCodes.usage;
    }
    if (error instanceof ConfigError) {
      context.say(`tocsin: ${error.message}\n`);
      return exitCodes.usage;
    }
    if (error instanceof LockHeldError) {
      context.say(`tocsin: ${error.message}\n`);
      return exitCodes.failed;
    }
    const missing = missingPackage(error, context.root);
    if (missing !== null) {
      context.say(`tocsin ${command.name}: ${missing}\n`);
      return exitCodes.failed;
    }
    const known = knownCode(error);
    if (known !== null) {
      context.say(`tocsin ${command.name}: ${known}: ${(error as Error).message}\n`);
      return error instanceof CommandError ? error.exitCode : exitCodes.failed;
    }
    context.say(
      `tocsin ${command.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return exitCodes.failed;
  }
}

/** The code of an error that tells the operator what to do; others are told with their stack. */
function knownCode(error: unknown): string | null {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[a-z]+(?:_[a-z]+)+$/.test(code) ? code : null;
}

const usageText = ({ more, summary, usage }: Command): string =>
  `usage: tocsin ${usage}\n\n  ${summary}\n${more === undefined ? '' : `\n${more}\n`}`;

function helpText(): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  const lines = commands.map((command) => `  tocsin ${command.usage.padEnd(width)}  ${command.summary}`);
  return [
    'Tocsin: security operations for a provider and its customers.',
    '',
    'usage: tocsin COMMAND [OPTIONS]',
    '',
    ...lines,
    `  tocsin ${'--help | --version'.padEnd(width)}  this text; the version`,
    '',
    'Settings: tocsin.yml or TOCSIN_* (docs/guide/configuration.md). Data: ./data, or TOCSIN_DATA.',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some input could not be read.',
    '',
  ].join('\n');
}

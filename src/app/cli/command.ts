/** Where a command runs and how it speaks. */
export interface CommandContext {
  /** The project's folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  /** Machine output: standard output. */
  readonly out: (text: string) => void;
  /** Prose and progress: standard error. */
  readonly say: (text: string) => void;
  /** Resolves when standard output can take more: long output awaits it, so that it does not pile up in memory. */
  readonly drained: () => Promise<void>;
  /** Width of the terminal that standard error is; null when it is none. */
  readonly terminalColumns: number | null;
}

/** The part of a context that is about a terminal, where there is none. */
export const noTerminal = { drained: () => Promise.resolve(), terminalColumns: null } as const;

/** Exit codes of every command: 3 beats 1. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreadable: 3 } as const;

export interface Command {
  readonly name: string;
  /** How it is called, after `tocsin`. */
  readonly usage: string;
  readonly summary: string;
  /** Its options, where the usage has no room for them; shown with `--help` of the command. */
  readonly more?: string;
  /** Imported when called, so that `--help` is quick. */
  run(context: CommandContext): Promise<number>;
}

/** The arguments do not fit the command; answered with its usage and exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** A command cannot do what it was asked; `code` is stable, the message says what to do. */
export class CommandError extends Error {
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.code = code;
    this.exitCode = exitCode;
  }
}

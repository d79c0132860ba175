import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, projectRoot } from './running-server.ts';

export interface CommandResult {
  /** Null when it was killed. */
  readonly code: number | null;
  /** The one JSON object on standard output; null when there is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever the command prints
  readonly report: any;
  readonly progress: string;
}

export interface CommandOptions {
  readonly dataFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Asked again and again; SIGKILL when it says so. */
  readonly killWhen?: (progress: string) => boolean | Promise<boolean>;
  /** Largest file that it may write, in blocks of 512 bytes: a disk that is full after so many. */
  readonly fileBlocks?: number;
}

const askMs = 1;

/** Runs `bin/tocsin` with arguments, with nothing of the tester's own settings. */
export async function tocsin(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { dataFolder, env = {}, fileBlocks, killWhen } = options;
  const program = join(projectRoot, 'bin', 'tocsin');
  const limited = ['-c', `ulimit -f ${fileBlocks ?? 0}; exec "$@"`, 'sh', program, ...args];
  const [file, all] = fileBlocks === undefined ? [program, args] : ['sh', limited];
  const child = spawn(file, all, {
    env: environment({ dataFolder, ports: null, options: { env } }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let progress = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    progress += chunk.toString();
  });
  let ended = false;
  const closed = once(child, 'close').then(([code]) => {
    ended = true;
    return code as number | null;
  });
  const isEnded = (): boolean => ended;
  while (killWhen !== undefined && !isEnded()) {
    if (await killWhen(progress)) {
      child.kill('SIGKILL');
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, askMs));
  }
  const code = await closed;
  return { code, report: out === '' ? null : (JSON.parse(out) as unknown), progress };
}

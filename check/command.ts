import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { Outcome, Step } from './step.ts';

/** A step that passes when the command exits with 0. The project's own binaries come first on its PATH. */
export function commandStep(name: string, about: string, command: string, args: readonly string[]): Step {
  return { name, about, run: (root) => runCommand(root, command, args) };
}

/** Runs a command in `root` and collects what it prints on both streams. */
export async function runCommand(
  root: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: path, FORCE_COLOR: undefined, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { promise, resolve } = Promise.withResolvers<string | null>();
  child.once('error', (error) => resolve(`${command} cannot be started: ${error.message}`));
  child.once('close', (code, signal) =>
    resolve(code === 0 ? null : `${command} ended with ${signal ?? `exit code ${code ?? 'unknown'}`}`),
  );
  const failure = await promise;
  const printed = Buffer.concat(chunks).toString('utf8').trimEnd();
  return { ok: failure === null, output: [printed, failure ?? ''].filter((part) => part !== '').join('\n') };
}

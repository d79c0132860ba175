import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noTerminal } from '../../src/app/cli/command.ts';
import { serve } from '../../src/app/serve/index.ts';

/** `tocsin serve` without the console, whose build no test of the server waits for. Otherwise the same process. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const context = {
  ...noTerminal,
  root,
  env: process.env,
  args: process.argv.slice(2),
  out: (text: string) => void process.stdout.write(text),
  say: (text: string) => void process.stderr.write(text),
};

process.exitCode = await serve(context, () => Promise.resolve(null));

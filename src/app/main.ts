import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './cli/run-command.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

process.exitCode = await runCommand({
  root,
  env: process.env,
  args: process.argv.slice(2),
  out: (text) => process.stdout.write(text),
  say: (text) => process.stderr.write(text),
});

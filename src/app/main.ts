import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './cli/run-command.ts';

// Whoever reads our output may stop reading (`tocsin … | head`): then there is nobody to work for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

process.exitCode = await runCommand({
  root,
  env: process.env,
  args: process.argv.slice(2),
  out: (text) => process.stdout.write(text),
  say: (text) => process.stderr.write(text),
  drained: async () => {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  terminalColumns: process.stderr.isTTY ? process.stderr.columns || 80 : null,
});

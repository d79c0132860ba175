import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const stampName = 'source.sha256';
const mode = 'production';
/** Not sources: earlier builds and what they are made with. */
const skipped = /^(dist(\..*)?|node_modules)$/;

/**
 * Builds the console when its sources have changed since the last build (or there is none): the build is not part
 * of the repository. Returns the folder to serve.
 */
export async function ensureConsole(root: string, say: (text: string) => void): Promise<string> {
  const web = join(root, 'web');
  const dist = join(web, 'dist');
  const stamp = join(dist, stampName);
  const current = await hashOf([...(await filesIn(web)), join(root, 'package-lock.json')]);
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === current) return dist;
  say('Building the console (only after an update)…\n');
  // Built beside and moved into place whole, so that servers that start together do not meet half a build.
  const beside = join(web, `dist.${process.pid}`);
  try {
    await build(root, beside);
    await writeFile(join(beside, stampName), current);
    await rm(dist, { recursive: true, force: true });
    await rename(beside, dist);
  } catch (error) {
    // Another start may have moved the same build into place a moment earlier.
    if ((await readFile(stamp, 'utf8').catch(() => '')) !== current) throw error;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return dist;
}

async function build(root: string, folder: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'build', join(root, 'web'), '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir'],
    {
      cwd: root,
      // Whatever our own environment is: with another value React's development build would be served.
      env: { ...process.env, NODE_ENV: mode },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The console could not be built:\n${Buffer.concat(output).toString()}`);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => !skipped.test(entry.name))
      .map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesIn(path) : Promise.resolve([path]);
      }),
  );
  return nested.flat().sort();
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(mode).update('\0');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

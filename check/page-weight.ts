import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCommand } from './command.ts';
import type { Step } from './step.ts';

/** One entry of Vite's manifest, by its source path. */
export interface ManifestEntry {
  readonly file: string;
  readonly imports?: readonly string[];
}
export type Manifest = Readonly<Record<string, ManifestEntry>>;

/** JavaScript that a first page may need, gzip, in bytes. */
export const mostBytes = 400_000;

const frame = ['index.html', 'src/app/shell.tsx', 'src/i18n/ru/index.ts'];
/** What each first page fetches before it is whole; the longer dictionary is counted. */
const firstPages: Readonly<Record<string, readonly string[]>> = {
  today: [...frame, 'src/features/today/today-page.tsx'],
  portal: [...frame, 'src/features/portal/portal-page.tsx'],
  'sign-in': ['index.html', 'src/i18n/ru/index.ts', 'src/features/auth/sign-in-page.tsx'],
  tracking: ['index.html', 'src/i18n/ru/index.ts', 'src/features/tracking/tracking-page.tsx'],
};

/** The scripts that sources need, with all that these import; throws when a source is not in the manifest. */
export function scriptsOf(manifest: Manifest, sources: readonly string[]): readonly string[] {
  const files = new Set<string>();
  const visit = (source: string): void => {
    const entry = manifest[source];
    if (entry === undefined)
      throw new Error(`The build has no ${source}; name what the first page loads now.`);
    if (files.has(entry.file)) return;
    files.add(entry.file);
    for (const next of entry.imports ?? []) visit(next);
  };
  for (const source of sources) visit(source);
  return [...files].sort();
}

export const pageWeightStep: Step = {
  name: 'weight',
  about: `the console's first pages need at most ${mostBytes / 1_000} kB of JavaScript (gzip)`,
  run: async (root) => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-weight-'));
    try {
      const build = ['build', 'web', '--outDir', folder, '--emptyOutDir', '--manifest', '--logLevel', 'warn'];
      const built = await runCommand(root, 'vite', build, { NODE_ENV: 'production' });
      if (!built.ok) return built;
      const manifest = JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')) as Manifest;
      const weights = await Promise.all(
        Object.entries(firstPages).map(async ([name, sources]) => {
          const texts = scriptsOf(manifest, sources).map((file) => readFile(join(folder, file)));
          const bytes = (await Promise.all(texts)).reduce((sum, text) => sum + gzipSync(text).length, 0);
          return { name, bytes };
        }),
      );
      return {
        ok: weights.every(({ bytes }) => bytes <= mostBytes),
        output: weights.map(({ name, bytes }) => `${name}: ${bytes} of ${mostBytes} bytes`).join('\n'),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

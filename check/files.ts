import { globSync } from 'node:fs';
import { sep } from 'node:path';

const neverRead = new Set(['node_modules', '.git', 'data', 'dist', 'coverage']);

/** Paths under `root` that match a glob, with forward slashes, sorted; without installed, built or stored files. */
export function listFiles(root: string, pattern: string): string[] {
  const found = globSync(pattern, { cwd: root, exclude: (name) => neverRead.has(baseName(name)) });
  return found.map((path) => path.split(sep).join('/')).sort();
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf(sep) + 1);
}

import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 (hex) of the program's own text below some folders: names and contents of its modules, tests left out. It
 * changes with every change of the code, also one that nobody thought would matter.
 */
export function codeHash(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const modules = globSync('**/*.ts', { cwd: folder }).filter(
      (file) => !/\.test\.ts$|(^|[\\/])testing[\\/]/.test(file),
    );
    for (const file of modules.sort()) {
      const text = readFileSync(join(folder, file));
      hash.update(`${file.replaceAll('\\', '/')}\0${text.length}\0`).update(text);
    }
  }
  return hash.digest('hex');
}

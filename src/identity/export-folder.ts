import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportPart } from './identity-deps.ts';

/** What the manifest says of one file. */
export interface ExportedFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes parts as JSON files with a `manifest.json` into a new folder, closed to other accounts. The folder gets its
 * name when it is complete; what an interrupted attempt left is replaced.
 */
export async function writeExport(
  folder: string,
  about: Readonly<Record<string, unknown>>,
  parts: AsyncIterable<ExportPart>,
): Promise<readonly ExportedFile[]> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const files: ExportedFile[] = [];
  for await (const part of parts) files.push(await writePart(partial, part));
  const manifest = JSON.stringify({ ...about, files }, null, 2);
  await writeFile(join(partial, 'manifest.json'), manifest, { mode: 0o600 });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return files;
}

const flushAtCharacters = 256 * 1_024;

async function writePart(folder: string, part: ExportPart): Promise<ExportedFile> {
  const name = `${part.name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.json`;
  const file = await open(join(folder, name), 'wx', 0o600);
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  let pending = '[';
  const write = async (): Promise<void> => {
    const chunk = Buffer.from(pending);
    pending = '';
    hash.update(chunk);
    bytes += chunk.length;
    await file.writeFile(chunk);
  };
  try {
    for await (const row of part.rows) {
      pending += `${rows === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`;
      rows += 1;
      if (pending.length > flushAtCharacters) await write();
    }
    pending += '\n]\n';
    await write();
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, rows, bytes, sha256: hash.digest('hex') };
}

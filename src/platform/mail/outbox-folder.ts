import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a mail as `<time>-<id>.eml` into `folder` and returns the file's name. The file appears whole or not at
 * all, and is on the disk when the call returns.
 */
export async function writeToOutbox(folder: string, id: string, at: Date, raw: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${at.toISOString().replace(/[-:.]/g, '')}-${id.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 80)}.eml`;
  const beside = join(folder, `.${name}.part`);
  try {
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(raw);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, join(folder, name));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return name;
}

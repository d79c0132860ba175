import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where Debian and others keep daemons, which an ordinary user's PATH leaves out. */
const daemonFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The absolute path of a program, or null when it is not installed. */
export async function findProgram(name: string, path = process.env['PATH'] ?? ''): Promise<string | null> {
  for (const folder of [...path.split(delimiter).filter((part) => part.startsWith('/')), ...daemonFolders]) {
    const candidate = join(folder, name);
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return null;
}

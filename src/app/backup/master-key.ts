import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { loadMasterKey } from '../../platform/secret/index.ts';
import { BackupError } from './backup-error.ts';

export const masterKeyFile = (dataFolder: string): string => join(dataFolder, 'secrets', 'master.key');

/** The key of an installation that exists: unlike the server, a command never makes a new one. Null when there is none. */
export async function findMasterKey(
  dataFolder: string,
  fromEnvironment: string | undefined,
): Promise<Uint8Array | null> {
  if (fromEnvironment !== undefined && fromEnvironment !== '')
    return loadMasterKey(dataFolder, fromEnvironment);
  const isThere = await access(masterKeyFile(dataFolder)).then(
    () => true,
    () => false,
  );
  return isThere ? loadMasterKey(dataFolder, undefined) : null;
}

export async function needMasterKey(
  dataFolder: string,
  fromEnvironment: string | undefined,
): Promise<Uint8Array> {
  const key = await findMasterKey(dataFolder, fromEnvironment);
  if (key !== null) return key;
  throw new BackupError(
    'master_key_missing',
    `${masterKeyFile(dataFolder)} is missing, and TOCSIN_SECRET_KEY is not set. A server that got its key from the environment needs it here too.`,
  );
}

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BackupError, errnoOf } from './backup-error.ts';
import { masterKeyCheck, type Manifest } from './manifest.ts';
import { findMasterKey, masterKeyFile } from './master-key.ts';
import type { ObjectStore } from './object-store.ts';
import type { RestoreMarker } from './restore-target.ts';

export interface KeyOptions {
  /** File with the key, or null. */
  readonly keyPath: string | null;
  /** Goes on without the old key. */
  readonly newKey: boolean;
}

export interface KeySources extends KeyOptions {
  readonly dataFolder: string;
  /** `TOCSIN_SECRET_KEY`, if it is set. */
  readonly fromEnvironment: string | undefined;
  readonly manifest: Pick<Manifest, 'masterKey' | 'masterKeyCheck'>;
  readonly objects: Pick<ObjectStore, 'read'>;
  /** A restore that goes on keeps its key. */
  readonly begun: RestoreMarker | null;
}

export interface ChosenKey {
  readonly key: Uint8Array;
  readonly from: 'file' | 'environment' | 'data folder' | 'backup' | 'new';
  /** Not the key that the backup's secrets are sealed under. */
  readonly isNew: boolean;
}

const keyBytes = 32;

/** Finds the master key that the backup was made with; another one only when that is asked for. Throws BackupError. */
export async function chooseKey(sources: KeySources): Promise<ChosenKey> {
  const { begun, dataFolder, fromEnvironment, manifest, newKey } = sources;
  // What the server will use in any case.
  const fixed = await findMasterKey(dataFolder, fromEnvironment);
  const place = isGiven(fromEnvironment) ? 'TOCSIN_SECRET_KEY' : masterKeyFile(dataFolder);
  const named = await namedKey(sources, fixed !== null);
  const key = named?.key ?? fixed ?? (newKey ? randomBytes(keyBytes) : null);
  if (key === null) {
    throw new BackupError(
      'master_key_missing',
      'The backup does not hold the master key. Give it with --master-key FILE, or in secrets/master.key of the data folder, or as TOCSIN_SECRET_KEY. If it is lost for good, --new-master-key goes on without it: second factors, waiting mail and tracking links are lost.',
    );
  }
  const check = masterKeyCheck(key);
  if (fixed !== null && masterKeyCheck(fixed) !== check)
    throw new BackupError('master_key_mismatch', `${place} holds another master key than the one given.`);
  if (begun !== null && begun.masterKeyCheck !== check)
    throw new BackupError(
      'master_key_mismatch',
      'The restore that goes on here was begun with another master key.',
    );
  const from =
    named?.from ?? (fixed === null ? 'new' : isGiven(fromEnvironment) ? 'environment' : 'data folder');
  if (check === manifest.masterKeyCheck) return { key, from, isNew: false };
  if (newKey || begun !== null) return { key, from: 'new', isNew: true };
  throw new BackupError(
    'master_key_mismatch',
    `The master key (${named === null ? place : named.from}) is not the one of this backup. Give the right one with --master-key FILE; if it is lost for good, --new-master-key goes on without it.`,
  );
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';

/** The key that the command names, or that the backup holds and nothing else gives. */
async function namedKey(
  { keyPath, manifest, newKey, objects }: KeySources,
  isFixed: boolean,
): Promise<Pick<ChosenKey, 'key' | 'from'> | null> {
  if (keyPath !== null) return { key: await readKey(keyPath), from: 'file' };
  if (isFixed || newKey || manifest.masterKey === null) return null;
  const pieces: Buffer[] = [];
  for await (const piece of objects.read(manifest.masterKey)) pieces.push(piece);
  return { key: parseKey(Buffer.concat(pieces).toString(), 'the backup'), from: 'backup' };
}

async function readKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new BackupError('master_key_missing', `${path} cannot be read (${errnoOf(error)}).`);
  });
  return parseKey(text, path);
}

function parseKey(text: string, from: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new BackupError('master_key_mismatch', `${from} holds no master key: that is 32 bytes in base64.`);
}

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../kernel/index.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const boxVersion = 'v1';

/** Encrypts what must be read again (a TOTP secret, an SMTP password) before it is stored. */
export interface SecretBox {
  /** AES-256-GCM; `purpose` is bound in, so a sealed value cannot be moved to another column. */
  seal(plain: string, purpose: string): string;
  open(sealed: string, purpose: string): Result<string, SecretError>;
  /** A key for one named use, derived from the master key (HKDF-SHA-256), base64url. */
  deriveKey(purpose: string): string;
}

export interface SecretError {
  readonly code: 'secret_unreadable';
  readonly message: string;
}

export function createSecretBox(masterKey: Uint8Array): SecretBox {
  const keyFor = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `tocsin:${purpose}`, keyBytes));
  return {
    seal: (plain, purpose) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${boxVersion}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed, purpose) => openSealed(sealed, keyFor(purpose)),
    deriveKey: (purpose) => keyFor(purpose).toString('base64url'),
  };
}

function openSealed(sealed: string, key: Buffer): Result<string, SecretError> {
  try {
    const [version, encoded] = sealed.split('.');
    if (version !== boxVersion || encoded === undefined) throw new Error('unknown form');
    const bytes = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return ok(plain.toString('utf8'));
  } catch {
    return err({
      code: 'secret_unreadable',
      message: 'A stored secret cannot be decrypted: it was sealed with another master key, or is damaged.',
    });
  }
}

/**
 * The master key of this installation: `TOCSIN_SECRET_KEY` (base64, 32 bytes; the same for all processes of a
 * cluster), else the file `secrets/master.key` in the data folder, made on the first start (mode 0600).
 */
export async function loadMasterKey(
  dataFolder: string,
  fromEnvironment: string | undefined,
): Promise<Uint8Array> {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    const key = Buffer.from(fromEnvironment, 'base64');
    if (key.length !== keyBytes) throw new Error('TOCSIN_SECRET_KEY must be 32 bytes in base64.');
    return key;
  }
  const folder = join(dataFolder, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'master.key');
  try {
    return checked(Buffer.from(await readFile(path, 'utf8'), 'base64'), path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(keyBytes);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(key.toString('base64'));
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}

function checked(key: Buffer, path: string): Buffer {
  if (key.length !== keyBytes)
    throw new Error(`${path} is damaged: a master key is 32 bytes. Restore it from a backup.`);
  return key;
}

/** A random token of `bytes` bytes with a readable prefix; only its hash is stored. */
export const newToken = (prefix: string, bytes = 32): string =>
  `${prefix}_${randomBytes(bytes).toString('base64url')}`;

/** What is stored of a token: SHA-256, hex. Tokens are random and long, so no slow hash is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A password for a service account, the same on every node that shares the key. */
export const derivePassword = (key: string, account: string): string =>
  createHmac('sha256', key).update(account).digest('base64url');

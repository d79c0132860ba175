import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { providerSetUp, type Identity } from '../../identity/index.ts';
import type { Subscription } from '../../platform/outbox/index.ts';

/**
 * What commands on this machine sign in with: an API token of the first administrator in `secrets/admin-token`, and
 * until the set-up is done the first-run link in `secrets/setup-link` (both mode 0600).
 */
export interface LocalAccess {
  /** Writes what can be written now. Returns the first-run link, null when the set-up is done. */
  prepare(): Promise<string | null>;
  /** Makes the token as soon as the set-up is done. */
  readonly subscription: Subscription;
}

export function createLocalAccess(identity: Identity, dataFolder: string): LocalAccess {
  const tokenFile = join(dataFolder, 'secrets', 'admin-token');
  const linkFile = join(dataFolder, 'secrets', 'setup-link');

  async function makeToken(): Promise<void> {
    if (await exists(tokenFile)) return;
    const made = await identity.createTokenFor({
      user: 'first_admin',
      name: 'commands on the server itself',
    });
    if (made === null) return;
    await writePrivate(tokenFile, made.token);
    await rm(linkFile, { force: true });
  }

  return {
    prepare: async () => {
      await makeToken();
      const link = await identity.createSetupLink();
      if (link !== null) await writePrivate(linkFile, link);
      return link;
    },
    subscription: { subscriber: 'app.admin-token', fact: providerSetUp, handle: makeToken },
  };
}

async function writePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '../../identity/index.ts';
import type { LiveChanges } from '../../platform/live/index.ts';
import type { Logger } from '../../platform/log/index.ts';

/**
 * Keeps an API token of the first administrator in `secrets/admin-token` (mode 0600), with which commands on this
 * machine speak to the server. Before the set-up there is nobody to make it for; then it waits for that.
 */
export async function keepAdminToken(
  identity: Identity,
  live: LiveChanges,
  dataFolder: string,
  log: Logger,
): Promise<void> {
  const path = join(dataFolder, 'secrets', 'admin-token');
  if (await exists(path)) return;
  if (await make(identity, path)) return;
  const unsubscribe = live.subscribe((change) => {
    if (change.topic !== 'user' && change.topic !== 'company') return;
    make(identity, path)
      .then((made) => made && unsubscribe())
      .catch((error: unknown) => log.warn({ err: error }, 'the token for local commands could not be made'));
  });
}

async function make(identity: Identity, path: string): Promise<boolean> {
  const made = await identity.createTokenFor({ user: 'first_admin', name: 'commands on the server itself' });
  if (made === null) return false;
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${made.token}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return true;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

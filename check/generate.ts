import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { pino } from 'pino';
import { systemClock } from '../src/kernel/index.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { readVersion } from '../src/app/cli/version.ts';
import { prepareDataFolder } from '../src/app/serve/stores.ts';
import { startServer } from '../src/app/serve/start-server.ts';

/**
 * Writes the generated files: `openapi.json` from the routes of a real server on an empty data folder, and the
 * console's types from that.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const data = await mkdtemp(join(tmpdir(), 'tocsin-generate-'));
try {
  const off = { TOCSIN_SYSLOG_UDP: 'off', TOCSIN_SYSLOG_TCP: 'off', TOCSIN_SYSLOG_RELP: 'off' };
  const config = loadConfig({
    env: { ...off, TOCSIN_DATA: data, TOCSIN_HTTP_PORT: '0', TOCSIN_ROLES: 'api' },
    root,
  });
  await prepareDataFolder(data);
  const server = await startServer({
    root,
    config,
    version: readVersion(root),
    clock: systemClock,
    log: pino({ level: 'silent' }),
    secretKey: undefined,
    consoleFolder: null,
  });
  const description = server.app.swagger();
  await server.stop();
  await writeFile(join(root, 'openapi.json'), `${JSON.stringify(description, null, 2)}\n`);
  // Replies are data to be read, so the types say so.
  const types = await openapiTypescript(JSON.stringify(description), { immutable: true });
  await writeFile(join(root, 'web', 'src', 'api', 'schema.ts'), astToString(types));
} finally {
  await rm(data, { recursive: true, force: true });
}

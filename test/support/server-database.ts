import { join } from 'node:path';
import { Client } from 'pg';
import { createSecretBox, derivePassword, loadMasterKey } from '../../src/platform/secret/index.ts';

/** A connection to the embedded PostgreSQL of a data folder, as its administrator, whom nothing binds. */
export async function openServerDatabase(dataFolder: string): Promise<Client> {
  const key = createSecretBox(await loadMasterKey(dataFolder, undefined)).deriveKey('database-roles');
  const client = new Client({
    host: join(dataFolder, 'postgres', 'socket'),
    port: 5432,
    user: 'postgres',
    password: derivePassword(key, 'postgres'),
    database: 'tocsin',
  });
  client.on('error', () => undefined); // the server is killed in the middle of some tests
  await client.connect();
  await client.query('set search_path = tocsin');
  return client;
}

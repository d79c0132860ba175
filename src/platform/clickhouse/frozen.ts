import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { readRows } from './query.ts';

/** Where the embedded engine keeps its files, below the folder given to `startClickHouse`. */
export const engineFolder = (dataDir: string): string => join(dataDir, 'engine');

/** The one frozen state that may exist; the engine puts frozen parts below `shadow` (and writes other signs than `_` as `%2D`). */
const frozenName = 'tocsin_backup';
export const frozenFolder = (dataDir: string): string => join(engineFolder(dataDir), 'shadow', frozenName);

const databaseSchema = z.object({ metadata_path: z.string() });
const tableSchema = z.object({ name: z.string(), engine: z.string(), data_paths: z.array(z.string()) });
type Table = z.infer<typeof tableSchema>;

/** Longest that freezing one table may take, in seconds. */
const freezeSeconds = 60;

/**
 * Makes ready to freeze all tables of the embedded engine; the function that it gives does it. The folder that comes back
 * looks as the engine's own does: copied to an empty place it opens as the same tables, with the memory of insert tokens.
 * Parts are second names of the engine's files, so this costs no room while the engine keeps them. Nothing may be
 * inserted meanwhile. Call `dropFrozen` afterwards.
 */
export async function prepareFreeze(
  client: ClickHouseClient,
  dataDir: string,
  database: string,
): Promise<() => Promise<string>> {
  await dropFrozen(dataDir);
  await dropEmptyCounter(dataDir);
  const tables = await readTables(client, database);
  await copyDefinitions(client, dataDir, database);
  return async () => {
    // One at a time: the engine numbers frozen states in a file, and refuses while another freeze is making that file.
    for (const table of tables) await freezeTable(client, dataDir, table);
    return frozenFolder(dataDir);
  };
}

async function freezeTable(client: ClickHouseClient, dataDir: string, table: Table): Promise<void> {
  // First what is beside the parts: a mutation that ends in between is then only noted as not ended.
  for (const path of table.data_paths) await copyTableState(dataDir, path);
  await client.command({
    query: `ALTER TABLE {name:Identifier} FREEZE WITH NAME '${frozenName}'`,
    query_params: { name: table.name },
    clickhouse_settings: { max_execution_time: freezeSeconds },
  });
}

/** A kill between making and filling the engine's counter of frozen states leaves it empty, and no freeze works then. */
async function dropEmptyCounter(dataDir: string): Promise<void> {
  const counter = join(engineFolder(dataDir), 'shadow', 'increment.txt');
  const found = await stat(counter).catch(() => null);
  if (found?.size === 0) await rm(counter, { force: true });
}

/** Removes the frozen state, also one that a kill left behind. */
export async function dropFrozen(dataDir: string): Promise<void> {
  await rm(frozenFolder(dataDir), { recursive: true, force: true });
}

async function readTables(client: ClickHouseClient, database: string): Promise<readonly Table[]> {
  const tables = await readRows(client, {
    sql: `SELECT tables.name AS name, tables.engine AS engine, tables.data_paths AS data_paths
          FROM system.tables AS tables
          WHERE tables.database = {database:String} AND NOT tables.is_temporary
          ORDER BY name`,
    params: { database },
    parse: (row) => tableSchema.parse(row),
  });
  const stored = tables.filter(({ data_paths }) => data_paths.length > 0);
  const strange = stored.find(({ engine }) => !engine.endsWith('MergeTree'));
  if (strange !== undefined) {
    throw new Error(
      `The table ${strange.name} (${strange.engine}) cannot be frozen: only MergeTree tables can.`,
    );
  }
  return stored;
}

/** What the engine makes tables from when it opens: one file for the database, one for each table. */
async function copyDefinitions(client: ClickHouseClient, dataDir: string, database: string): Promise<void> {
  const [found] = await readRows(client, {
    sql: `SELECT databases.metadata_path AS metadata_path FROM system.databases AS databases
          WHERE databases.name = {database:String}`,
    params: { database },
    parse: (row) => databaseSchema.parse(row),
  });
  if (found === undefined) throw new Error(`The database ${database} is not there.`);
  await copyInto(dataDir, join('metadata', `${database}.sql`));
  const folder = join(engineFolder(dataDir), found.metadata_path);
  for (const name of await readdir(folder)) {
    if (name.endsWith('.sql')) await copyInto(dataDir, join(found.metadata_path, name));
  }
}

/** What a table's folder holds beside its parts: pending and past mutations, insert tokens, the format. */
async function copyTableState(dataDir: string, tableFolder: string): Promise<void> {
  const logs = await readdir(join(tableFolder, 'deduplication_logs')).catch(() => []);
  const names = (await readdir(tableFolder, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.txt'))
    .map((entry) => entry.name);
  // The engine may name the folder by another path than ours (a link), but below `store` it is the same.
  const inFolder = tableFolder.slice(tableFolder.lastIndexOf('/store/') + 1);
  for (const name of [...names, ...logs.map((log) => join('deduplication_logs', log))]) {
    await copyInto(dataDir, join(inFolder, name));
  }
}

async function copyInto(dataDir: string, path: string): Promise<void> {
  const target = join(frozenFolder(dataDir), path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(join(engineFolder(dataDir), path), target);
}

import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { z } from 'zod';
import { withoutLostBlocks, type BlockRange } from './deduplication-log.ts';
import { quoteName, quoteText } from './sql-text.ts';

const tableSchema = z.object({ database: z.string(), name: z.string(), data_paths: z.array(z.string()) });
const partSchema = z.object({ partition_id: z.string(), min_block: z.number(), max_block: z.number() });

interface LogFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Drops from every table's deduplication log the blocks that a kill left without rows (deduplication-log.ts). Call it
 * when the engine has the directory's lock and before the first insert. Gives the names of the tables repaired.
 */
export async function repairDeduplication(session: Session): Promise<readonly string[]> {
  const repaired: string[] = [];
  for (const table of await readAll(session, tablesSql, tableSchema)) {
    const logs = (await Promise.all(table.data_paths.map(readLogs))).flat();
    if (logs.length === 0) continue;
    const parts = await readParts(session, table.database, table.name);
    const changed = logs.flatMap(({ path, text }) => {
      const cleaned = withoutLostBlocks(text, parts);
      return cleaned === null ? [] : [{ path, text: cleaned }];
    });
    if (changed.length === 0) continue;
    const name = `${quoteName(table.database)}.${quoteName(table.name)}`;
    await session.queryAsync(`DETACH TABLE ${name} SYNC`);
    try {
      for (const file of changed) await replaceFile(file);
    } finally {
      await session.queryAsync(`ATTACH TABLE ${name}`);
    }
    repaired.push(`${table.database}.${table.name}`);
  }
  return repaired;
}

const tablesSql = `
  SELECT tables.database AS database, tables.name AS name, tables.data_paths AS data_paths
  FROM system.tables AS tables
  WHERE tables.engine LIKE '%MergeTree' AND tables.engine NOT LIKE 'Replicated%'
  ORDER BY database, name`;

async function readParts(session: Session, database: string, table: string): Promise<readonly BlockRange[]> {
  const sql = `
    SELECT parts.partition_id AS partition_id, parts.min_block_number AS min_block, parts.max_block_number AS max_block
    FROM system.parts AS parts
    WHERE parts.active AND parts.database = ${quoteText(database)} AND parts.table = ${quoteText(table)}`;
  const rows = await readAll(session, sql, partSchema);
  return rows.map((row) => ({
    partitionId: row.partition_id,
    minBlock: row.min_block,
    maxBlock: row.max_block,
  }));
}

async function readAll<Row>(session: Session, sql: string, schema: z.ZodType<Row>): Promise<readonly Row[]> {
  const result = await session.queryAsync(`${sql} SETTINGS output_format_json_quote_64bit_integers = 0`, {
    format: 'JSONEachRow',
  });
  const lines = result.text().split('\n').filter(Boolean);
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

async function readLogs(dataPath: string): Promise<readonly LogFile[]> {
  const folder = join(dataPath, 'deduplication_logs');
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => /^deduplication_log_\d+\.txt$/.test(name))
    .map((name) => join(folder, name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

async function replaceFile(file: LogFile): Promise<void> {
  const next = `${file.path}.new`;
  await writeFile(next, file.text, { flush: true, mode: 0o640 });
  await rename(next, file.path);
}

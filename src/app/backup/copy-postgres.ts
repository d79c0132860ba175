import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Dump, DumpedTable } from '../../platform/postgres/index.ts';
import { BackupError } from './backup-error.ts';
import type { BackedUpTable, PostgresPart } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import type { Progress } from './progress.ts';
import { chunkRows } from './row-chunks.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What a migration or the queue's library keeps of itself: the restored database makes it anew. */
const leftOut = new Set(['tocsin.schema_migration', 'graphile_worker.migrations']);

/** Dumps of the two schemas, each opened as its owner at the same moment. */
export interface Dumps {
  readonly tocsin: Dump;
  readonly queue: Dump;
}

/** Copies every row of both schemas; gives tables and sequences as the manifest names them. */
export async function copyPostgres(
  dumps: Dumps,
  objects: ObjectStore,
  progress: Progress,
): Promise<Omit<PostgresPart, 'migrations'>> {
  const tables: BackedUpTable[] = [];
  const sequences: PostgresPart['sequences'] = [];
  for (const [dump, schema] of [
    [dumps.tocsin, 'tocsin'],
    [dumps.queue, 'graphile_worker'],
  ] as const) {
    for (const table of await dump.tables(schema)) {
      if (leftOut.has(`${schema}.${table.name}`)) continue;
      tables.push(await copyTable(dump, table, objects, progress));
    }
    sequences.push(...(await dump.sequences(schema)));
  }
  return { tables, sequences };
}

async function copyTable(
  dump: Dump,
  table: DumpedTable,
  objects: ObjectStore,
  progress: Progress,
): Promise<BackedUpTable> {
  const chunks: BackedUpTable['chunks'] = [];
  let rows = 0;
  for await (const chunk of chunkRows(dump.copy(table))) {
    progress.check();
    const { copied, ...object } = await objects.put(single(await compress(chunk.content)));
    progress.add(chunk.content.length, copied ? object.bytes : 0);
    chunks.push({ ...object, rawBytes: chunk.content.length });
    rows += chunk.rows;
  }
  return { ...table, columns: [...table.columns], rows, chunks };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an AsyncIterable of one
async function* single(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** A table's rows back, in COPY's text format; every chunk is checked before any of it is given. */
export async function* rowsOf(table: BackedUpTable, objects: ObjectStore): AsyncGenerator<Buffer> {
  for (const chunk of table.chunks) {
    const pieces: Buffer[] = [];
    for await (const piece of objects.read(chunk)) pieces.push(piece);
    // One byte more than there may be: a bomb is refused, and so is a chunk of another length.
    const raw = await decompress(Buffer.concat(pieces), { maxOutputLength: chunk.rawBytes + 1 }).catch(
      () => null,
    );
    if (raw?.length !== chunk.rawBytes) {
      throw new BackupError('object_damaged', `Rows of ${table.name} in the backup cannot be unpacked.`);
    }
    yield raw;
  }
}

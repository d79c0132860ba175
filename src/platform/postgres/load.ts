import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client, escapeIdentifier } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { qualified, type DumpedSequence, type DumpedTable } from './dump.ts';
import type { ConnectionSettings } from './provision.ts';

/** The dump holds a table or column that this database does not have. */
export class LoadError extends Error {
  readonly code = 'dump_does_not_fit';

  constructor(message: string) {
    super(message);
    this.name = 'LoadError';
  }
}

/** Fills the tables of a migrated database from a dump. */
export interface Load {
  /** Replaces a table's rows, in one transaction; gives how many there are. A table that is loaded already is left alone. */
  table(table: DumpedTable, rows: AsyncIterable<Buffer>): Promise<number>;
  sequence(sequence: DumpedSequence): Promise<void>;
  /** Tells the planner what there is, and forgets which tables were loaded. */
  finish(): Promise<void>;
  end(): Promise<void>;
}

const progressSchema = 'tocsin_load';

/**
 * Opens a load as the server's administrator, who may leave foreign keys and triggers aside: the rows of one moment fit
 * each other. What is loaded is noted in a schema of its own, so that an interrupted load goes on where it was.
 */
export async function openLoad(admin: ConnectionSettings): Promise<Load> {
  const client = new Client(admin);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  try {
    await client.query(`set session_replication_role = replica`);
    await client.query(`set timezone = 'UTC'`);
    await client.query(`create schema if not exists ${progressSchema}`);
    await client.query(
      `create table if not exists ${progressSchema}.loaded (name text primary key, rows bigint not null)`,
    );
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    table: (table, rows) => loadTable(client, table, rows),
    sequence: (sequence) => loadSequence(client, sequence),
    finish: async () => {
      await client.query('analyze');
      await client.query(`drop schema ${progressSchema} cascade`);
    },
    end: () => client.end(),
  };
}

async function loadTable(client: Client, table: DumpedTable, rows: AsyncIterable<Buffer>): Promise<number> {
  const name = qualified(table);
  const done = await client.query<{ rows: number }>(
    `select loaded.rows from ${progressSchema}.loaded where loaded.name = $1`,
    [name],
  );
  if (done.rows[0] !== undefined) return done.rows[0].rows;
  await checkFit(client, table);
  await client.query('begin');
  try {
    await client.query(`delete from ${name}`);
    const columns = table.columns.map((column) => escapeIdentifier(column)).join(', ');
    const target = client.query(copyFrom(`copy ${name} (${columns}) from stdin`));
    await pipeline(Readable.from(rows, { objectMode: false }), target);
    await client.query(`insert into ${progressSchema}.loaded (name, rows) values ($1, $2)`, [
      name,
      target.rowCount,
    ]);
    await client.query('commit');
    return target.rowCount;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function checkFit(client: Client, { schema, name, columns }: DumpedTable): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select attribute.attname::text as name from pg_attribute as attribute
     join pg_class as class on class.oid = attribute.attrelid
     join pg_namespace as namespace on namespace.oid = class.relnamespace
     where namespace.nspname = $1 and class.relname = $2 and class.relkind in ('r', 'p')
       and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''`,
    [schema, name],
  );
  if (rows.length === 0) throw new LoadError(`There is no table ${schema}.${name} here.`);
  const known = new Set(rows.map((row) => row.name));
  const strange = columns.find((column) => !known.has(column));
  if (strange !== undefined)
    throw new LoadError(`The table ${schema}.${name} has no column ${strange} here.`);
}

async function loadSequence(
  client: Client,
  { schema, name, lastValue, isCalled }: DumpedSequence,
): Promise<void> {
  const found = await client.query(
    `select 1 from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
     where namespace.nspname = $1 and class.relname = $2 and class.relkind = 'S'`,
    [schema, name],
  );
  if (found.rowCount === 0) throw new LoadError(`There is no sequence ${schema}.${name} here.`);
  await client.query('select setval($1::regclass, $2::bigint, $3)', [
    qualified({ schema, name }),
    lastValue,
    isCalled,
  ]);
}

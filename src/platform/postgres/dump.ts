import { Client, escapeIdentifier } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ConnectionSettings } from './provision.ts';

/** A table as it is dumped: its columns that are not computed, in their order. */
export interface DumpedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface DumpedSequence {
  readonly schema: string;
  readonly name: string;
  readonly lastValue: string;
  /** False: `lastValue` is the next one to be given. */
  readonly isCalled: boolean;
}

/** Reads a database as it was at one moment, however long that takes and whatever happens meanwhile. */
export interface Dump {
  tables(schema: string): Promise<readonly DumpedTable[]>;
  sequences(schema: string): Promise<readonly DumpedSequence[]>;
  /** The rows in COPY's text format, ordered by the primary key: a table that only grows gives the same beginning again. */
  copy(table: DumpedTable): AsyncIterable<Buffer>;
  end(): Promise<void>;
}

/** Names a moment that `openDump` can read at, for as long as it is held. */
export interface HeldSnapshot {
  readonly id: string;
  end(): Promise<void>;
}

const snapshotPattern = /^[0-9A-F]{8}-[0-9A-F]{8}-\d+$/;

/** Holds the present moment of the database for others to read at. */
export async function holdSnapshot(settings: ConnectionSettings): Promise<HeldSnapshot> {
  const client = await connect(settings);
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
    return { id: rows[0]?.id ?? '', end: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/**
 * Opens a dump as the tables' owner (row-level security binds everybody else; a table that would hide rows is an error).
 * `snapshot` is the id of a held one; null takes the present moment.
 */
export async function openDump(settings: ConnectionSettings, snapshot: string | null): Promise<Dump> {
  if (snapshot !== null && !snapshotPattern.test(snapshot)) throw new Error('That is no name of a snapshot.');
  const client = await connect(settings);
  try {
    await client.query('begin isolation level repeatable read read only');
    if (snapshot !== null) await client.query(`set transaction snapshot '${snapshot}'`);
    await client.query(`set local row_security = off`);
    await client.query(`set local timezone = 'UTC'`);
    await client.query(`set local statement_timeout = 0`);
    // Takes the snapshot now, if none was given.
    await client.query('select 1');
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    tables: (schema) => listTables(client, schema),
    sequences: (schema) => listSequences(client, schema),
    copy: (table) => copyRows(client, table),
    end: () => client.end(),
  };
}

async function connect(settings: ConnectionSettings): Promise<Client> {
  const client = new Client(settings);
  client.on('error', () => undefined); // the next statement fails and tells
  await client.connect();
  return client;
}

async function listTables(client: Client, schema: string): Promise<readonly DumpedTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select class.relname as name, array_agg(attribute.attname::text order by attribute.attnum) as columns
     from pg_class as class
     join pg_namespace as namespace on namespace.oid = class.relnamespace
     join pg_attribute as attribute on attribute.attrelid = class.oid
     where namespace.nspname = $1 and class.relkind in ('r', 'p') and not class.relispartition
       and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''
     group by class.relname order by class.relname`,
    [schema],
  );
  return rows.map(({ name, columns }) => ({ schema, name, columns }));
}

async function listSequences(client: Client, schema: string): Promise<readonly DumpedSequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select class.relname as name from pg_class as class
     join pg_namespace as namespace on namespace.oid = class.relnamespace
     where namespace.nspname = $1 and class.relkind = 'S' order by class.relname`,
    [schema],
  );
  const sequences: DumpedSequence[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ last_value: string; is_called: boolean }>(
      `select last_value::text as last_value, is_called from ${qualified({ schema, name })}`,
    );
    const [state] = found.rows;
    if (state === undefined) continue;
    sequences.push({ schema, name, lastValue: state.last_value, isCalled: state.is_called });
  }
  return sequences;
}

async function* copyRows(client: Client, table: DumpedTable): AsyncGenerator<Buffer> {
  const key = await client.query<{ columns: string[] }>(
    `select array_agg(attribute.attname::text order by position.ordinality) as columns
     from pg_index as index
     cross join lateral unnest(index.indkey) with ordinality as position (attnum, ordinality)
     join pg_attribute as attribute on attribute.attrelid = index.indrelid and attribute.attnum = position.attnum
     where index.indisprimary and index.indrelid = $1::regclass`,
    [qualified(table)],
  );
  const order = (key.rows[0]?.columns ?? []).map((column) => escapeIdentifier(column)).join(', ');
  const columns = table.columns.map((column) => escapeIdentifier(column)).join(', ');
  const select = `select ${columns} from ${qualified(table)}${order === '' ? '' : ` order by ${order}`}`;
  const stream = client.query(copyTo(`copy (${select}) to stdout`));
  for await (const chunk of stream) yield chunk as Buffer;
}

/** `"schema"."name"`. */
export const qualified = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;

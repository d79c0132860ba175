import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { testPasswordKey } from '../../../test/support/database.ts';
import { derivePassword } from '../secret/index.ts';
import {
  holdSnapshot,
  LoadError,
  openDump,
  openLoad,
  type ConnectionSettings,
  type DumpedTable,
} from './index.ts';

/** A small schema with what is hard to copy: computed and identity columns, a sequence, a cycle of keys, a trigger, hidden rows. */
const schema = `
  create schema house;
  create sequence house.number start 100;
  create table house.person (
    id bigint generated always as identity primary key,
    name text not null,
    shout text generated always as (upper(name)) stored,
    boss bigint references house.person (id),
    room integer
  );
  create table house.room (id integer primary key, owner bigint not null references house.person (id), note bytea);
  alter table house.person add foreign key (room) references house.room (id) deferrable initially deferred;
  create table house.touched (n integer not null default 0);
  insert into house.touched default values;
  create function house.touch() returns trigger language plpgsql as $$ begin update house.touched set n = n + 1; return new; end $$;
  create trigger touch after insert on house.room for each row execute function house.touch();
  alter table house.room enable row level security;
  create table house.empty (id integer primary key);`;

const people = `
  insert into house.person (name, boss, room) values ('Ada', null, null), (E'tab\\tline\\nback\\\\slash', 1, null), ('Zoë ☃', 2, null);
  insert into house.room values (1, 1, '\\x00ff'), (2, 3, null);
  update house.person set room = 2 where id = 1;
  select nextval('house.number'), nextval('house.number');`;

let from: ConnectionSettings;
let to: ConnectionSettings;
const names: string[] = [];

beforeAll(async () => {
  [from, to] = [await database(), await database()];
  await run(from, schema + people);
  await run(to, schema);
});
afterAll(async () => {
  for (const name of names) await run(inject('postgresAdmin'), `drop database ${name} with (force)`);
});

async function database(): Promise<ConnectionSettings> {
  const admin = inject('postgresAdmin');
  const name = `dump_${randomUUID().replaceAll('-', '')}`;
  names.push(name);
  await run(admin, `create database ${name}`);
  return { ...admin, database: name };
}

async function run(settings: ConnectionSettings, statements: string): Promise<readonly unknown[]> {
  const client = new Client(settings);
  await client.connect();
  try {
    const result = await client.query(statements);
    return Array.isArray(result) ? [] : (result.rows as unknown[]);
  } finally {
    await client.end();
  }
}

async function textOf(rows: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of rows) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const tableNamed = (tables: readonly DumpedTable[], name: string): DumpedTable => {
  const found = tables.find((table) => table.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

async function* textRows(text: string): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield Buffer.from(text);
}

test('a dump shows the moment of its snapshot, in the order of the keys, without what is computed', async () => {
  const held = await holdSnapshot(from);
  await run(from, `insert into house.person (name) values ('too late')`);
  const dump = await openDump(from, held.id);
  await held.end();
  try {
    const tables = await dump.tables('house');
    expect(tables.map(({ columns, name }) => [name, columns.join()])).toEqual([
      ['empty', 'id'],
      ['person', 'id,name,boss,room'],
      ['room', 'id,owner,note'],
      ['touched', 'n'],
    ]);
    expect(await textOf(dump.copy(tableNamed(tables, 'person')))).toBe(
      '1\tAda\t\\N\t2\n2\ttab\\tline\\nback\\\\slash\t1\t\\N\n3\tZoë ☃\t2\t\\N\n',
    );
    expect(await dump.sequences('house')).toEqual([
      { schema: 'house', name: 'number', lastValue: '101', isCalled: true },
      { schema: 'house', name: 'person_id_seq', lastValue: '4', isCalled: true },
    ]);
  } finally {
    await dump.end();
    await run(from, `delete from house.person where name = 'too late'`);
  }
});

test('a role that row-level security would show less is refused, not given less', async () => {
  await run(
    from,
    'grant usage on schema house to tocsin_app; grant select on all tables in schema house to tocsin_app',
  );
  const dump = await openDump(
    { ...from, user: 'tocsin_app', password: derivePassword(testPasswordKey, 'tocsin_app') },
    null,
  );
  try {
    const room = { schema: 'house', name: 'room', columns: ['id'] };
    await expect(textOf(dump.copy(room))).rejects.toThrow('query would be affected by row-level security');
  } finally {
    await dump.end();
  }
});

test('a load brings every row back past keys and triggers, and goes on where it was interrupted', async () => {
  const dump = await openDump(from, null);
  const tables = await dump.tables('house');
  const first = await openLoad(to);
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('1\t1\t\\N\n');
    await Promise.resolve();
    throw new Error('the disk went');
  }
  await expect(first.table(tableNamed(tables, 'room'), broken())).rejects.toThrow('the disk went');
  expect(await first.table(tableNamed(tables, 'person'), dump.copy(tableNamed(tables, 'person')))).toBe(3);
  await first.end();
  expect(await run(to, 'select count(*)::int as n from house.room')).toEqual([{ n: 0 }]);
  const second = await openLoad(to);
  const never = (): AsyncIterable<Buffer> => {
    throw new Error('read again');
  };
  const lazily = { [Symbol.asyncIterator]: () => never()[Symbol.asyncIterator]() };
  expect(await second.table(tableNamed(tables, 'person'), lazily)).toBe(3);
  for (const name of ['empty', 'room', 'touched'])
    await second.table(tableNamed(tables, name), dump.copy(tableNamed(tables, name)));
  for (const sequence of await dump.sequences('house')) await second.sequence(sequence);
  await second.finish();
  await second.end();
  await dump.end();
  for (const query of [
    'select * from house.person order by id',
    `select id, owner, encode(note, 'hex') as note from house.room order by id`,
    'select * from house.touched',
  ]) {
    expect(await run(to, query)).toEqual(await run(from, query));
  }
  expect(await run(to, `select nextval('house.number')::int as n`)).toEqual([{ n: 102 }]);
  expect(await run(to, `insert into house.person (name) values ('Eve') returning id::int, shout`)).toEqual([
    { id: 5, shout: 'EVE' },
  ]);
  expect(await run(to, `select count(*)::int as n from pg_namespace where nspname = 'tocsin_load'`)).toEqual([
    { n: 0 },
  ]);
});

test.for([
  [{ schema: 'house', name: 'cellar', columns: ['id'] }, 'There is no table house.cellar here.'],
  [
    { schema: 'house', name: 'room', columns: ['id', 'view'] },
    'The table house.room has no column view here.',
  ],
  [
    { schema: 'house', name: 'person', columns: ['shout'] },
    'The table house.person has no column shout here.',
  ],
  [{ schema: 'house', name: 'room"; drop schema house; --', columns: ['id'] }, 'There is no table'],
] as const)('a table that does not fit is refused before it is touched: %o', async ([table, message]) => {
  const load = await openLoad(to);
  try {
    const loading = load.table({ ...table, columns: [...table.columns] }, textRows('1\n'));
    await expect(loading).rejects.toThrow(LoadError);
    await expect(load.table({ ...table, columns: [...table.columns] }, textRows('1\n'))).rejects.toThrow(
      message,
    );
  } finally {
    await load.finish();
    await load.end();
  }
});

test('a name that is no snapshot never reaches the database', async () => {
  await expect(openDump(from, `x'; drop schema house`)).rejects.toThrow('That is no name of a snapshot.');
});

test('a dump whose server ends the connection fails', async () => {
  const dump = await openDump(from, null);
  const table = tableNamed(await dump.tables('house'), 'person');
  await run(
    from,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect(textOf(dump.copy(table))).rejects.toThrow();
  await dump.end().catch(() => undefined);
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  createAdapterFactory,
  type CleanedWhere,
  type CustomAdapter,
  type DBAdapter,
  type DBAdapterInstance,
} from 'better-auth/adapters';
import { sql, type RawBuilder } from 'kysely';
import { unreachable } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';

/**
 * The transaction that better-auth works in. The library has no parameter for one, so it travels with the call: what
 * it writes and the Activity Log's record of it commit together or not at all.
 */
export const ambientTx = new AsyncLocalStorage<Tx>();

type Row = Readonly<Record<string, unknown>>;

/** The column of the session table that holds the token; only its hash is ever stored. */
const tokenColumn = 'token_hash';

/** better-auth's port to its tables (`migrations/postgres/0002`), by way of the ambient transaction. */
export const authAdapter: DBAdapterInstance = (options) => {
  const factory = createAdapterFactory({
    config: {
      adapterId: 'tocsin',
      adapterName: 'Tocsin',
      supportsUUIDs: true,
      supportsDates: true,
      supportsBooleans: true,
      supportsJSON: false,
      transaction: (work) => inSavepoint(() => work(adapter)),
    },
    adapter: () => statements,
  });
  const adapter: DBAdapter = factory(options);
  return adapter;
};

/** What the library undoes when a part of its work fails is undone; the request's own transaction goes on. */
async function inSavepoint<T>(work: () => Promise<T>): Promise<T> {
  const tx = currentTx();
  await sql`savepoint sign_in`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint sign_in`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint sign_in`.execute(tx);
    throw error;
  }
}

function currentTx(): Tx {
  const tx = ambientTx.getStore();
  if (tx === undefined) throw new Error('better-auth was called outside of a transaction.');
  return tx;
}

async function rows<T>(query: RawBuilder<unknown>): Promise<T[]> {
  // The library names the row type that it expects; its own factory checks the columns.
  return (await query.execute(currentTx())).rows as T[];
}

const statements: CustomAdapter = {
  create: async <T extends Row>({ model, data }: { model: string; data: T }) => {
    const stored = hashedToken(data);
    const columns = sql.join(Object.keys(stored).map((column) => sql.ref(column)));
    const values = sql.join(Object.values(stored));
    const [row] = await rows<T>(
      sql`insert into ${sql.table(model)} (${columns}) values (${values}) returning *`,
    );
    return { ...row, ...clearToken(data) } as T;
  },
  findOne: async <T>({ model, where }: { model: string; where: CleanedWhere[] }) => {
    const [row] = await rows<T & Row>(
      sql`select * from ${sql.table(model)} where ${conditions(where)} limit 1`,
    );
    return row === undefined ? null : { ...row, ...askedToken(where) };
  },
  findMany: async <T>({ model, where, limit, offset, sortBy }: FindMany) => {
    const order =
      sortBy === undefined
        ? sql``
        : sql`order by ${sql.ref(columnOf(sortBy.field))} ${sortBy.direction === 'desc' ? sql`desc` : sql`asc`}`;
    return rows<T>(
      sql`select * from ${sql.table(model)} where ${conditions(where ?? [])} ${order} limit ${limit} offset ${offset ?? 0}`,
    );
  },
  update: async <T>({ model, where, update }: { model: string; where: CleanedWhere[]; update: T }) => {
    const [row] = await rows<T & Row>(
      sql`update ${sql.table(model)} set ${assignments(update as Row)} where ${conditions(where)} returning *`,
    );
    return row === undefined ? null : { ...row, ...askedToken(where) };
  },
  updateMany: ({ model, where, update }) =>
    affected(sql`update ${sql.table(model)} set ${assignments(update)} where ${conditions(where)}`),
  delete: async ({ model, where }) => {
    await affected(sql`delete from ${sql.table(model)} where ${conditions(where)}`);
  },
  deleteMany: ({ model, where }) => affected(sql`delete from ${sql.table(model)} where ${conditions(where)}`),
  consumeOne: async <T>({ model, where }: { model: string; where: CleanedWhere[] }) => {
    const [row] = await rows<T>(
      sql`delete from ${sql.table(model)} where id in
        (select id from ${sql.table(model)} where ${conditions(where)} limit 1 for update) returning *`,
    );
    return row ?? null;
  },
  incrementOne: async <T>({ model, where, increment, set }: Increment) => {
    const changes = [
      ...Object.entries(increment).map(
        ([column, by]) => sql`${sql.ref(column)} = coalesce(${sql.ref(column)}, 0) + ${by}`,
      ),
      ...Object.entries(set ?? {}).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    ];
    const [row] = await rows<T>(
      sql`update ${sql.table(model)} set ${sql.join(changes)} where ${conditions(where)} returning *`,
    );
    return row ?? null;
  },
  count: async ({ model, where }) => {
    const [row] = await rows<{ count: number }>(
      sql`select count(*) as count from ${sql.table(model)} where ${conditions(where ?? [])}`,
    );
    return row?.count ?? 0;
  },
};

interface FindMany {
  readonly model: string;
  readonly where?: CleanedWhere[] | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
  readonly sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined;
}

interface Increment {
  readonly model: string;
  readonly where: CleanedWhere[];
  readonly increment: Record<string, number>;
  readonly set?: Record<string, unknown> | undefined;
}

async function affected(query: RawBuilder<unknown>): Promise<number> {
  return Number((await query.execute(currentTx())).numAffectedRows ?? 0n);
}

/** `sortBy` comes with the library's own name of the field. */
const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const assignments = (update: Row): RawBuilder<unknown> =>
  sql.join(Object.entries(hashedToken(update)).map(([column, value]) => sql`${sql.ref(column)} = ${value}`));

function conditions(where: readonly CleanedWhere[]): RawBuilder<unknown> {
  return where.reduce<RawBuilder<unknown>>(
    (all, part, index) => {
      if (index === 0) return condition(part);
      return part.connector === 'OR' ? sql`${all} or ${condition(part)}` : sql`${all} and ${condition(part)}`;
    },
    sql`true`,
  );
}

function condition(part: CleanedWhere): RawBuilder<unknown> {
  const column = sql.ref(part.field);
  const value = part.field === tokenColumn ? hashEach(part.value) : part.value;
  switch (part.operator) {
    case undefined:
    case 'eq':
      return value === null ? sql`${column} is null` : sql`${column} = ${value}`;
    case 'ne':
      return sql`${column} is distinct from ${value}`;
    case 'lt':
      return sql`${column} < ${value}`;
    case 'lte':
      return sql`${column} <= ${value}`;
    case 'gt':
      return sql`${column} > ${value}`;
    case 'gte':
      return sql`${column} >= ${value}`;
    case 'in':
      return sql`${column} = any(${value})`;
    case 'not_in':
      return sql`${column} <> all(${value})`;
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      throw new Error(`better-auth asked for "${part.operator}", which no flow that we open needs.`);
    default:
      return unreachable(part.operator);
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hashEach = (value: CleanedWhere['value']): CleanedWhere['value'] => {
  if (typeof value === 'string') return sha256(value);
  return Array.isArray(value) ? value.map((item) => sha256(String(item))) : value;
};

const hashedToken = (data: Row): Row => {
  const token = data[tokenColumn];
  return typeof token === 'string' ? { ...data, [tokenColumn]: sha256(token) } : data;
};

/** The caller gets back the token that it gave: the cookie needs it, the table does not. */
const clearToken = (data: Row): Row => (tokenColumn in data ? { [tokenColumn]: data[tokenColumn] } : {});

const askedToken = (where: readonly CleanedWhere[]): Row => {
  const asked = where.find((part) => part.field === tokenColumn && part.operator === 'eq');
  return asked === undefined ? {} : { [tokenColumn]: asked.value };
};

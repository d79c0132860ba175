import { sql, type Selectable } from 'kysely';
import { newId, type CompanyId, type UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { isRole } from './permission.ts';
import { tables, type UserRow } from './tables-store.ts';
import type { User } from './user.ts';

const columns = [
  'app_user.id',
  'app_user.company_id',
  'app_user.name',
  'app_user.email',
  'app_user.role',
  'app_user.locale',
  'app_user.two_factor_enabled',
  'app_user.disabled_at',
  'app_user.last_sign_in_at',
  'app_user.created_at',
] as const;

export async function userById(tx: Tx, id: string): Promise<User | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .select(columns)
    .where('app_user.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** Those of the users that the transaction's scope sees, in no order. */
export async function usersByIds(tx: Tx, ids: readonly string[]): Promise<readonly User[]> {
  if (ids.length === 0) return [];
  const rows = await tables(tx)
    .selectFrom('app_user')
    .select(columns)
    .where('app_user.id', 'in', [...ids])
    .execute();
  return rows.map(toUser);
}

export async function userByEmail(tx: Tx, email: string): Promise<User | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .select(columns)
    .where('app_user.email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

export interface UserFilter {
  readonly companyId: string | null;
  readonly q: string | null;
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly limit: number;
}

/** Users by name, with the name of their company. */
export async function listUsers(
  tx: Tx,
  filter: UserFilter,
): Promise<readonly (User & { readonly companyName: string })[]> {
  let query = tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select([...columns, 'company.name as company_name']);
  if (filter.companyId !== null) query = query.where('app_user.company_id', '=', filter.companyId);
  if (filter.q !== null) {
    const pattern = `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((is) =>
      is.or([is('app_user.name', 'ilike', pattern), is('app_user.email', 'ilike', pattern)]),
    );
  }
  const { after } = filter;
  if (after !== null) {
    query = query.where((is) =>
      is(is.refTuple('app_user.name', 'app_user.id'), '>', is.tuple(after.name, after.id)),
    );
  }
  const rows = await query.orderBy('app_user.name').orderBy('app_user.id').limit(filter.limit).execute();
  return rows.map((row) => ({ ...toUser(row), companyName: row.company_name }));
}

/** The first enabled admin of the provider; null before the set-up. */
export async function firstAdmin(tx: Tx): Promise<User | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select(columns)
    .where('company.kind', '=', 'provider')
    .where('app_user.role', '=', 'admin')
    .where('app_user.disabled_at', 'is', null)
    .orderBy('app_user.created_at')
    .orderBy('app_user.id')
    .executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** Enabled administrators of the provider: whom the program mails when something needs a person. */
export async function staffAdmins(
  tx: Tx,
): Promise<readonly { readonly email: string; readonly locale: string }[]> {
  return tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select(['app_user.email', 'app_user.locale'])
    .where('company.kind', '=', 'provider')
    .where('app_user.role', '=', 'admin')
    .where('app_user.disabled_at', 'is', null)
    .orderBy('app_user.email')
    .execute();
}

/**
 * Locks the enabled users of a company who hold a role, until the transaction ends, and counts those besides
 * `except`: two managers who remove each other at the same moment wait for one another.
 */
export async function lockOthersWithRole(
  tx: Tx,
  companyId: CompanyId,
  role: string,
  except: UserId,
): Promise<number> {
  const rows = await tables(tx)
    .selectFrom('app_user')
    .select('app_user.id')
    .where('app_user.company_id', '=', companyId)
    .where('app_user.role', '=', role)
    .where('app_user.disabled_at', 'is', null)
    .orderBy('app_user.id')
    .forUpdate()
    .execute();
  return rows.filter((row) => row.id !== except).length;
}

export interface NewUser {
  readonly companyId: CompanyId;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly locale: string;
  /** As better-auth's `password.hash` made it; null: the user comes another way. */
  readonly passwordHash: string | null;
}

/** Makes a user; null when the address has an account already. */
export async function insertUser(tx: Tx, user: NewUser, now: Date): Promise<UserId | null> {
  const id = newId<'user'>(now);
  const made = await sql`insert into app_user
      (id, company_id, name, email, email_verified, role, locale, created_at, updated_at)
    values (${id}, ${user.companyId}, ${user.name}, ${user.email}, true, ${user.role}, ${user.locale}, ${now}, ${now})
    on conflict (email) do nothing`.execute(tx);
  if (made.numAffectedRows !== 1n) return null;
  if (user.passwordHash === null) return id;
  await tables(tx)
    .insertInto('user_account')
    .values({
      id: newId(now),
      user_id: id,
      account_id: id,
      provider_id: 'credential',
      password_hash: user.passwordHash,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

/** Writes what may change of a user. */
export async function saveUser(tx: Tx, user: User, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('app_user')
    .set({
      name: user.name,
      role: user.role,
      locale: user.locale,
      disabled_at: user.disabledAt,
      updated_at: now,
    })
    .where('app_user.id', '=', user.id)
    .execute();
}

/** Ends every session of a user; returns how many there were. */
export async function endSessions(tx: Tx, userId: UserId): Promise<number> {
  const ended = await tables(tx)
    .deleteFrom('user_session')
    .where('user_session.user_id', '=', userId)
    .executeTakeFirst();
  return Number(ended.numDeletedRows);
}

function toUser(row: Selectable<Omit<UserRow, 'email_verified' | 'updated_at'>>): User {
  if (!isRole(row.role)) throw new Error(`The user ${row.id} has a role that does not exist: ${row.role}.`);
  return {
    id: row.id as UserId,
    companyId: row.company_id as CompanyId,
    name: row.name,
    email: row.email,
    role: row.role,
    locale: row.locale,
    twoFactorEnabled: row.two_factor_enabled,
    disabledAt: row.disabled_at,
    lastSignInAt: row.last_sign_in_at,
    createdAt: row.created_at,
  };
}

import { sql } from 'kysely';
import type { UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { linkPrefix } from './identity-link-store.ts';
import { tables } from './tables-store.ts';

/** What a user has to sign in with, whether or not it may be used. */
export interface UserWays {
  readonly hasPassword: boolean;
  /** Not suspended. */
  readonly passkeys: number;
  /** Issuers that the user is linked to, in order. */
  readonly issuers: readonly string[];
}

const none: UserWays = { hasPassword: false, passkeys: 0, issuers: [] };

/** The ways of each of these users that the scope sees. */
export async function waysOf(tx: Tx, userIds: readonly string[]): Promise<(userId: string) => UserWays> {
  if (userIds.length === 0) return () => none;
  const { rows } = await sql<{ id: string; has_password: boolean; passkeys: number; issuers: string[] }>`
    select app_user.id,
      exists (select 1 from user_account where user_account.user_id = app_user.id
        and user_account.provider_id = 'credential' and user_account.password_hash is not null) as has_password,
      (select count(*) from passkey where passkey.user_id = app_user.id
        and passkey.suspended_at is null) as passkeys,
      array(select distinct substr(user_account.provider_id, ${linkPrefix.length + 1}::integer) from user_account
        where user_account.user_id = app_user.id and user_account.provider_id like ${`${linkPrefix}%`}
        order by 1) as issuers
    from app_user where app_user.id = any(${[...userIds]}::uuid[])`.execute(tx);
  const byId = new Map(
    rows.map(({ id, has_password, passkeys, issuers }) => [
      id,
      { hasPassword: has_password, passkeys, issuers },
    ]),
  );
  return (userId) => byId.get(userId) ?? none;
}

/** Holds a user for this transaction: of two who take away a way to sign in, one waits for the other. */
export async function lockUser(tx: Tx, userId: UserId): Promise<void> {
  await tables(tx)
    .selectFrom('app_user')
    .select('app_user.id')
    .where('app_user.id', '=', userId)
    .forUpdate()
    .execute();
}

/** The short name and side of a user's company, and the user's address: what the settings ask about. */
export async function standingOf(
  tx: Tx,
  userId: string,
): Promise<{
  readonly email: string;
  readonly slug: string;
  readonly kind: 'provider' | 'customer';
  readonly disabled: boolean;
} | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select(['app_user.email', 'app_user.disabled_at', 'company.slug', 'company.kind', 'company.status'])
    .where('app_user.id', '=', userId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { email, slug, kind, disabled_at, status } = row;
  return { email, slug, kind, disabled: disabled_at !== null || status === 'erased' };
}

/** The hash of a user's password, as the sign-in library made it; null without one. */
export async function passwordHashOf(tx: Tx, userId: UserId): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom('user_account')
    .select('user_account.password_hash')
    .where('user_account.user_id', '=', userId)
    .where('user_account.provider_id', '=', 'credential')
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

/** When the user of a session last proved who it is; null when there is no such session. */
export async function provedAt(tx: Tx, sessionId: string): Promise<Date | null> {
  const row = await tables(tx)
    .selectFrom('user_session')
    .select(['user_session.created_at', 'user_session.proved_at'])
    .where('user_session.id', '=', sessionId)
    .executeTakeFirst();
  return row === undefined ? null : (row.proved_at ?? row.created_at);
}

export async function noteProof(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('user_session')
    .set({ proved_at: now })
    .where('user_session.id', '=', sessionId)
    .execute();
}

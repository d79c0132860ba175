import { newId, type CompanyId, type Id, type UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { hashToken, newToken } from '../platform/secret/index.ts';
import type { Permission } from './permission.ts';
import { tables } from './tables-store.ts';

/** What lets a program act for a user; the token itself is known to its holder only. */
export interface ApiToken {
  readonly id: Id<'token'>;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}

/** API tokens start with this, so that a leaked one is recognised. */
export const tokenPrefix = 'tcn';

const columns = [
  'api_token.id',
  'api_token.name',
  'api_token.permissions',
  'api_token.expires_at',
  'api_token.last_used_at',
  'api_token.created_at',
] as const;

export async function listTokens(tx: Tx, userId: UserId): Promise<readonly ApiToken[]> {
  const rows = await tables(tx)
    .selectFrom('api_token')
    .select(columns)
    .where('api_token.user_id', '=', userId)
    .orderBy('api_token.created_at')
    .orderBy('api_token.id')
    .execute();
  return rows.map((row) => ({
    id: row.id as Id<'token'>,
    name: row.name,
    permissions: row.permissions,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  }));
}

export interface NewApiToken {
  readonly companyId: CompanyId;
  readonly userId: UserId;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly expiresAt: Date | null;
}

/** Makes a token; what is returned as `token` is stored as a hash only and never shown again. */
export async function insertToken(
  tx: Tx,
  wanted: NewApiToken,
  now: Date,
): Promise<ApiToken & { readonly token: string }> {
  const token = newToken(tokenPrefix);
  const id = newId<'token'>(now);
  const permissions = [...new Set(wanted.permissions)].sort();
  await tables(tx)
    .insertInto('api_token')
    .values({
      id,
      company_id: wanted.companyId,
      user_id: wanted.userId,
      name: wanted.name,
      token_hash: hashToken(token),
      permissions,
      expires_at: wanted.expiresAt,
      created_at: now,
    })
    .execute();
  const { name, expiresAt } = wanted;
  return { id, name, permissions, expiresAt, lastUsedAt: null, createdAt: now, token };
}

/** False when the user has no such token. */
export async function deleteToken(tx: Tx, userId: UserId, id: string): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('api_token')
    .where('api_token.id', '=', id)
    .where('api_token.user_id', '=', userId)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export async function deleteTokensOf(tx: Tx, userId: UserId): Promise<void> {
  await tables(tx).deleteFrom('api_token').where('api_token.user_id', '=', userId).execute();
}

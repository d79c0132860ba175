import { sql } from 'kysely';
import type { Db, Tx } from '../platform/postgres/index.ts';
import { tables } from './tables-store.ts';

/** The provider's name, which everybody may know; empty before the set-up. */
export async function providerName(db: Db | Tx): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`select tocsin.provider_name() as name`.execute(db);
  return rows[0]?.name ?? '';
}

/** Whether the provider exists: the set-up is done. */
export async function providerExists(tx: Tx): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('company')
    .select('company.id')
    .where('company.kind', '=', 'provider')
    .executeTakeFirst();
  return row !== undefined;
}

export async function saveSetupLink(tx: Tx, tokenHash: string, now: Date, expiresAt: Date): Promise<void> {
  await tables(tx).deleteFrom('setup_link').where('setup_link.expires_at', '<=', now).execute();
  await tables(tx)
    .insertInto('setup_link')
    .values({ token_hash: tokenHash, created_at: now, expires_at: expiresAt })
    .execute();
}

export async function setupLinkOpen(tx: Tx, tokenHash: string, now: Date): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('setup_link')
    .select('setup_link.token_hash')
    .where('setup_link.token_hash', '=', tokenHash)
    .where('setup_link.expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteSetupLinks(tx: Tx): Promise<void> {
  await tables(tx).deleteFrom('setup_link').execute();
}

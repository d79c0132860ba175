import type { Selectable } from 'kysely';
import { minuteMs, newId, type Clock, type CompanyId, type Id, type UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { hashToken } from '../platform/secret/index.ts';
import type { Passkey } from './passkey.ts';
import { tables, type PasskeyRow } from './tables-store.ts';

/** How long an authenticator may take: as long as a sign-in page may stand open. */
export const challengeMs = 10 * minuteMs;

const columns = [
  'passkey.id',
  'passkey.company_id',
  'passkey.user_id',
  'passkey.name',
  'passkey.credential_id',
  'passkey.public_key',
  'passkey.counter',
  'passkey.transports',
  'passkey.synced',
  'passkey.created_at',
  'passkey.last_used_at',
  'passkey.suspended_at',
] as const;

const selection = (tx: Tx) => tables(tx).selectFrom('passkey').select(columns);

/** The passkeys of a user, oldest first. */
export async function passkeysOf(tx: Tx, userId: UserId): Promise<readonly Passkey[]> {
  const rows = await selection(tx)
    .where('passkey.user_id', '=', userId)
    .orderBy('passkey.created_at')
    .orderBy('passkey.id')
    .execute();
  return rows.map(toPasskey);
}

/** The passkey that an authenticator names; nobody else uses it until the transaction ends. */
export async function lockPasskey(tx: Tx, credentialId: string): Promise<Passkey | null> {
  const row = await selection(tx)
    .where('passkey.credential_id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toPasskey(row);
}

/** Whose passkey an authenticator names. In system scope: nobody is known yet. */
export async function ownerOfPasskey(
  tx: Tx,
  credentialId: string,
): Promise<{
  readonly id: Passkey['id'];
  readonly email: string;
  readonly companyId: CompanyId;
} | null> {
  const row = await tables(tx)
    .selectFrom('passkey')
    .innerJoin('app_user', 'app_user.id', 'passkey.user_id')
    .select(['passkey.id', 'passkey.company_id', 'app_user.email'])
    .where('passkey.credential_id', '=', credentialId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { id: row.id as Id<'passkey'>, email: row.email, companyId: row.company_id as CompanyId };
}

/** Writes a new passkey; null when an authenticator has it already, also somebody else's. */
export async function insertPasskey(
  tx: Tx,
  passkey: Omit<Passkey, 'id' | 'createdAt' | 'lastUsedAt' | 'suspendedAt'>,
  now: Date,
): Promise<Passkey | null> {
  const row = await tables(tx)
    .insertInto('passkey')
    .values({
      id: newId(now),
      company_id: passkey.companyId,
      user_id: passkey.userId,
      name: passkey.name,
      credential_id: passkey.credentialId,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: [...passkey.transports],
      synced: passkey.synced,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : toPasskey(row);
}

/** False when the user has no such passkey. */
export async function renamePasskey(tx: Tx, userId: UserId, id: string, name: string): Promise<boolean> {
  const renamed = await tables(tx)
    .updateTable('passkey')
    .set({ name })
    .where('passkey.id', '=', id)
    .where('passkey.user_id', '=', userId)
    .executeTakeFirst();
  return renamed.numUpdatedRows === 1n;
}

export async function deletePasskey(tx: Tx, passkey: Pick<Passkey, 'id' | 'companyId'>): Promise<void> {
  await tables(tx)
    .deleteFrom('passkey')
    .where('passkey.id', '=', passkey.id)
    .where('passkey.company_id', '=', passkey.companyId)
    .execute();
}

/** Notes a use: the counter that the next one must exceed. */
export async function notePasskeyUse(
  tx: Tx,
  passkey: Passkey,
  use: { readonly counter: number; readonly synced: boolean },
  now: Date,
): Promise<void> {
  await tables(tx)
    .updateTable('passkey')
    .set({ counter: use.counter, synced: use.synced, last_used_at: now })
    .where('passkey.id', '=', passkey.id)
    .where('passkey.company_id', '=', passkey.companyId)
    .execute();
}

export async function suspendPasskey(tx: Tx, passkey: Passkey, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('passkey')
    .set({ suspended_at: now })
    .where('passkey.id', '=', passkey.id)
    .where('passkey.company_id', '=', passkey.companyId)
    .execute();
}

export type ChallengePurpose = 'add' | 'sign_in' | 'prove';

/** Remembers what an authenticator is asked to sign, for ten minutes. In system scope. */
export async function saveChallenge(
  tx: Tx,
  challenge: string,
  purpose: ChallengePurpose,
  userId: UserId | null,
  clock: Clock,
): Promise<void> {
  await tables(tx)
    .insertInto('passkey_challenge')
    .values({
      challenge_hash: hashToken(challenge),
      purpose,
      user_id: userId,
      expires_at: new Date(clock.now().getTime() + challengeMs),
    })
    .execute();
}

/** Takes a challenge out of the world; false when it was none, is used up, or has expired. In system scope. */
export async function takeChallenge(
  tx: Tx,
  challenge: string,
  purpose: ChallengePurpose,
  userId: UserId | null,
  clock: Clock,
): Promise<boolean> {
  const taken = await tables(tx)
    .deleteFrom('passkey_challenge')
    .where('passkey_challenge.challenge_hash', '=', hashToken(challenge))
    .where('passkey_challenge.purpose', '=', purpose)
    .where('passkey_challenge.user_id', userId === null ? 'is' : '=', userId)
    .where('passkey_challenge.expires_at', '>', clock.now())
    .executeTakeFirst();
  return taken.numDeletedRows === 1n;
}

const toPasskey = (row: Selectable<PasskeyRow>): Passkey => ({
  id: row.id as Id<'passkey'>,
  companyId: row.company_id as CompanyId,
  userId: row.user_id as UserId,
  name: row.name,
  credentialId: row.credential_id,
  publicKey: new Uint8Array(row.public_key),
  counter: row.counter,
  transports: row.transports,
  synced: row.synced,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  suspendedAt: row.suspended_at,
});

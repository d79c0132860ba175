import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { systemScope, type Clock } from '../kernel/index.ts';
import { inScope, type Db, type Tx } from '../platform/postgres/index.ts';
import { chargeAttempt, type AttemptDecision } from './lock-out.ts';
import { tables } from './tables-store.ts';

/** The key of an account in tables that unknown addresses reach too: a hash, so that they hold no addresses. */
export const accountKey = (email: string): string => sha256(email.trim().toLowerCase());

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What is tried. Each has its own count: who guesses at a password does not lock the account's passkeys. */
export type TriedWay = 'password' | 'passkey';
const triedWays: readonly TriedWay[] = ['password', 'passkey'];

/** Nobody can claim an address whose key is that of a passkey: addresses are trimmed, this begins with a space. */
const attemptKey = (email: string, way: TriedWay): string =>
  way === 'password' ? accountKey(email) : sha256(` ${way}:${email.trim().toLowerCase()}`);

/** Charges an attempt to sign in, in a transaction of its own: it counts whatever becomes of the request. */
export async function beginAttempt(
  db: Db,
  clock: Clock,
  email: string,
  way: TriedWay = 'password',
): Promise<AttemptDecision> {
  const account = attemptKey(email, way);
  const now = clock.now();
  return inScope(db, systemScope('sign-in'), async (tx) => {
    const known = tables(tx);
    await known
      .insertInto('sign_in_attempt')
      .values({ account, failures: 0, last_at: now, locked_until: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await known
      .selectFrom('sign_in_attempt')
      .select(['sign_in_attempt.failures', 'sign_in_attempt.last_at', 'sign_in_attempt.locked_until'])
      .where('sign_in_attempt.account', '=', account)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = { failures: row.failures, lastAt: row.last_at, lockedUntil: row.locked_until };
    const decision = chargeAttempt(before, now);
    if (decision.kind === 'allowed') {
      const { failures, lastAt, lockedUntil } = decision.next;
      await known
        .updateTable('sign_in_attempt')
        .set({ failures, last_at: lastAt, locked_until: lockedUntil })
        .where('sign_in_attempt.account', '=', account)
        .execute();
    }
    return decision;
  });
}

/** Forgets an account's failures: it signed in, proved its mailbox, or an administrator unlocked it. */
export async function clearAttempts(tx: Tx, email: string): Promise<void> {
  await tables(tx)
    .deleteFrom('sign_in_attempt')
    .where(
      'sign_in_attempt.account',
      'in',
      triedWays.map((way) => attemptKey(email, way)),
    )
    .execute();
}

/** Until when each of these accounts is locked for some way, by address; those that are not are left out. */
export async function locksOf(
  tx: Tx,
  emails: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  if (emails.length === 0) return new Map();
  const byKey = new Map(
    emails.flatMap((email) => triedWays.map((way) => [attemptKey(email, way), email] as const)),
  );
  const rows = await tables(tx)
    .selectFrom('sign_in_attempt')
    .select(['sign_in_attempt.account', 'sign_in_attempt.locked_until'])
    .where('sign_in_attempt.account', 'in', [...byKey.keys()])
    .where('sign_in_attempt.locked_until', '>', now)
    .orderBy('sign_in_attempt.locked_until')
    .execute();
  return new Map(
    rows.flatMap(({ account, locked_until }) => {
      const email = byKey.get(account);
      return email === undefined || locked_until === null ? [] : [[email, locked_until] as const];
    }),
  );
}

/** Counts a request in the database that all processes share; false when its key has had more than `limit`. */
export async function withinRate(
  db: Db,
  clock: Clock,
  key: string,
  limit: number,
  windowSeconds: number,
): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select tocsin.count_request(${key}::text, ${clock.now()}::timestamptz, ${windowSeconds}::integer) as count`.execute(
    db,
  );
  return (rows[0]?.count ?? 0) <= limit;
}

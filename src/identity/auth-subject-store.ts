import { createHash } from 'node:crypto';
import { z } from 'zod';
import { systemScope, type CompanyId } from '../kernel/index.ts';
import { inScope, type Db, type Tx } from '../platform/postgres/index.ts';
import type { AuthFlow } from './auth-flow.ts';
import type { Answer, Subject } from './auth-request-service.ts';
import { passwordResetOf } from './auth-service.ts';
import type { Actor } from './principal.ts';
import { clearAttempts } from './sign-in-guard-store.ts';
import { tables } from './tables-store.ts';

const replySchema = z
  .object({ user: z.object({ id: z.string() }).optional(), twoFactorRedirect: z.boolean().optional() })
  .catch({});

/** Whom a flow was about, after the library answered. */
export async function subjectOf(
  tx: Tx,
  flow: AuthFlow,
  answer: Answer,
  caller: Actor,
  email: string | null,
): Promise<Subject> {
  const reply = answer.status < 400 ? replySchema.parse(answer.body ?? {}) : {};
  const userId = flow.subject === 'reset' ? passwordResetOf(tx) : (reply.user?.id ?? null);
  const known = userId !== null ? await findUser(tx, 'id', userId) : null;
  if (known !== null) return subjectFor(known);
  if (caller.kind !== 'anonymous') {
    return { actor: caller, companyId: caller.companyId, email, userId: callerId(caller) };
  }
  const claimed = email === null ? null : await findUser(tx, 'email', email.toLowerCase());
  // The password was right, the second step is still to come: it is that user.
  if (claimed !== null && reply.twoFactorRedirect === true) {
    return { ...subjectFor(claimed), email: null };
  }
  return claimedSubject(email, claimed?.company_id ?? null);
}

/** Someone who only claims an address. */
export async function subjectByEmail(db: Db, email: string | null): Promise<Subject> {
  if (email === null) return claimedSubject(null, null);
  const user = await inScope(db, systemScope('sign-in'), (tx) => findUser(tx, 'email', email.toLowerCase()));
  return claimedSubject(email, user?.company_id ?? null);
}

/** A user who has proved to be it. */
export async function subjectById(tx: Tx, userId: string): Promise<Subject> {
  const user = await findUser(tx, 'id', userId);
  return user === null ? claimedSubject(null, null) : subjectFor(user);
}

/** What follows a success: failures are forgotten, the time of the sign-in is kept. */
export async function afterSuccess(tx: Tx, flow: AuthFlow, subject: Subject, now: Date): Promise<void> {
  if (flow.subject === 'session' || subject.email === null || subject.userId === null) return;
  await clearAttempts(tx, subject.email);
  if (flow.subject !== 'reply') return;
  await tables(tx)
    .updateTable('app_user')
    .set({ last_sign_in_at: now })
    .where('app_user.id', '=', subject.userId)
    .execute();
}

/** Marks a TOTP code as used by a sign-in; false when it is the one that the last sign-in used (RFC 6238, 5.2). */
export async function useCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const hash = createHash('sha256').update(code).digest('hex');
  const marked = await tables(tx)
    .updateTable('two_factor')
    .set({ used_code: hash })
    .where('two_factor.user_id', '=', userId)
    .where('two_factor.used_code', 'is distinct from', hash)
    .executeTakeFirst();
  return marked.numUpdatedRows === 1n;
}

interface KnownUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company_id: string;
}

async function findUser(tx: Tx, by: 'id' | 'email', value: string): Promise<KnownUser | null> {
  const row = await tables(tx)
    .selectFrom('app_user')
    .select(['app_user.id', 'app_user.name', 'app_user.email', 'app_user.company_id'])
    .where(`app_user.${by}`, '=', value)
    .executeTakeFirst();
  return row ?? null;
}

const subjectFor = (user: KnownUser): Subject => ({
  actor: { kind: 'user', id: user.id, name: user.name, companyId: user.company_id as CompanyId },
  companyId: user.company_id as CompanyId,
  email: user.email,
  userId: user.id,
});

/** Someone who has proved nothing: anonymous, but a matter of the company whose account it is about. */
export const claimedSubject = (email: string | null, companyId: string | null): Subject => ({
  actor: { kind: 'anonymous', id: null, name: email ?? '', companyId: null },
  companyId: companyId as CompanyId | null,
  email: null,
  userId: null,
});

const callerId = (caller: Actor): string | null => (caller.kind === 'user' ? caller.id : null);

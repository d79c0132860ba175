import type { FastifyRequest } from 'fastify';
import type { UserId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { ambientTx } from './auth-adapter-service.ts';
import { libraryHeaders } from './auth-request-service.ts';
import type { Auth } from './auth-service.ts';
import type { SignInWay } from './sign-in-way.ts';
import { tables } from './tables-store.ts';

export interface WantedSession {
  readonly userId: UserId;
  readonly rememberMe: boolean;
  readonly way: SignInWay;
  /** When the user proved who it is, if that was not just now. */
  readonly provedAt: Date | null;
  readonly oidc: { readonly issuer: string; readonly sid: string | null } | null;
}

/** Opens a session; gives the lines for `set-cookie`, or null when the user is disabled or the company erased. */
export async function openSession(
  auth: Auth,
  tx: Tx,
  request: FastifyRequest,
  { userId, rememberMe, way, provedAt, oidc }: WantedSession,
): Promise<readonly string[] | null> {
  const { headers, response } = await ambientTx.run(tx, () =>
    auth.api.openSession({
      body: { userId, rememberMe },
      headers: libraryHeaders(request),
      returnHeaders: true,
    }),
  );
  if (response.sessionId === null) return null;
  await tables(tx)
    .updateTable('user_session')
    .set({ way, proved_at: provedAt, oidc_issuer: oidc?.issuer ?? null, oidc_sid: oidc?.sid ?? null })
    .where('user_session.id', '=', response.sessionId)
    .execute();
  return headers.getSetCookie();
}

import { ProblemError, type Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { mayUseOwnWays, type IdentityProvider } from './identity-provider.ts';
import { standingOf } from './sign-in-way-store.ts';

/** What somebody is told whose company signs in through its identity provider only. */
export const oidcRequired: Failure = {
  code: 'oidc_required',
  message: 'Your company signs in through its identity provider only. Choose it on the sign-in page.',
};

/** What somebody is told who has proved to be somebody that may no longer come in. */
export const accountDisabled: Failure = {
  code: 'account_disabled',
  message: 'Your account is disabled. Ask an administrator.',
};

/** Throws ProblemError `oidc_required` for a user who may sign in neither by password nor by passkey. */
export async function refuseWhereOidcRequired(
  providers: readonly IdentityProvider[],
  tx: Tx,
  userId: string,
): Promise<void> {
  const standing = await standingOf(tx, userId);
  if (standing !== null && !mayUseOwnWays(providers, standing)) throw new ProblemError(oidcRequired);
}

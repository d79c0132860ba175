import type { Tx } from '../platform/postgres/index.ts';
import { mayUseOwnWays, providersOf, type IdentityProvider } from './identity-provider.ts';
import { passkeySite } from './passkey.ts';
import type { Clock } from '../kernel/index.ts';
import type { Principal } from './principal.ts';
import { isFresh } from './sign-in-way.ts';
import { provedAt, standingOf, waysOf, type UserWays } from './sign-in-way-store.ts';

export interface WaysDeps {
  readonly publicUrl: () => string;
  readonly identityProviders: readonly IdentityProvider[];
}

/** Issuers by the names of the settings; those that the settings no longer have are named by themselves. */
export const namesOf = (
  providers: readonly IdentityProvider[],
  issuers: readonly string[],
): readonly string[] =>
  issuers.map((issuer) => providers.find((one) => one.issuer === issuer)?.name ?? issuer);

/** What a list shows of a user's ways to sign in. */
export const shownWays = (providers: readonly IdentityProvider[], ways: UserWays) => ({
  password: ways.hasPassword,
  passkeys: ways.passkeys,
  identityProviders: [...namesOf(providers, ways.issuers)],
});

/** How the caller may sign in. */
export async function ownWays(
  tx: Tx,
  { identityProviders, publicUrl }: WaysDeps,
  principal: Principal,
  clock: Clock,
) {
  const standing = await standingOf(tx, principal.userId);
  const allowed = standing !== null && mayUseOwnWays(identityProviders, standing);
  const ways = shownWays(identityProviders, (await waysOf(tx, [principal.userId]))(principal.userId));
  const last = principal.sessionId === undefined ? null : await provedAt(tx, principal.sessionId);
  return {
    ...ways,
    password: ways.password && allowed,
    passkeyOrigin: allowed ? (passkeySite(publicUrl())?.origin ?? null) : null,
    requiredProvider:
      allowed || standing === null ? null : (providersOf(identityProviders, standing)[0]?.name ?? null),
    proved: last !== null && isFresh(last, clock.now()),
  };
}

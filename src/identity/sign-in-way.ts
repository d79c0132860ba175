import { err, minuteMs, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';

/** How a session was opened. */
export const signInWays = ['password', 'passkey', 'oidc'] as const;
export type SignInWay = (typeof signInWays)[number];

/** How long a proof of who one is counts for what changes the ways to sign in. */
export const proofMs = 10 * minuteMs;

export const isFresh = (provedAt: Date, now: Date): boolean => now.getTime() - provedAt.getTime() < proofMs;

/** What a user could sign in with at this moment. */
export interface OpenWays {
  readonly password: boolean;
  /** Passkeys that are not suspended. */
  readonly passkeys: number;
  /** Links to identity providers that are set up for the user's company. */
  readonly identityLinks: number;
}

/** Whether a user may give up one passkey: a way to sign in must be left. `ownWays`: passwords and passkeys count. */
export function decidePasskeyRemoval(
  ways: OpenWays,
  passkey: { readonly suspended: boolean },
  ownWays: boolean,
): Result<void, Failure> {
  if (passkey.suspended) return ok(undefined);
  const others = (ownWays ? Number(ways.password) + ways.passkeys - 1 : 0) + ways.identityLinks;
  if (others > 0) return ok(undefined);
  return err({
    code: 'last_way_in',
    message: 'This passkey is your only way to sign in. Set a password or add another passkey first.',
  });
}

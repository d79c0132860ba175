import { z } from 'zod';
import type { Claims, IdentityProvider } from './identity-provider.ts';

/** Longest `sub` (OpenID Connect Core 1.0, 2). */
const longestSubject = 255;
const mostValues = 1_000;

const trueish = z
  .union([z.boolean(), z.literal('true'), z.literal('false')])
  .transform((value) => value === true || value === 'true');
const ignored = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

/** Claims of an ID token or of the userinfo endpoint; what is not as the standard says is taken for absent. */
const claimSet = z.looseObject({
  sub: z.string().min(1).max(longestSubject),
  email: ignored(z.string().trim().toLowerCase().max(254).pipe(z.email())),
  email_verified: ignored(trueish),
  name: ignored(z.string().trim().min(1)),
  locale: ignored(z.string()),
  amr: ignored(z.array(z.string())),
  auth_time: ignored(z.number().int().positive()),
  sid: ignored(z.string().min(1).max(500)),
});

/**
 * Joins what the ID token says with what the userinfo endpoint says. Who it is, and how and when it was
 * authenticated, tells the token alone; an address and whether it is verified come from one and the same place.
 */
export function readClaims(
  provider: Pick<IdentityProvider, 'roles'>,
  token: unknown,
  userinfo: unknown,
): Claims {
  const said = claimSet.parse(token);
  const more = userinfo === null ? null : claimSet.parse(userinfo);
  const address = said.email !== undefined && said.email !== null ? said : more;
  const claim = provider.roles?.claim ?? null;
  const roleValues = claim === null ? [] : (valuesAt(said, claim) ?? valuesAt(more, claim) ?? []);
  return {
    subject: said.sub,
    email: address?.email ?? null,
    emailVerified: address?.email_verified ?? false,
    name: said.name ?? more?.name ?? null,
    locale: said.locale ?? more?.locale ?? null,
    roleValues,
    amr: said.amr ?? [],
    authenticatedAt: typeof said.auth_time === 'number' ? new Date(said.auth_time * 1_000) : null,
    sid: said.sid ?? null,
  };
}

/** Whether the userinfo endpoint has to be asked for something that the token does not say. */
export function isShort(provider: Pick<IdentityProvider, 'roles'>, token: unknown): boolean {
  const said = claimSet.parse(token);
  const { roles } = provider;
  return (
    typeof said.email !== 'string' ||
    typeof said.name !== 'string' ||
    (roles !== null && valuesAt(said, roles.claim) === null)
  );
}

/** The texts of a claim: by its whole name, else by a path with dots. Null when there is none. */
function valuesAt(claims: unknown, name: string): readonly string[] | null {
  const whole = at(claims, name);
  const found = whole === undefined ? name.split('.').reduce(at, claims) : whole;
  if (typeof found === 'string') return [found];
  if (!Array.isArray(found)) return null;
  return found.slice(0, mostValues).filter((value) => typeof value === 'string');
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** What a sign-in at an identity provider remembers on our side. */
export const oidcRequestDetail = z.object({
  provider: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where the user wants to go: a path of the console. */
  redirect: z.string(),
  rememberMe: z.boolean(),
});

/** Only a path of this site is followed after signing in. */
const ownPath = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])/)
  .refine((path) => URL.parse(path, 'http://own.invalid')?.origin === 'http://own.invalid')
  .catch('/');

export const startQuery = z.object({
  redirect: ownPath.default('/'),
  remember: z.literal('1').optional().catch(undefined),
  /** Ask the identity provider to let the user sign in anew. */
  again: z.literal('1').optional().catch(undefined),
});

/** The entry of the settings that a path names. */
export const providerParams = z.object({ id: z.string() });

/** Other parameters (`code`, `iss`, `error`) are checked by the library. */
export const callbackQuery = z.object({ state: z.string().min(1).max(500).catch('') });

/** A logout token's claims (OpenID Connect Back-Channel Logout 1.0, 2.4). */
export const logoutClaims = z.looseObject({
  iat: z.number().int(),
  jti: z.string().min(1),
  sub: z.string().min(1).max(longestSubject).optional(),
  sid: z.string().min(1).max(500).optional(),
  nonce: z.never().optional(),
  events: z.looseObject({ 'http://schemas.openid.net/event/backchannel-logout': z.looseObject({}) }),
});
export const logoutBody = z.object({ logout_token: z.string().min(1).max(20_000) });

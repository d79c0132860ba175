import { z } from 'zod';
import { passkeyBody } from './passkey-schema.ts';
import { wireTime } from './route-schema.ts';

/** The part of an address behind the `@`; the page sends no more of it. */
const domain = z.string().trim().toLowerCase().min(1).max(253);

export const waysQuery = z.object({ domain: domain.optional() });
export const waysBody = z.object({
  /** Where the browser must be to use passkeys; null when this installation cannot have any. */
  passkeyOrigin: z.string().nullable(),
  identityProviders: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Its people sign in this way only. */
      required: z.boolean(),
    }),
  ),
  /** Whether customers have identity providers, which are offered by the domain of an address. */
  byDomain: z.boolean(),
});

export const userWaysBody = z.object({
  password: z.boolean(),
  twoFactorEnabled: z.boolean(),
  passkeys: z.array(passkeyBody),
  identityLinks: z.array(
    z.object({
      id: z.uuid(),
      issuer: z.string(),
      /** What the settings call it; null when they have none of this issuer any more. */
      name: z.string().nullable(),
      createdAt: wireTime,
      lastUsedAt: wireTime.nullable(),
    }),
  ),
});
export const userPasskeyParams = z.object({ id: z.uuid().toLowerCase(), passkeyId: z.uuid().toLowerCase() });
export const userLinkParams = z.object({ id: z.uuid().toLowerCase(), linkId: z.uuid().toLowerCase() });

export const identityProviderList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      issuer: z.string(),
      /** Short name of the company whose people it signs in. */
      who: z.string(),
      domains: z.array(z.string()),
      required: z.boolean(),
      createUsers: z.boolean(),
      /** The one account that may do without it, where it is required. */
      breakGlass: z.string().nullable(),
      /** What the settings name and there is not. */
      missing: z.array(z.enum(['company', 'break_glass_account'])),
      /** What has to be registered there. */
      redirectUri: z.string(),
      logoutUri: z.string(),
    }),
  ),
});
export const providerIdParams = z.object({ id: z.string().min(1).max(40) });
export const providerCheckBody = z.object({
  ok: z.boolean(),
  /** The problem code, when it is not. */
  code: z.string().nullable(),
  message: z.string().nullable(),
});

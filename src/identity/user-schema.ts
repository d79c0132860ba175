import { z } from 'zod';
import { emailAddress, localeName, personName, thingName } from './company-schema.ts';
import { permissions, roles } from './permission.ts';
import { pageOf, pageQuery, wireTime } from './route-schema.ts';
import { signInWays } from './sign-in-way.ts';

/** Length in characters; better-auth's own limits are the same (auth-service.ts). */
export const passwordText = z.string().min(12).max(128);

export const userBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  companyName: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  locale: z.string(),
  disabled: z.boolean(),
  twoFactorEnabled: z.boolean(),
  /** What the user has to sign in with. */
  signIn: z.object({
    password: z.boolean(),
    /** How many that are not suspended. */
    passkeys: z.number().int(),
    /** Names of the identity providers that the user is linked to. */
    identityProviders: z.array(z.string()),
  }),
  lastSignInAt: wireTime.nullable(),
  /** Until when failed sign-ins lock the account. */
  lockedUntil: wireTime.nullable(),
  createdAt: wireTime,
});
export const userPage = pageOf(userBody);
export const userListQuery = pageQuery.extend({
  companyId: z.uuid().optional(),
  q: z.string().max(200).optional(),
});
export const userChangeBody = z.strictObject({
  role: z.enum(roles).optional(),
  disabled: z.boolean().optional(),
  name: personName.optional(),
  locale: localeName.optional(),
});

export const invitationBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  companyName: z.string(),
  email: z.string(),
  role: z.enum(roles),
  expiresAt: wireTime,
  createdAt: wireTime,
});
export const invitationList = z.object({ items: z.array(invitationBody) });
export const newInvitationBody = z.strictObject({
  email: emailAddress,
  role: z.enum(roles),
  companyId: z.uuid(),
});
export const tokenParams = z.object({ token: z.string().min(1).max(200) });
export const openInvitation = z.object({
  email: z.string(),
  role: z.enum(roles),
  companyName: z.string(),
  providerName: z.string(),
  expiresAt: wireTime,
  /** Identity providers by which the invitation can be accepted. */
  identityProviders: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Whether it can be accepted with a password. */
  password: z.boolean(),
});
export const acceptInvitationBody = z.strictObject({
  name: personName,
  password: passwordText,
  locale: localeName.optional(),
});

export const apiTokenShape = {
  id: z.uuid(),
  name: z.string(),
  permissions: z.array(z.string()),
  expiresAt: wireTime.nullable(),
  lastUsedAt: wireTime.nullable(),
  createdAt: wireTime,
};
export const apiTokenList = z.object({ items: z.array(z.object(apiTokenShape)) });
export const newApiTokenBody = z.strictObject({
  name: thingName,
  permissions: z.array(z.enum(permissions)).min(1).max(permissions.length),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
});
/** The only reply that ever holds the token. */
export const madeApiToken = z.object({ ...apiTokenShape, token: z.string() });

export const setupQuery = z.object({ token: z.string().min(1).max(200) });
export const setupState = z.object({
  state: z.enum(['open', 'done', 'invalid']),
  providerName: z.string().nullable(),
});
export const setupBody = z.strictObject({
  token: z.string().min(1).max(200),
  providerName: thingName,
  name: personName,
  email: emailAddress,
  password: passwordText,
  locale: localeName.default('en'),
});

export const sessionBody = z.object({
  user: z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    locale: z.string(),
    twoFactorEnabled: z.boolean(),
  }),
  /** How you may sign in, and what the console offers for it. */
  signIn: z.object({
    /** Whether you have a password and may use it. */
    password: z.boolean(),
    passkeys: z.number().int(),
    identityProviders: z.array(z.string()),
    /** Where the browser must be to make and use passkeys; null when you cannot have any here. */
    passkeyOrigin: z.string().nullable(),
    /** Name of the identity provider that you have to use, if you have to. */
    requiredProvider: z.string().nullable(),
    /** Whether you have proved lately who you are, so that the ways to sign in can be changed. */
    proved: z.boolean(),
  }),
  kind: z.enum(['provider', 'customer']),
  companyId: z.uuid(),
  companyName: z.string(),
  roles: z.array(z.enum(roles)),
  permissions: z.array(z.enum(permissions)),
  provider: z.object({ name: z.string() }),
  mail: z.object({ configured: z.boolean(), outboxPath: z.string().nullable() }),
  version: z.string(),
});
export const ownChangeBody = z.strictObject({ name: personName.optional(), locale: localeName.optional() });
export const openSessions = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      /** Whether it is the session that asks. */
      current: z.boolean(),
      ipAddress: z.string(),
      userAgent: z.string(),
      way: z.enum(signInWays),
      createdAt: wireTime,
      expiresAt: wireTime,
    }),
  ),
});

import { z } from 'zod';
import { longestPassword } from './auth-service.ts';
import { thingName } from './company-schema.ts';
import { wireTime } from './route-schema.ts';

/** Bytes in base64url, as browsers write them in JSON (WebAuthn Level 3, 5.1.8). */
const bytes = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

const credential = {
  id: bytes(1_400),
  rawId: bytes(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};

/** What a browser gives after making a passkey: RegistrationResponseJSON. */
export const newPasskeyResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes(4_000),
    attestationObject: bytes(20_000),
    transports: z.array(z.string().min(1).max(40)).max(10).default([]),
  }),
});

/** What a browser gives after using a passkey: AuthenticationResponseJSON. */
export const passkeyResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes(4_000),
    authenticatorData: bytes(4_000),
    signature: bytes(8_000),
    userHandle: bytes(100).nullish(),
  }),
});

export const passkeyBody = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Kept on several devices by the maker of the authenticator. */
  synced: z.boolean(),
  /** It was found to exist twice, and opens nothing any more. */
  suspended: z.boolean(),
  createdAt: wireTime,
  lastUsedAt: wireTime.nullable(),
});
export const passkeyList = z.object({ items: z.array(passkeyBody) });
export const newPasskeyBody = z.strictObject({ name: thingName, response: newPasskeyResponse });
export const passkeyChangeBody = z.strictObject({ name: thingName });

/** What `navigator.credentials.create` and `.get` are called with, in WebAuthn's JSON form. */
export const authenticatorOptions = z.looseObject({ challenge: z.string() });

/** One proof of who one is: the password, or a passkey. */
export const proofBody = z.union([
  z.strictObject({ password: z.string().min(1).max(longestPassword) }),
  z.strictObject({ passkey: passkeyResponse }),
]);
export const passkeySignIn = z.strictObject({
  response: passkeyResponse,
  rememberMe: z.boolean().default(true),
});

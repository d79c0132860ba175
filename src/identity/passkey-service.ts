import { randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { userHandleOf, type Passkey, type PasskeySite } from './passkey.ts';
import type { newPasskeyResponse, passkeyResponse } from './passkey-schema.ts';
import { challengeMs } from './passkey-store.ts';
import type { User } from './user.ts';

/** EdDSA, ES256, RS256 (COSE): what authenticators in use can do. */
const algorithms = [-8, -7, -257];
const challengeBytes = 32;

type NewResponse = z.output<typeof newPasskeyResponse>;
type Response = z.output<typeof passkeyResponse>;
type Options = Readonly<Record<string, unknown>> & { readonly challenge: string };

/** What the browser is asked to make a passkey with: one that is found without a name and checks who holds it. */
export async function optionsToAdd(
  site: PasskeySite,
  user: Pick<User, 'id' | 'name' | 'email'>,
  existing: readonly Passkey[],
): Promise<Options> {
  const options = await generateRegistrationOptions({
    rpName: 'Tocsin',
    rpID: site.rpId,
    userID: new Uint8Array(Buffer.from(userHandleOf(user.id), 'base64url')),
    userName: user.email,
    userDisplayName: user.name,
    challenge: new Uint8Array(randomBytes(challengeBytes)),
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: existing.map(described),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return { ...options };
}

/** What the browser is asked to sign. Without `among` it offers every passkey that it has for this site. */
export async function optionsToUse(site: PasskeySite, among: readonly Passkey[] = []): Promise<Options> {
  const options = await generateAuthenticationOptions({
    rpID: site.rpId,
    challenge: new Uint8Array(randomBytes(challengeBytes)),
    timeout: challengeMs,
    userVerification: 'required',
    allowCredentials: among.map(described),
  });
  return { ...options };
}

const described = ({ credentialId, transports }: Passkey): { id: string; transports: string[] } => ({
  id: credentialId,
  transports: [...transports],
});

const clientData = z.object({ challenge: z.string().min(1).max(200), crossOrigin: z.boolean().optional() });

/** The challenge that a response answers; null when it cannot be read, or was made inside another site's page. */
export function challengeIn(response: { readonly clientDataJSON: string }): string | null {
  try {
    const text = Buffer.from(response.clientDataJSON, 'base64url').toString('utf8');
    const { challenge, crossOrigin } = clientData.parse(JSON.parse(text));
    return crossOrigin === true ? null : challenge;
  } catch {
    return null;
  }
}

/** Checks a new passkey's response to a challenge of ours. */
export async function verifyNew(
  site: PasskeySite,
  given: NewResponse,
  challenge: string,
): Promise<Result<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'synced'>, Failure>> {
  try {
    if (!isUnattested(given)) return invalid;
    const { registrationInfo } = await verifyRegistrationResponse({
      response: given as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo === undefined) return invalid;
    const { credential, credentialBackedUp } = registrationInfo;
    return ok({
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      synced: credentialBackedUp,
    });
  } catch {
    // The library throws whatever it dislikes in what the browser sent.
    return invalid;
  }
}

/**
 * No maker's certificates, which we do not ask for (`attestationType: 'none'`): checking them would mean to fetch
 * revocation lists from wherever the certificate says. A signature by the new key itself is harmless.
 */
function isUnattested(given: NewResponse): boolean {
  const bytes = new Uint8Array(Buffer.from(given.response.attestationObject, 'base64url'));
  const attestation = decodeAttestationObject(bytes);
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}

/**
 * Checks a passkey's signature over a challenge of ours, and that its holder was verified. The counter is only
 * read: whether it shows a clone is decided afterwards, so that nobody without the key can make it look like one.
 */
export async function verifyUse(
  site: PasskeySite,
  passkey: Passkey,
  given: Response,
  challenge: string,
): Promise<Result<{ readonly counter: number; readonly synced: boolean }, Failure>> {
  const { userHandle } = given.response;
  if (typeof userHandle === 'string' && userHandle !== userHandleOf(passkey.userId)) return refused;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: given as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    });
    if (!verified) return refused;
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return ok({ counter: newCounter, synced: credentialBackedUp });
  } catch {
    return refused;
  }
}

const invalid: Result<never, Failure> = err({
  code: 'passkey_invalid',
  message: 'The browser’s answer does not fit. Try again.',
});
const refused: Result<never, Failure> = err({
  code: 'passkey_refused',
  message: 'The passkey was not accepted.',
});

import type { z } from 'zod';
import { err, ok, type Clock, type Result, type UserId } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { ActionRecorder } from './action.ts';
import { isClone, type Passkey, type PasskeySite } from './passkey.ts';
import type { passkeyResponse } from './passkey-schema.ts';
import { challengeIn, verifyUse } from './passkey-service.ts';
import { lockPasskey, notePasskeyUse, suspendPasskey, takeChallenge } from './passkey-store.ts';
import { systemActor } from './principal.ts';

/** A passkey's signature, for what it was asked, and by whom (null: whoever it belongs to). */
export interface PasskeyUse {
  readonly site: PasskeySite;
  readonly given: z.output<typeof passkeyResponse>;
  readonly purpose: 'sign_in' | 'prove';
  readonly userId: UserId | null;
}

interface Meta {
  readonly clock: Clock;
  readonly recorder: ActionRecorder;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

export const passkeyUnknown: Failure = {
  code: 'passkey_unknown',
  message: 'This passkey is not known here: it may have been removed. Sign in another way.',
};
const expired: Failure = {
  code: 'passkey_challenge_expired',
  message: 'This took too long or was done already. Try again.',
};
const suspended: Failure = {
  code: 'passkey_suspended',
  message:
    'This passkey is suspended: somebody else may have a copy of it. Sign in another way and replace it.',
};
const nameless: Failure = {
  code: 'passkey_refused',
  message: 'The passkey did not say whose it is. Sign in another way.',
};

/**
 * Accepts a passkey, or says why not. A challenge is used up either way, and a passkey whose counter ran backwards
 * is suspended and recorded: the caller commits the transaction (of system scope) also after a refusal.
 */
export async function acceptPasskey(tx: Tx, use: PasskeyUse, meta: Meta): Promise<Result<Passkey, Failure>> {
  const { site, given, purpose, userId } = use;
  const challenge = challengeIn(given.response);
  if (challenge === null || !(await takeChallenge(tx, challenge, purpose, userId, meta.clock))) {
    return err(expired);
  }
  const passkey = await lockPasskey(tx, given.id);
  if (passkey === null || (userId !== null && passkey.userId !== userId)) return err(passkeyUnknown);
  // Whose it is must come from the authenticator itself where nobody has said it before (WebAuthn, 7.2 step 6).
  if (userId === null && typeof given.response.userHandle !== 'string') return err(nameless);
  const verified = await verifyUse(site, passkey, given, challenge);
  if (!verified.ok) return verified;
  if (passkey.suspendedAt !== null) return err(suspended);
  const now = meta.clock.now();
  if (isClone(passkey.counter, verified.value.counter)) {
    await suspendPasskey(tx, passkey, now);
    await recordClone(tx, passkey, verified.value.counter, meta);
    return err(suspended);
  }
  await notePasskeyUse(tx, passkey, verified.value, now);
  return ok(passkey);
}

function recordClone(tx: Tx, passkey: Passkey, counter: number, meta: Meta): Promise<void> {
  return meta.recorder.record(tx, {
    eventName: 'passkey.suspend',
    at: meta.clock.now(),
    actor: systemActor('sign-in'),
    outcome: 'success',
    errorCode: null,
    readOnly: false,
    requestId: meta.requestId,
    sourceIp: meta.sourceIp,
    userAgent: meta.userAgent,
    resources: [
      { type: 'passkey', id: passkey.id },
      { type: 'user', id: passkey.userId },
    ],
    companyId: passkey.companyId,
    parameters: { reason: 'counter_ran_backwards', stored: passkey.counter, given: counter },
  });
}

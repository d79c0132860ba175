import type { FastifyInstance, FastifyRequest } from 'fastify';
import { err, systemScope, type Result } from '../kernel/index.ts';
import { ProblemError, type Failure } from '../platform/http/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { settle, userAgentOf } from './action-service.ts';
import { authFailure, signInFlow } from './auth-flow.ts';
import { limit, mountPost, parsed, perAddressAndAccount, type AuthMountDeps } from './auth-mount-service.ts';
import { describeAuth, type Answer, type Subject } from './auth-request-service.ts';
import { openSession } from './auth-session-service.ts';
import { afterSuccess, claimedSubject, subjectById } from './auth-subject-store.ts';
import { mayUseOwnWays } from './identity-provider.ts';
import { accountDisabled, oidcRequired } from './own-way-service.ts';
import { passkeySite, type Passkey, type PasskeySite } from './passkey.ts';
import { passkeySignIn } from './passkey-schema.ts';
import { optionsToUse } from './passkey-service.ts';
import { ownerOfPasskey, saveChallenge } from './passkey-store.ts';
import { acceptPasskey, passkeyUnknown } from './passkey-use-service.ts';
import { accountKey, beginAttempt } from './sign-in-guard-store.ts';
import { standingOf } from './sign-in-way-store.ts';

/** Sign-in pages that may be opened from one address in a minute: each asks for a challenge when it opens. */
const pagesPerMinute = 60;

/** The site that passkeys belong to. Throws ProblemError `passkey_unavailable`. */
export function siteOf(deps: Pick<AuthMountDeps, 'publicUrl'>): PasskeySite {
  const site = passkeySite(deps.publicUrl());
  if (site !== null) return site;
  throw new ProblemError({
    code: 'passkey_unavailable',
    message: 'Passkeys need https and a host name (or localhost): an administrator sets http.publicUrl.',
  });
}

/** Mounts signing in with a passkey. It stands for two factors: the device, and what unlocks it. */
export function mountPasskeySignIn(app: FastifyInstance, deps: AuthMountDeps): void {
  mountPost(app, deps, 'passkey/options', signInFlow, (request) => options(deps, request), pagesPerMinute);
  mountPost(app, deps, 'passkey/verify', signInFlow, (request) => signIn(deps, request));
}

async function options(deps: AuthMountDeps, request: FastifyRequest): Promise<Answer> {
  const body = await optionsToUse(siteOf(deps));
  await inScope(deps.db, systemScope('passkey-options'), (tx) =>
    saveChallenge(tx, body.challenge, 'sign_in', null, deps.clock),
  );
  // Nobody has done anything yet: the attempt that follows is what is recorded.
  settle(request);
  return { status: 200, cookies: [], body };
}

async function signIn(deps: AuthMountDeps, request: FastifyRequest): Promise<Answer> {
  const site = siteOf(deps);
  const { response: given, rememberMe } = parsed(passkeySignIn, request.body);
  const owner = await inScope(deps.db, systemScope('passkey-sign-in'), (tx) => ownerOfPasskey(tx, given.id));
  const claimed = claimedSubject(owner?.email ?? null, owner?.companyId ?? null);
  if (owner === null) return refuse(deps, request, claimed, null, passkeyUnknown);
  await limit(deps, `sign-in:${request.ip}:${accountKey(owner.email)}`, perAddressAndAccount);
  const decision = await beginAttempt(deps.db, deps.clock, owner.email, 'passkey');
  if (decision.kind === 'locked') {
    const retryAfter = Math.ceil(decision.retryAfterMs / 1_000);
    return refuse(deps, request, claimed, owner.id, { ...authFailure(429, 'SIGN_IN_LOCKED'), retryAfter });
  }
  const outcome = await inScope(deps.db, systemScope('auth:passkey'), async (tx) => {
    const accepted = await acceptPasskey(
      tx,
      { site, given, purpose: 'sign_in', userId: null },
      { ...deps, requestId: request.id, sourceIp: request.ip, userAgent: userAgentOf(request) },
    );
    return accepted.ok ? enter(deps, tx, request, accepted.value, rememberMe) : accepted;
  });
  if (!outcome.ok) return refuse(deps, request, claimed, owner.id, outcome.error);
  settle(request);
  return outcome.value;
}

/** Opens the session of a passkey that was accepted, with its record. */
async function enter(
  deps: AuthMountDeps,
  tx: Tx,
  request: FastifyRequest,
  passkey: Passkey,
  rememberMe: boolean,
): Promise<Result<Answer, Failure>> {
  const { userId } = passkey;
  const standing = await standingOf(tx, userId);
  if (standing === null || standing.disabled) return err(accountDisabled);
  if (!mayUseOwnWays(deps.identityProviders, standing)) return err(oidcRequired);
  const wanted = { userId, rememberMe, way: 'passkey', provedAt: null, oidc: null } as const;
  const cookies = await openSession(deps.auth(), tx, request, wanted);
  if (cookies === null) return err(accountDisabled);
  const subject = await subjectById(tx, userId);
  const action = describeAuth(deps.clock, request, signInFlow, 'success', null, subject);
  await deps.recorder.record(tx, {
    ...action,
    resources: [...action.resources, { type: 'passkey', id: passkey.id }],
    parameters: { way: 'passkey' },
  });
  await afterSuccess(tx, signInFlow, subject, deps.clock.now());
  return { ok: true, value: { status: 200, cookies, body: { user: { id: userId } } } };
}

/** Records the refusal, apart from what was undone or committed before, and throws it. */
async function refuse(
  deps: AuthMountDeps,
  request: FastifyRequest,
  subject: Subject,
  passkeyId: string | null,
  failure: Failure,
): Promise<never> {
  settle(request);
  const action = describeAuth(deps.clock, request, signInFlow, 'failed', failure.code, subject);
  await deps.recorder.recordApart({
    ...action,
    outcome: failure.code === 'sign_in_locked' || failure.code === 'oidc_required' ? 'denied' : 'failed',
    resources: passkeyId === null ? [] : [{ type: 'passkey', id: passkeyId }],
    parameters: { way: 'passkey' },
  });
  throw new ProblemError(failure);
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { err, ok, systemScope, type Result } from '../kernel/index.ts';
import { ProblemError, type Failure } from '../platform/http/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { settle, userAgentOf } from './action-service.ts';
import { authFailure, proofFlow } from './auth-flow.ts';
import { mountPost, parsed, type AuthMountDeps } from './auth-mount-service.ts';
import { describeAuth, type Answer } from './auth-request-service.ts';
import { subjectById } from './auth-subject-store.ts';
import { proofBody } from './passkey-schema.ts';
import { optionsToUse } from './passkey-service.ts';
import { siteOf } from './passkey-sign-in-routes.ts';
import { passkeysOf, saveChallenge } from './passkey-store.ts';
import { acceptPasskey } from './passkey-use-service.ts';
import type { Principal } from './principal.ts';
import { beginAttempt, clearAttempts } from './sign-in-guard-store.ts';
import { proofMs } from './sign-in-way.ts';
import { noteProof, passwordHashOf } from './sign-in-way-store.ts';

type SignedIn = Principal & { readonly sessionId: string };

/** Mounts proving once more who one is, in a session that stands open: by password or passkey. */
export function mountProof(app: FastifyInstance, deps: AuthMountDeps): void {
  mountPost(app, deps, 'proof/options', proofFlow, async (request) => {
    const { userId } = await signedIn(deps, request);
    const site = siteOf(deps);
    const body = await inScope(deps.db, systemScope('proof-options'), async (tx) => {
      const usable = (await passkeysOf(tx, userId)).filter((passkey) => passkey.suspendedAt === null);
      const options = await optionsToUse(site, usable);
      await saveChallenge(tx, options.challenge, 'prove', userId, deps.clock);
      return options;
    });
    settle(request);
    return { status: 200, cookies: [], body };
  });
  mountPost(app, deps, 'proof', proofFlow, (request) => prove(deps, request));
}

async function signedIn(deps: AuthMountDeps, request: FastifyRequest): Promise<SignedIn> {
  const principal = await deps.authenticate(request);
  if (principal?.sessionId !== undefined) return { ...principal, sessionId: principal.sessionId };
  throw new ProblemError({ code: 'unauthenticated', message: 'Sign in first.' });
}

async function prove(deps: AuthMountDeps, request: FastifyRequest): Promise<Answer> {
  const principal = await signedIn(deps, request);
  const body = parsed(proofBody, request.body);
  const way = 'password' in body ? 'password' : 'passkey';
  const decision = await beginAttempt(deps.db, deps.clock, principal.email, way);
  const outcome: Result<Date, Failure> = await inScope(deps.db, systemScope('auth:proof'), async (tx) => {
    const proof =
      decision.kind === 'locked'
        ? err({
            ...authFailure(429, 'SIGN_IN_LOCKED'),
            retryAfter: Math.ceil(decision.retryAfterMs / 1_000),
          })
        : await checkProof(deps, tx, request, principal, body);
    const now = deps.clock.now();
    const code = proof.ok ? null : proof.error.code;
    const subject = await subjectById(tx, principal.userId);
    const refusal = decision.kind === 'locked' ? 'denied' : 'failed';
    const outcome = proof.ok ? 'success' : refusal;
    const action = describeAuth(deps.clock, request, proofFlow, outcome, code, subject);
    await deps.recorder.record(tx, { ...action, parameters: { way } });
    if (!proof.ok) return proof;
    await clearAttempts(tx, principal.email);
    await noteProof(tx, principal.sessionId, now);
    return ok(new Date(now.getTime() + proofMs));
  });
  settle(request);
  if (!outcome.ok) throw new ProblemError(outcome.error);
  return { status: 200, cookies: [], body: { provedUntil: outcome.value.toISOString() } };
}

async function checkProof(
  deps: AuthMountDeps,
  tx: Tx,
  request: FastifyRequest,
  { userId }: SignedIn,
  body: z.output<typeof proofBody>,
): Promise<Result<unknown, Failure>> {
  if ('passkey' in body) {
    const meta = {
      ...deps,
      requestId: request.id,
      sourceIp: request.ip,
      userAgent: userAgentOf(request),
    };
    return acceptPasskey(tx, { site: siteOf(deps), given: body.passkey, purpose: 'prove', userId }, meta);
  }
  const hash = await passwordHashOf(tx, userId);
  const { password } = await deps.auth().$context;
  const right = hash !== null && (await password.verify({ hash, password: body.password }));
  return right ? ok(null) : err(authFailure(400, 'INVALID_PASSWORD'));
}

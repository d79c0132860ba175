import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { systemScope } from '../kernel/index.ts';
import { ProblemError } from '../platform/http/index.ts';
import { addJob, type JobHandler } from '../platform/jobs/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { settle } from './action-service.ts';
import { ambientTx } from './auth-adapter-service.ts';
import {
  authFailure,
  authFlows,
  isThoughtless,
  signInFlow,
  thoughtless,
  type AuthFlow,
} from './auth-flow.ts';
import {
  emailIn,
  limit,
  mountPost,
  parsed,
  perAddressAndAccount,
  textIn,
  type AuthMountDeps,
} from './auth-mount-service.ts';
import { askLibrary, describeAuth, failureOf, sendAnswer, type Answer } from './auth-request-service.ts';
import { authPath, longestPassword } from './auth-service.ts';
import { afterSuccess, subjectByEmail, subjectOf, useCode } from './auth-subject-store.ts';
import { refuseWhereOidcRequired } from './own-way-service.ts';
import { actorOf } from './principal.ts';
import { accountKey, beginAttempt, withinRate } from './sign-in-guard-store.ts';

const resetsPerHour = 3;
const resetTask = 'identity-request-password-reset';
/** The second step of a sign-in; with a session it confirms that an authenticator works. */
const totpFlow = authFlows['two-factor/verify-totp'];
const resetFlow: AuthFlow = { operation: 'password.request_reset', subject: 'session', signedIn: false };

const credentials = z.object({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(longestPassword),
  rememberMe: z.boolean().default(true),
});
const resetRequest = z.object({ email: z.string().min(1).max(320) });

/** Mounts the sign-in flows below /api/auth. Each works in one transaction with its Activity Log record. */
export function mountAuth(app: FastifyInstance, deps: AuthMountDeps): void {
  app.get(`${authPath}/get-session`, { schema: { hide: true } }, async (request, reply) => {
    const answer = await inScope(deps.db, systemScope('session'), (tx) =>
      askLibrary(deps.auth(), tx, request, null),
    );
    return sendAnswer(reply, answer);
  });
  mountPost(app, deps, 'sign-in/email', signInFlow, (request) => signIn(deps, request));
  mountPost(app, deps, 'request-password-reset', resetFlow, (request) => requestReset(deps, request));
  for (const [path, flow] of Object.entries(authFlows)) {
    mountPost(app, deps, path, flow, (request) => run(deps, request, flow, request.body ?? {}));
  }
}

/** Jobs of the sign-in flows: a reset is looked into apart from its request, so that its time tells nothing. */
export function authJobs(deps: AuthMountDeps): Map<string, JobHandler> {
  const mail: JobHandler = async (payload) => {
    const { email } = resetRequest.parse(payload);
    await inScope(deps.db, systemScope('password-reset'), (tx) =>
      ambientTx.run(tx, () => deps.auth().api.requestPasswordReset({ body: { email } })),
    );
  };
  return new Map([[resetTask, mail]]);
}

async function signIn(deps: AuthMountDeps, request: FastifyRequest): Promise<Answer> {
  const { email, password, rememberMe } = parsed(credentials, request.body);
  await limit(deps, `sign-in:${request.ip}:${accountKey(email)}`, perAddressAndAccount);
  const decision = await beginAttempt(deps.db, deps.clock, email);
  if (decision.kind === 'locked') {
    const retryAfter = Math.ceil(decision.retryAfterMs / 1_000);
    throw new ProblemError({ ...authFailure(429, 'SIGN_IN_LOCKED'), retryAfter });
  }
  return run(deps, request, signInFlow, { email, password, rememberMe });
}

/** Says the same, in the same time, whether or not the address has an account. */
async function requestReset(deps: AuthMountDeps, request: FastifyRequest): Promise<Answer> {
  const { email } = parsed(resetRequest, request.body);
  const wanted = await withinRate(deps.db, deps.clock, `reset:${accountKey(email)}`, resetsPerHour, 3_600);
  const subject = await subjectByEmail(deps.db, email);
  await inScope(deps.db, systemScope('password-reset'), async (tx) => {
    if (wanted) await addJob(tx, resetTask, { email }, { maxAttempts: 5 });
    await deps.recorder.record(tx, describeAuth(deps.clock, request, resetFlow, 'success', null, subject));
  });
  settle(request);
  return { status: 200, cookies: [], body: { status: true } };
}

/** Lets the library work. What it writes, also when it refuses (counts of wrong codes), commits with the record. */
async function run(
  deps: AuthMountDeps,
  request: FastifyRequest,
  flow: AuthFlow,
  body: unknown,
): Promise<Answer> {
  const principal = await deps.authenticate(request);
  if (flow.signedIn && principal?.kind !== 'user') {
    throw new ProblemError({ code: 'unauthenticated', message: 'Sign in first.' });
  }
  const email = principal?.email ?? emailIn(body);
  const chosen = textIn(body, 'newPassword');
  if (chosen !== null && isThoughtless(chosen, email)) {
    throw new ProblemError(thoughtless);
  }
  const { answer, failure } = await inScope(deps.db, systemScope(`auth:${flow.operation}`), async (tx) => {
    const answer = await askLibrary(deps.auth(), tx, request, body);
    const failure = answer.status < 400 ? null : failureOf(answer);
    const subject = await subjectOf(tx, flow, answer, actorOf(principal, email ?? ''), email);
    if (failure === null && flow.subject === 'reply' && principal === null && subject.userId !== null) {
      await refuseWhereOidcRequired(deps.identityProviders, tx, subject.userId);
    }
    const code = textIn(body, 'code');
    if (
      failure === null &&
      flow === totpFlow &&
      principal === null &&
      subject.userId !== null &&
      code !== null
    ) {
      const fresh = await useCode(tx, subject.userId, code);
      if (!fresh) throw new ProblemError(authFailure(401, 'INVALID_CODE'));
    }
    const outcome = failure === null ? 'success' : 'failed';
    await deps.recorder.record(
      tx,
      describeAuth(deps.clock, request, flow, outcome, failure?.code ?? null, subject),
    );
    if (failure === null) await afterSuccess(tx, flow, subject, deps.clock.now());
    return { answer, failure };
  });
  settle(request);
  if (failure !== null) throw new ProblemError(failure);
  return answer;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { secondMs, systemScope, type UserId } from '../kernel/index.ts';
import { ProblemError, type Failure } from '../platform/http/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { recordRefusal, settle } from './action-service.ts';
import type { AuthFlow } from './auth-flow.ts';
import { limit, parsed } from './auth-mount-service.ts';
import { describeAuth } from './auth-request-service.ts';
import { authPath } from './auth-service.ts';
import { claimedSubject, subjectById } from './auth-subject-store.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { OidcLogout } from './oidc-client-service.ts';
import type { OidcMountDeps } from './oidc-routes.ts';
import { logoutBody, providerParams } from './oidc-schema.ts';
import { systemActor } from './principal.ts';
import { endOidcSessions, linkOf } from './identity-link-store.ts';

const perMinute = 60;
const logoutFlow: AuthFlow = { operation: 'session.end_by_provider', subject: 'session', signedIn: false };
const unknown: Failure = { code: 'oidc_unknown', message: 'There is no such identity provider.' };

/**
 * Mounts the back-channel logout (OpenID Connect Back-Channel Logout 1.0): an identity provider says that somebody
 * has signed out there, and the sessions that it opened here end. The caller is known by its token's signature.
 */
export function mountOidcLogout(app: FastifyInstance, deps: OidcMountDeps): void {
  // In a context of its own: no other route reads forms.
  void app.register((scoped, _options, done) => {
    scoped.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 64 * 1024 },
      (_request, body, parse) => parse(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scoped.route({
      method: 'POST',
      url: `${authPath}/oidc/:id/logout`,
      schema: { hide: true },
      config: { access: 'public' },
      onRequest: (request) => limit(deps, `oidc-logout:${request.ip}`, perMinute),
      handler: async (request, reply) => {
        await logOut(deps, request);
        return reply.header('cache-control', 'no-store').status(200).send();
      },
      onError: (request, _reply, error) =>
        recordRefusal(deps.recorder, request, error, (outcome, code) => ({
          ...describeAuth(deps.clock, request, logoutFlow, outcome, code, claimedSubject(null, null)),
          parameters: { identityProvider: providerIn(deps, request)?.id ?? null },
        })),
    });
    done();
  });
}

function providerIn(deps: OidcMountDeps, request: FastifyRequest): IdentityProvider | null {
  const { id } = providerParams.parse(request.params);
  return deps.identityProviders.find((one) => one.id === id) ?? null;
}

async function logOut(deps: OidcMountDeps, request: FastifyRequest): Promise<void> {
  const provider = providerIn(deps, request);
  if (provider === null) throw new ProblemError(unknown);
  const { logout_token } = parsed(logoutBody, request.body);
  const logout = await deps.oidcClient.readLogout(provider, logout_token);
  if (!logout.ok) throw new ProblemError(logout.error);
  await inScope(deps.db, systemScope('auth:oidc-logout'), async (tx) => {
    for (const userId of await endSessions(tx, provider, logout.value)) {
      const subject = { ...(await subjectById(tx, userId)), actor: systemActor('identity-provider') };
      await deps.recorder.record(tx, {
        ...describeAuth(deps.clock, request, logoutFlow, 'success', null, subject),
        parameters: { identityProvider: provider.id },
      });
    }
  });
  settle(request);
}

/** Whose sessions ended, each once. A token is believed for what was there when it was made, so a replay ends nothing new. */
async function endSessions(
  tx: Tx,
  { issuer }: IdentityProvider,
  { sid, subject, issuedAt }: OidcLogout,
): Promise<readonly UserId[]> {
  // Its time has whole seconds.
  const before = new Date(issuedAt.getTime() + secondMs);
  const link = sid === null && subject !== null ? await linkOf(tx, issuer, subject) : null;
  const which =
    sid !== null
      ? ({ kind: 'sid', sid } as const)
      : link === null
        ? null
        : ({ kind: 'user', userId: link.userId } as const);
  return which === null ? [] : [...new Set(await endOidcSessions(tx, issuer, which, before))];
}

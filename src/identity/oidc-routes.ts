import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { err, ok, systemScope, type Result } from '../kernel/index.ts';
import { ProblemError, type Failure } from '../platform/http/index.ts';
import { inScope, type Tx } from '../platform/postgres/index.ts';
import { newToken } from '../platform/secret/index.ts';
import { recordRefusal, settle } from './action-service.ts';
import { signInFlow } from './auth-flow.ts';
import { limit, type AuthMountDeps } from './auth-mount-service.ts';
import { describeAuth } from './auth-request-service.ts';
import { authPath, cookiePrefix } from './auth-service.ts';
import { openSession } from './auth-session-service.ts';
import { afterSuccess, claimedSubject, subjectById } from './auth-subject-store.ts';
import type { Claims, IdentityProvider } from './identity-provider.ts';
import { enterByClaims, type Entrance } from './oidc-account-service.ts';
import type { OidcClient } from './oidc-client-service.ts';
import { oidcRequestMs, saveOidcRequest, takeOidcRequest, type OidcRequest } from './oidc-request-store.ts';
import { callbackQuery, providerParams, startQuery } from './oidc-schema.ts';
import { accountDisabled } from './own-way-service.ts';
import { companyOf } from './identity-link-store.ts';

export interface OidcMountDeps extends AuthMountDeps {
  readonly oidcClient: OidcClient;
}

/** Steps of sign-ins at identity providers from one address in a minute. */
const perMinute = 60;
const browserToken = /^browser_[\w-]{43}$/;

const unknown: Failure = { code: 'oidc_unknown', message: 'There is no such identity provider.' };
const stateInvalid: Failure = {
  code: 'oidc_state_invalid',
  message:
    'This sign-in was not begun in this browser, took longer than ten minutes, or is over. Start again.',
};

/** Where an identity provider sends the browser back to: registered there, one for each, so that none answers for another. */
export const redirectUriOf = (publicUrl: string, provider: Pick<IdentityProvider, 'id'>): string =>
  new URL(`${authPath}/oidc/${provider.id}/callback`, publicUrl).href;

/**
 * Mounts signing in at an identity provider. Both are opened by the browser itself, so what goes wrong ends on the
 * sign-in page, with its code.
 */
export function mountOidc(app: FastifyInstance, deps: OidcMountDeps): void {
  const get = (
    step: string,
    work: (request: FastifyRequest, reply: FastifyReply) => Promise<string>,
  ): void => {
    app.get(
      `${authPath}/oidc/:id/${step}`,
      { schema: { hide: true }, config: { access: 'public' } },
      async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        const target = await work(request, reply).catch((error: unknown) => explain(deps, request, error));
        return reply.redirect(target, 302);
      },
    );
  };
  get('start', (request, reply) => start(deps, request, reply));
  get('callback', (request, reply) => finish(deps, request, reply));
}

/** The sign-in page with the refusal's code, after its record is written. */
async function explain(deps: OidcMountDeps, request: FastifyRequest, error: unknown): Promise<string> {
  const code = error instanceof ProblemError ? error.failure.code : 'internal';
  if (code === 'internal') request.log.error({ err: error }, 'a sign-in failed unexpectedly');
  const provider = providerIn(deps, request);
  const subject = claimedSubject(null, provider === null ? null : await companyIdOf(deps, provider));
  await recordRefusal(deps.recorder, request, error, (outcome, errorCode) => ({
    ...describeAuth(deps.clock, request, signInFlow, outcome, errorCode, subject),
    parameters: { way: 'oidc', identityProvider: provider?.id ?? null },
  }));
  const query = new URLSearchParams({ problem: code });
  if (provider !== null) query.set('provider', provider.id);
  return `/sign-in?${query.toString()}`;
}

function providerIn(deps: OidcMountDeps, request: FastifyRequest): IdentityProvider | null {
  const { id } = providerParams.parse(request.params);
  return deps.identityProviders.find((one) => one.id === id) ?? null;
}

function wantedProvider(deps: OidcMountDeps, request: FastifyRequest): IdentityProvider {
  const provider = providerIn(deps, request);
  if (provider === null) throw new ProblemError(unknown);
  return provider;
}

const companyIdOf = (deps: OidcMountDeps, { who }: IdentityProvider) =>
  inScope(deps.db, systemScope('oidc'), async (tx) => (await companyOf(tx, who))?.id ?? null);

/** Begins: remembers what the answer must fit, and sends the browser to the identity provider. */
async function start(deps: OidcMountDeps, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  await limit(deps, `oidc:${request.ip}`, perMinute);
  const provider = wantedProvider(deps, request);
  const { redirect, remember, again } = startQuery.parse(request.query);
  const checks = deps.oidcClient.newChecks();
  const redirectUri = redirectUriOf(deps.publicUrl(), provider);
  const url = await deps.oidcClient.authorizationUrl(provider, redirectUri, checks, again === '1');
  if (!url.ok) throw new ProblemError(url.error);
  // Kept over several sign-ins that are begun at once in one browser.
  const before = request.cookies[browserCookie(deps)] ?? '';
  const browser = browserToken.test(before) ? before : newToken('browser');
  const { state, nonce, verifier } = checks;
  await inScope(deps.db, systemScope('oidc-start'), (tx) =>
    saveOidcRequest(
      tx,
      deps.secretBox,
      { state, browser },
      { provider: provider.id, nonce, verifier, redirect, rememberMe: remember === '1' },
      deps.clock.now(),
    ),
  );
  setBrowserCookie(deps, reply, browser);
  return url.value.href;
}

/** `__Host-`: no other host, and no page without https, can set it. */
const browserCookie = (deps: OidcMountDeps): string =>
  isHttps(deps) ? `__Host-${cookiePrefix}.oidc` : `${cookiePrefix}.oidc`;

const isHttps = (deps: OidcMountDeps): boolean => new URL(deps.publicUrl()).protocol === 'https:';

function setBrowserCookie(deps: OidcMountDeps, reply: FastifyReply, value: string): void {
  void reply.setCookie(browserCookie(deps), value, {
    path: '/',
    httpOnly: true,
    // Not strict: the answer comes as a navigation from the identity provider's page.
    sameSite: 'lax',
    secure: isHttps(deps),
    maxAge: oidcRequestMs / 1_000,
  });
}

/** Ends: the answer must belong to a sign-in that this browser began here; then the account is looked for. */
async function finish(deps: OidcMountDeps, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  await limit(deps, `oidc:${request.ip}`, perMinute);
  const provider = wantedProvider(deps, request);
  const { state } = callbackQuery.parse(request.query);
  const browser = request.cookies[browserCookie(deps)] ?? '';
  const begun = await inScope(deps.db, systemScope('oidc-callback'), (tx) =>
    takeOidcRequest(tx, deps.secretBox, { state, browser }, deps.clock.now()),
  );
  if (begun?.provider !== provider.id) throw new ProblemError(stateInvalid);
  const callback = new URL(redirectUriOf(deps.publicUrl(), provider));
  callback.search = new URL(request.url, callback).search;
  const claims = await deps.oidcClient.claims(provider, callback, { state, ...begun });
  if (!claims.ok) throw new ProblemError(claims.error);
  const entered = await enter(deps, request, provider, claims.value, begun);
  if (!entered.ok) throw await refused(deps, request, provider, claims.value, entered.error);
  settle(request);
  for (const cookie of entered.value) void reply.header('set-cookie', cookie);
  return begun.redirect;
}

/** Finds the user, opens the session and records both, or neither. */
async function enter(
  deps: OidcMountDeps,
  request: FastifyRequest,
  provider: IdentityProvider,
  claims: Claims,
  begun: OidcRequest,
): Promise<Result<readonly string[], Failure>> {
  try {
    return await inScope(deps.db, systemScope('auth:oidc'), async (tx) => {
      const now = deps.clock.now();
      const entrance = await enterByClaims(tx, provider, claims, now);
      if (!entrance.ok) throw new ProblemError(entrance.error);
      const { user } = entrance.value;
      const { authenticatedAt, sid } = claims;
      const cookies = await openSession(deps.auth(), tx, request, {
        userId: user.id,
        rememberMe: begun.rememberMe,
        way: 'oidc',
        provedAt: authenticatedAt !== null && authenticatedAt < now ? authenticatedAt : null,
        oidc: { issuer: provider.issuer, sid },
      });
      if (cookies === null) throw new ProblemError(accountDisabled);
      await recordEntrance(deps, tx, request, provider, entrance.value);
      return ok(cookies);
    });
  } catch (error) {
    // Thrown so that the transaction rolled back.
    if (error instanceof ProblemError) return err(error.failure);
    if (error instanceof Error && 'code' in error && error.code === '23505') return err(raced);
    throw error;
  }
}

const raced: Failure = {
  code: 'conflict',
  message: 'The same person signed in at this very moment. Sign in again.',
};

async function recordEntrance(
  deps: OidcMountDeps,
  tx: Tx,
  request: FastifyRequest,
  provider: IdentityProvider,
  { user, consequences, link }: Entrance,
): Promise<void> {
  const subject = await subjectById(tx, user.id);
  const action = describeAuth(deps.clock, request, signInFlow, 'success', null, subject);
  for (const consequence of consequences) await deps.recorder.record(tx, { ...action, ...consequence });
  await deps.recorder.record(tx, {
    ...action,
    resources: [...action.resources, { type: 'identity_link', id: link }],
    parameters: { way: 'oidc', identityProvider: provider.id },
  });
  await afterSuccess(tx, signInFlow, subject, deps.clock.now());
}

/** Records a refusal that names the address which the identity provider gave. */
async function refused(
  deps: OidcMountDeps,
  request: FastifyRequest,
  provider: IdentityProvider,
  claims: Claims,
  failure: Failure,
): Promise<ProblemError> {
  settle(request);
  const subject = claimedSubject(claims.email, await companyIdOf(deps, provider));
  await deps.recorder.recordApart({
    ...describeAuth(deps.clock, request, signInFlow, 'denied', failure.code, subject),
    parameters: { way: 'oidc', identityProvider: provider.id, emailVerified: claims.emailVerified },
  });
  return new ProblemError(failure);
}

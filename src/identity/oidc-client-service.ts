import { createRemoteJWKSet, customFetch as joseFetch, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import { err, hourMs, ok, type Clock, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Claims, IdentityProvider } from './identity-provider.ts';
import { attempt, issuerWrong, logoutInvalid, tokenInvalid, unavailable } from './oidc-failure-service.ts';
import { boundedFetch } from './oidc-fetch-service.ts';
import { isShort, logoutClaims, readClaims } from './oidc-schema.ts';

const timeoutSeconds = 10;
/** How long a discovery document is believed before it is read again. */
const discoveryMs = hourMs;
/** Age at which a logout token is no longer believed. */
const logoutAge = '5m';
/** Signatures with a public key: never `none`, nor a shared secret. */
const signatures = ['RS256', 'PS256', 'ES256', 'RS384', 'PS384', 'ES384', 'RS512', 'PS512', 'ES512', 'EdDSA'];

/** What binds an answer to the question. */
export interface OidcChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Somebody whom an identity provider signed out. */
export interface OidcLogout {
  readonly subject: string | null;
  readonly sid: string | null;
  readonly issuedAt: Date;
}

/** Talks to identity providers: OpenID Connect, code flow with PKCE. Every answer is a Result; what it threw is logged. */
export interface OidcClient {
  /** Reads the discovery document, if it is not known: whether the provider is there and is the one it should be. */
  check(provider: IdentityProvider): Promise<Result<void, Failure>>;
  newChecks(): OidcChecks;
  /** Where the browser is sent. `again`: the user is to sign in anew. */
  authorizationUrl(
    provider: IdentityProvider,
    redirectUri: string,
    checks: OidcChecks,
    again: boolean,
  ): Promise<Result<URL, Failure>>;
  /** What the provider says of the person, for the address that the browser came back to. */
  claims(provider: IdentityProvider, callback: URL, checks: OidcChecks): Promise<Result<Claims, Failure>>;
  readLogout(provider: IdentityProvider, token: string): Promise<Result<OidcLogout, Failure>>;
}

interface Known {
  readonly config: oidc.Configuration;
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function createOidcClient({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Logger;
}): OidcClient {
  const known = new Map<string, Known>();

  async function knownOf(provider: IdentityProvider): Promise<Result<Known, Failure>> {
    const before = known.get(provider.id);
    if (before !== undefined && clock.now().getTime() - before.at < discoveryMs) return ok(before);
    const found = await attempt(log, provider, unavailable(provider), () => discover(provider));
    if (!found.ok) return found;
    // The library lets some well-known issuers (multi-tenant ones) differ; then whoever has an account there could come.
    if (found.value.serverMetadata().issuer !== provider.issuer) return err(issuerWrong(provider));
    const fresh = { config: found.value, keys: keysOf(provider, found.value), at: clock.now().getTime() };
    known.set(provider.id, fresh);
    return ok(fresh);
  }

  return {
    check: async (provider) => {
      known.delete(provider.id);
      const found = await knownOf(provider);
      return found.ok ? ok(undefined) : found;
    },
    newChecks: () => ({
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    }),
    authorizationUrl: async (provider, redirectUri, checks, again) => {
      const found = await knownOf(provider);
      if (!found.ok) return found;
      return attempt(log, provider, unavailable(provider), async () =>
        oidc.buildAuthorizationUrl(found.value.config, {
          redirect_uri: redirectUri,
          scope: provider.scopes.join(' '),
          state: checks.state,
          nonce: checks.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: 'S256',
          ...(again ? { prompt: 'login', max_age: '0' } : {}),
        }),
      );
    },
    claims: async (provider, callback, checks) => {
      const found = await knownOf(provider);
      if (!found.ok) return found;
      return attempt(log, provider, tokenInvalid(provider), () =>
        exchange(provider, found.value.config, callback, checks),
      );
    },
    readLogout: async (provider, token) => {
      const found = await knownOf(provider);
      if (!found.ok) return found;
      return attempt(log, provider, logoutInvalid, () =>
        verifyLogout(provider, found.value.keys, token, clock),
      );
    },
  };
}

async function discover(provider: IdentityProvider): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = provider;
  const isLocal = issuer.startsWith('http:');
  return oidc.discovery(new URL(issuer), clientId, {}, clientAuth(clientSecret), {
    [oidc.customFetch]: boundedFetch(issuer),
    timeout: timeoutSeconds,
    // Without it the library trusts TLS alone and leaves the ID token's signature unchecked.
    // The settings allow http on this machine only; boundedFetch holds the other addresses to that.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out; it is for loopback
    execute: [oidc.enableNonRepudiationChecks, ...(isLocal ? [oidc.allowInsecureRequests] : [])],
  });
}

/** By `client_secret_basic` where the provider does not exclude it, as the standard has it by default. */
function clientAuth(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const basic = oidc.ClientSecretBasic(secret);
  const inBody = oidc.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const auth = methods.includes('client_secret_basic') ? basic : inBody;
    auth(server, client, body, headers);
  };
}

async function exchange(
  provider: IdentityProvider,
  config: oidc.Configuration,
  callback: URL,
  checks: OidcChecks,
): Promise<Claims> {
  const tokens = await oidc.authorizationCodeGrant(config, callback, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.verifier,
    idTokenExpected: true,
  });
  const said = tokens.claims();
  if (said === undefined) throw new TypeError('There is no ID token.');
  const asks = isShort(provider, said) && config.serverMetadata().userinfo_endpoint !== undefined;
  const more = asks ? await oidc.fetchUserInfo(config, tokens.access_token, said.sub) : null;
  return readClaims(provider, said, more);
}

/** The provider's public keys; the library fetches them when needed and again when there is a new one. */
function keysOf(provider: IdentityProvider, config: oidc.Configuration): JWTVerifyGetKey {
  const { jwks_uri } = config.serverMetadata();
  if (jwks_uri === undefined) return () => Promise.reject(new TypeError('There is no jwks_uri.'));
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: timeoutSeconds * 1_000,
    [joseFetch]: boundedFetch(provider.issuer),
  });
}

async function verifyLogout(
  provider: IdentityProvider,
  keys: JWTVerifyGetKey,
  token: string,
  clock: Clock,
): Promise<OidcLogout> {
  const { payload } = await jwtVerify(token, keys, {
    issuer: provider.issuer,
    audience: provider.clientId,
    algorithms: signatures,
    maxTokenAge: logoutAge,
    clockTolerance: 30,
    currentDate: clock.now(),
  });
  const { sub = null, sid = null, iat } = logoutClaims.parse(payload);
  if (sub === null && sid === null) throw new TypeError('The logout token names nobody.');
  return { subject: sub, sid, issuedAt: new Date(iat * 1_000) };
}

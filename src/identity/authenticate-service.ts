import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { minuteMs, systemScope, type CompanyId, type Id, type UserId } from '../kernel/index.ts';
import { ProblemError } from '../platform/http/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { hashToken } from '../platform/secret/index.ts';
import { authSecret, cookiePrefix } from './auth-service.ts';
import { tokenPrefix } from './api-token-store.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { mayUseOwnWays } from './identity-provider.ts';
import { isPermission, rolePermissions, roles, type Permission } from './permission.ts';
import type { Principal } from './principal.ts';
import type { Authenticate } from './route-service.ts';
import { signInWays } from './sign-in-way.ts';
import { tables } from './tables-store.ts';

const requestHeader = 'x-tocsin-request';
const noteUseAfterMs = minuteMs;

type Deps = Pick<
  IdentityDeps,
  'db' | 'clock' | 'secretBox' | 'publicUrl' | 'trustedOrigins' | 'identityProviders'
>;

/**
 * Who calls: the holder of an API token (`Authorization: Bearer tcn_…`) or of a session's cookie. A state-changing
 * request with a cookie must come from a page of ours, see `refuseCrossSite`.
 */
export function createAuthenticate(deps: Deps): Authenticate {
  const secret = authSecret(deps);
  return async (request) => {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) return byToken(deps, authorization);
    const principal = await byCookie(deps, secret, request);
    if (principal !== null && !isSafe(request.method)) refuseCrossSite(deps, request);
    return principal;
  };
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * A browser sends our cookie along with any site's form, but another site can neither set our header nor hide its
 * origin. Throws ProblemError `cross_site_request`.
 */
export function refuseCrossSite(
  deps: Pick<Deps, 'publicUrl' | 'trustedOrigins'>,
  request: FastifyRequest,
): void {
  refuseForeignOrigin(deps, request);
  if (request.headers[requestHeader] !== '1') {
    throw new ProblemError({
      code: 'cross_site_request',
      message: 'A request that changes something needs the header X-Tocsin-Request: 1.',
    });
  }
}

/** Throws ProblemError `cross_site_request` when the request says that it comes from another site's page. */
export function refuseForeignOrigin(
  deps: Pick<Deps, 'publicUrl' | 'trustedOrigins'>,
  request: FastifyRequest,
): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const ours = [
    new URL(deps.publicUrl()).origin,
    `${request.protocol}://${request.host}`,
    ...(deps.trustedOrigins ?? []),
  ];
  if (ours.includes(origin)) return;
  throw new ProblemError({ code: 'cross_site_request', message: 'The request comes from another site.' });
}

async function byCookie(deps: Deps, secret: string, request: FastifyRequest): Promise<Principal | null> {
  const token = sessionToken(request, secret);
  if (token === null) return null;
  const { rows } = await sql`
    select * from tocsin.principal_of_session(${hashToken(token)}::text, ${deps.clock.now()}::timestamptz)`.execute(
    deps.db,
  );
  if (rows[0] === undefined) return null;
  const row = sessionRow.parse(rows[0]);
  // A session from before an identity provider was required ends with that.
  if (row.way !== 'oidc' && !mayUseOwnWays(deps.identityProviders ?? [], row)) return null;
  return { ...personOf(row), kind: 'user', tokenId: null, sessionId: row.session_id };
}

async function byToken(deps: Deps, authorization: string): Promise<Principal> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const now = deps.clock.now();
  const { rows } = token.startsWith(`${tokenPrefix}_`)
    ? await sql`
        select * from tocsin.principal_of_token(${hashToken(token)}::text, ${now}::timestamptz)`.execute(
        deps.db,
      )
    : { rows: [] };
  if (rows[0] === undefined) {
    throw new ProblemError({
      code: 'unauthenticated',
      message: 'The token is unknown, has expired, or its user is disabled.',
    });
  }
  const row = tokenRow.parse(rows[0]);
  const person = personOf(row);
  const held = row.permissions.filter((text): text is Permission => isPermission(text));
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > noteUseAfterMs) {
    await noteUse(deps, row.token_id);
  }
  return {
    ...person,
    kind: 'token',
    tokenId: row.token_id as Id<'token'>,
    permissions: new Set(held.filter((permission) => person.permissions.has(permission))),
  };
}

function noteUse(deps: Deps, tokenId: string): Promise<void> {
  return inScope(deps.db, systemScope('authenticate'), async (tx) => {
    await tables(tx)
      .updateTable('api_token')
      .set({ last_used_at: deps.clock.now() })
      .where('api_token.id', '=', tokenId)
      .execute();
  });
}

const personColumns = {
  user_id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  company_id: z.uuid(),
  kind: z.enum(['provider', 'customer']),
};
const sessionRow = z.object({
  ...personColumns,
  session_id: z.uuid(),
  way: z.enum(signInWays),
  slug: z.string(),
});
const tokenRow = z.object({
  ...personColumns,
  token_id: z.uuid(),
  permissions: z.array(z.string()),
  last_used_at: z.date().nullable(),
});

type Person = z.output<typeof sessionRow> | z.output<typeof tokenRow>;

function personOf(row: Person): Omit<Principal, 'kind' | 'tokenId' | 'sessionId'> {
  return {
    userId: row.user_id as UserId,
    name: row.name,
    email: row.email,
    companyId: row.company_id as CompanyId,
    side: row.kind,
    role: row.role,
    permissions: rolePermissions[row.role],
  };
}

/** The token in better-auth's cookie, `token.signature` with HMAC-SHA-256 in base64; null when it is not genuine. */
function sessionToken(request: FastifyRequest, secret: string): string | null {
  const name = `${cookiePrefix}.session_token`;
  const cookie = request.cookies[`__Secure-${name}`] ?? request.cookies[name];
  const dot = cookie?.lastIndexOf('.') ?? -1;
  if (cookie === undefined || dot < 1) return null;
  const token = cookie.slice(0, dot);
  const expected = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(cookie.slice(dot + 1), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
}

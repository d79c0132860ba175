import { err, ok, type Clock } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { companyById } from './company-store.ts';
import type { IdentityDeps } from './identity-deps.ts';
import type { Principal } from './principal.ts';
import { providerName } from './provider-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import { ownWays, type WaysDeps } from './sign-in-way-service.ts';
import { tables } from './tables-store.ts';
import { announceUser } from './user-routes.ts';
import { openSessions, ownChangeBody, sessionBody } from './user-schema.ts';
import { saveUser, userById } from './user-store.ts';

type About = NonNullable<IdentityDeps['about']>;

async function describeSession(
  tx: Tx,
  principal: Principal,
  deps: WaysDeps & { readonly about: About },
  clock: Clock,
) {
  const user = await userById(tx, principal.userId);
  const company = await companyById(tx, principal.companyId);
  return {
    user: {
      id: principal.userId,
      name: principal.name,
      email: principal.email,
      locale: user?.locale ?? 'en',
      twoFactorEnabled: user?.twoFactorEnabled ?? false,
    },
    signIn: await ownWays(tx, deps, principal, clock),
    kind: principal.side,
    companyId: principal.companyId,
    companyName: company?.name ?? '',
    roles: [principal.role],
    permissions: [...principal.permissions].sort(),
    provider: { name: await providerName(tx) },
    ...deps.about(),
  };
}

export const sessionRoutes = (deps: WaysDeps & { readonly about: About }): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/session',
    operation: 'session.get',
    summary: 'Who you are and what you may do',
    access: 'signed_in',
    reply: sessionBody,
    handler: async ({ tx, principal, clock }) => ok(await describeSession(tx, principal, deps, clock)),
  }),
  changeOneself,
  listSessions,
  endSession,
];

const changeOneself = defineRoute({
  method: 'PATCH',
  path: '/session',
  operation: 'session.update',
  summary: 'Change your own name or language',
  access: 'signed_in',
  body: ownChangeBody,
  handler: async ({ tx, principal, body, clock, touch }) => {
    const user = await userById(tx, principal.userId);
    if (user === null) return err({ code: 'not_found', message: 'Your account is gone.' });
    touch({ type: 'user', id: user.id });
    const next = { ...user, name: body.name ?? user.name, locale: body.locale ?? user.locale };
    await saveUser(tx, next, clock.now());
    await announceUser(tx, user);
    return ok(undefined);
  },
});

const listSessions = defineRoute({
  method: 'GET',
  path: '/sessions',
  operation: 'session.list',
  summary: 'Where you are signed in, newest first',
  access: 'signed_in',
  reply: openSessions,
  handler: async ({ tx, principal, clock }) => {
    const rows = await tables(tx)
      .selectFrom('user_session')
      .select([
        'user_session.id',
        'user_session.ip_address',
        'user_session.user_agent',
        'user_session.way',
        'user_session.created_at',
        'user_session.expires_at',
      ])
      .where('user_session.user_id', '=', principal.userId)
      .where('user_session.expires_at', '>', clock.now())
      .orderBy('user_session.created_at', 'desc')
      .orderBy('user_session.id', 'desc')
      .execute();
    const items = rows.map((row) => ({
      id: row.id,
      current: row.id === principal.sessionId,
      ipAddress: row.ip_address ?? '',
      userAgent: row.user_agent ?? '',
      way: row.way,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }));
    return ok({ items });
  },
});

const endSession = defineRoute({
  method: 'DELETE',
  path: '/sessions/:id',
  operation: 'session.end',
  summary: 'End one of your sessions',
  access: 'signed_in',
  params: idParams,
  handler: async ({ tx, principal, params, touch }) => {
    touch({ type: 'session', id: params.id });
    const gone = await tables(tx)
      .deleteFrom('user_session')
      .where('user_session.id', '=', params.id)
      .where('user_session.user_id', '=', principal.userId)
      .executeTakeFirst();
    if (gone.numDeletedRows === 1n) return ok(undefined);
    return err({ code: 'not_found', message: 'You have no such session.' });
  },
});

import { err, ok } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { announce } from '../platform/live/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { deleteTokensOf } from './api-token-store.ts';
import { companyById } from './company-store.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { decodeCursor, toPage } from './cursor.ts';
import { managingRole, sideOf } from './permission.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import { shownWays } from './sign-in-way-service.ts';
import { waysOf } from './sign-in-way-store.ts';
import { clearAttempts, locksOf } from './sign-in-guard-store.ts';
import { userBody, userChangeBody, userListQuery, userPage } from './user-schema.ts';
import { endSessions, listUsers, lockOthersWithRole, saveUser, userById } from './user-store.ts';
import { decideUserChange, type User, type UserChange } from './user.ts';

const absent: Failure = { code: 'not_found', message: 'There is no such user.' };

/** Open pages show the user anew. */
export const announceUser = (tx: Tx, user: Pick<User, 'id' | 'companyId'>): Promise<void> =>
  announce(tx, { topic: 'user', id: user.id, companyId: user.companyId });

type Named = User & { readonly companyName: string };

/** Users as a reply shows them, with what other tables know of them. */
async function describeUsers(
  tx: Tx,
  providers: readonly IdentityProvider[],
  users: readonly Named[],
  now: Date,
) {
  const locks = await locksOf(
    tx,
    users.map((user) => user.email),
    now,
  );
  const ways = await waysOf(
    tx,
    users.map((user) => user.id),
  );
  return users.map((user) => ({
    ...user,
    disabled: user.disabledAt !== null,
    signIn: shownWays(providers, ways(user.id)),
    lockedUntil: locks.get(user.email) ?? null,
  }));
}

const changed = (user: User, change: UserChange, now: Date): User => ({
  ...user,
  name: change.name ?? user.name,
  locale: change.locale ?? user.locale,
  role: change.role ?? user.role,
  disabledAt:
    change.disabled === undefined ? user.disabledAt : change.disabled ? (user.disabledAt ?? now) : null,
});

export const userRoutes = (providers: readonly IdentityProvider[]): readonly Route[] => [
  listRoute(providers),
  updateRoute(providers),
  unlockRoute,
  endSessionsRoute,
];

const listRoute = (providers: readonly IdentityProvider[]): Route =>
  defineRoute({
    method: 'GET',
    path: '/users',
    operation: 'user.list',
    summary: 'Users by name',
    access: 'user:read',
    query: userListQuery,
    reply: userPage,
    handler: async ({ tx, query, clock }) => {
      const place = query.cursor === undefined ? ok(null) : decodeCursor(query.cursor, 2);
      if (!place.ok) return place;
      const [name, id] = place.value ?? [];
      const users = await listUsers(tx, {
        companyId: query.companyId ?? null,
        q: query.q ?? null,
        after: name === undefined || id === undefined ? null : { name, id },
        limit: query.limit + 1,
      });
      const bodies = await describeUsers(tx, providers, users, clock.now());
      return ok(toPage(bodies, query.limit, (row) => [row.name, row.id]));
    },
  });

const updateRoute = (providers: readonly IdentityProvider[]): Route =>
  defineRoute({
    method: 'PATCH',
    path: '/users/:id',
    operation: 'user.update',
    summary: 'Change, disable or enable a user; a disabled user loses all sessions and tokens at once',
    access: 'user:write',
    params: idParams,
    body: userChangeBody,
    reply: userBody,
    handler: async ({ tx, principal, params, body: wanted, clock, touch }) => {
      const target = await userById(tx, params.id);
      if (target === null) return err(absent);
      touch({ type: 'user', id: target.id }, target.companyId);
      const manager = managingRole[sideOf(target.role)];
      const others = await lockOthersWithRole(tx, target.companyId, manager, target.id);
      const decision = decideUserChange(principal, target, wanted, others);
      if (!decision.ok) return decision;
      const next = changed(target, wanted, clock.now());
      await saveUser(tx, next, clock.now());
      if (next.disabledAt !== null) {
        await endSessions(tx, target.id);
        await deleteTokensOf(tx, target.id);
      }
      await announceUser(tx, target);
      const company = await companyById(tx, next.companyId);
      const named = { ...next, companyName: company?.name ?? '' };
      const [body] = await describeUsers(tx, providers, [named], clock.now());
      return body === undefined ? err(absent) : ok(body);
    },
  });

const unlockRoute = defineRoute({
  method: 'POST',
  path: '/users/:id/unlock',
  operation: 'user.unlock',
  summary: 'Lift the lock that failed sign-ins have put on an account',
  access: 'user:write',
  params: idParams,
  handler: async ({ tx, params, touch }) => {
    const target = await userById(tx, params.id);
    if (target === null) return err(absent);
    touch({ type: 'user', id: target.id }, target.companyId);
    await clearAttempts(tx, target.email);
    await announceUser(tx, target);
    return ok(undefined);
  },
});

const endSessionsRoute = defineRoute({
  method: 'DELETE',
  path: '/users/:id/sessions',
  operation: 'user.end_sessions',
  summary: 'Sign a user out everywhere',
  access: 'user:write',
  params: idParams,
  handler: async ({ tx, params, touch }) => {
    const target = await userById(tx, params.id);
    if (target === null) return err(absent);
    touch({ type: 'user', id: target.id }, target.companyId);
    await endSessions(tx, target.id);
    return ok(undefined);
  },
});

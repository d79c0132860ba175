import { err, ok } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { authPath } from './auth-service.ts';
import { isOfCustomer, offeredTo, type IdentityProvider } from './identity-provider.ts';
import type { OidcClient } from './oidc-client-service.ts';
import { redirectUriOf } from './oidc-routes.ts';
import { passkeySite } from './passkey.ts';
import { shownPasskey } from './passkey-routes.ts';
import { deletePasskey, passkeysOf } from './passkey-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import {
  identityProviderList,
  providerCheckBody,
  providerIdParams,
  userLinkParams,
  userPasskeyParams,
  userWaysBody,
  waysBody,
  waysQuery,
} from './sign-in-way-schema.ts';
import type { WaysDeps } from './sign-in-way-service.ts';
import { companyOf, deleteLink, linksOf } from './identity-link-store.ts';
import { waysOf } from './sign-in-way-store.ts';
import { announceUser } from './user-routes.ts';
import { endSessions, userByEmail, userById } from './user-store.ts';

export interface WayRouteDeps extends WaysDeps {
  readonly oidcClient: OidcClient;
}

const absent: Failure = { code: 'not_found', message: 'There is no such user.' };
const ownAccount: Failure = {
  code: 'own_account',
  message: 'Change your own ways to sign in in your profile.',
};
const perMinute = 60;

export const signInWayRoutes = (deps: WayRouteDeps): readonly Route[] => [
  offeredWays(deps),
  userWays(deps),
  removeUserPasskey,
  removeUserLink,
  listProviders(deps),
  checkProvider(deps),
];

const offeredWays = (deps: WayRouteDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/sign-in/ways',
    operation: 'sign_in.ways',
    summary: 'How one can sign in; with the domain of an address also by whose identity provider',
    access: 'public',
    limitPerMinute: perMinute,
    query: waysQuery,
    reply: waysBody,
    handler: ({ query }) => {
      const offered = offeredTo(deps.identityProviders, query.domain ?? null);
      return Promise.resolve(
        ok({
          passkeyOrigin: passkeySite(deps.publicUrl())?.origin ?? null,
          identityProviders: offered.map(({ id, name, required }) => ({ id, name, required })),
          byDomain: deps.identityProviders.some(isOfCustomer),
        }),
      );
    },
  });

const userWays = (deps: WayRouteDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/users/:id/sign-in',
    operation: 'user.show_sign_in',
    summary: 'What a user has to sign in with',
    access: 'user:read',
    params: idParams,
    reply: userWaysBody,
    handler: async ({ tx, params }) => {
      const user = await userById(tx, params.id);
      if (user === null) return err(absent);
      const ways = (await waysOf(tx, [user.id]))(user.id);
      const links = await linksOf(tx, user.id);
      return ok({
        password: ways.hasPassword,
        twoFactorEnabled: user.twoFactorEnabled,
        passkeys: (await passkeysOf(tx, user.id)).map(shownPasskey),
        identityLinks: links.map(({ id, issuer, createdAt, lastUsedAt }) => ({
          id,
          issuer,
          name: nameOf(deps.identityProviders, issuer),
          createdAt,
          lastUsedAt,
        })),
      });
    },
  });

const nameOf = (providers: readonly IdentityProvider[], issuer: string): string | null =>
  providers.find((one) => one.issuer === issuer)?.name ?? null;

const removeUserPasskey = defineRoute({
  method: 'DELETE',
  path: '/users/:id/passkeys/:passkeyId',
  operation: 'user.remove_passkey',
  summary: 'Remove a passkey that a user has lost; the user is signed out everywhere',
  access: 'user:write',
  params: userPasskeyParams,
  handler: async ({ tx, principal, params, touch }) => {
    const user = await userById(tx, params.id);
    if (user === null) return err(absent);
    // One's own ways are changed in the profile, with a proof of who one is.
    if (user.id === principal.userId) return err(ownAccount);
    touch({ type: 'user', id: user.id }, user.companyId);
    touch({ type: 'passkey', id: params.passkeyId });
    const passkey = (await passkeysOf(tx, user.id)).find((one) => one.id === params.passkeyId);
    if (passkey === undefined) return err({ code: 'not_found', message: 'The user has no such passkey.' });
    await deletePasskey(tx, passkey);
    await endSessions(tx, user.id);
    await announceUser(tx, user);
    return ok(undefined);
  },
});

const removeUserLink = defineRoute({
  method: 'DELETE',
  path: '/users/:id/identity-links/:linkId',
  operation: 'user.remove_identity_link',
  summary: 'Forget who a user is at an identity provider; the user is signed out everywhere',
  access: 'user:write',
  params: userLinkParams,
  handler: async ({ tx, principal, params, touch }) => {
    const user = await userById(tx, params.id);
    if (user === null) return err(absent);
    // One's own ways are changed in the profile, with a proof of who one is.
    if (user.id === principal.userId) return err(ownAccount);
    touch({ type: 'user', id: user.id }, user.companyId);
    touch({ type: 'identity_link', id: params.linkId });
    const link = (await linksOf(tx, user.id)).find((one) => one.id === params.linkId);
    if (link === undefined) return err({ code: 'not_found', message: 'The user has no such link.' });
    await deleteLink(tx, link);
    await endSessions(tx, user.id);
    await announceUser(tx, user);
    return ok(undefined);
  },
});

const listProviders = (deps: WayRouteDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/identity-providers',
    operation: 'identity_provider.list',
    summary: 'The identity providers of the settings, with what has to be registered there',
    access: 'setting:write',
    reply: identityProviderList,
    handler: async ({ tx }) => {
      const items = [];
      for (const one of deps.identityProviders) {
        const { id, name, issuer, who, required, createUsers, breakGlass } = one;
        items.push({
          ...{ id, name, issuer, who, required, createUsers, breakGlass },
          domains: [...one.domains],
          missing: [...(await missingOf(tx, one))],
          redirectUri: redirectUriOf(deps.publicUrl(), one),
          logoutUri: new URL(`${authPath}/oidc/${id}/logout`, deps.publicUrl()).href,
        });
      }
      return ok({ items });
    },
  });

/** What an entry of the settings names and there is not: its company, and who gets in when it is away. */
async function missingOf(
  tx: Tx,
  { who, breakGlass }: IdentityProvider,
): Promise<readonly ('company' | 'break_glass_account')[]> {
  const company = await companyOf(tx, who);
  if (company === null) return ['company'];
  if (breakGlass === null) return [];
  const user = await userByEmail(tx, breakGlass);
  const isThere = user !== null && user.companyId === company.id && user.disabledAt === null;
  return isThere && (await waysOf(tx, [user.id]))(user.id).hasPassword ? [] : ['break_glass_account'];
}

const checkProvider = (deps: WayRouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/identity-providers/:id/check',
    operation: 'identity_provider.check',
    summary: 'Read an identity provider’s discovery document now',
    access: 'setting:write',
    params: providerIdParams,
    reply: providerCheckBody,
    handler: async ({ params, touch }) => {
      const provider = deps.identityProviders.find((one) => one.id === params.id);
      if (provider === undefined) {
        return err({ code: 'oidc_unknown', message: 'There is no such identity provider in the settings.' });
      }
      touch({ type: 'identity_provider', id: provider.id });
      const found = await deps.oidcClient.check(provider);
      const { code, message } = found.ok ? { code: null, message: null } : found.error;
      return ok({ ok: found.ok, code, message });
    },
  });

import { err, ok, type Clock, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { mayUseOwnWays, providersOf } from './identity-provider.ts';
import { mostPasskeys, passkeySite, type Passkey, type PasskeySite } from './passkey.ts';
import {
  authenticatorOptions,
  newPasskeyBody,
  passkeyBody,
  passkeyChangeBody,
  passkeyList,
} from './passkey-schema.ts';
import { challengeIn, optionsToAdd, verifyNew } from './passkey-service.ts';
import {
  deletePasskey,
  insertPasskey,
  passkeysOf,
  renamePasskey,
  saveChallenge,
  takeChallenge,
} from './passkey-store.ts';
import type { Principal } from './principal.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import { decidePasskeyRemoval, isFresh } from './sign-in-way.ts';
import { lockUser, provedAt, standingOf, waysOf } from './sign-in-way-store.ts';
import { announceUser } from './user-routes.ts';

export interface PasskeyRouteDeps {
  readonly publicUrl: () => string;
  readonly identityProviders: readonly IdentityProvider[];
}

/** A passkey as a reply shows it. */
export const shownPasskey = (passkey: Passkey) => ({
  id: passkey.id,
  name: passkey.name,
  synced: passkey.synced,
  suspended: passkey.suspendedAt !== null,
  createdAt: passkey.createdAt,
  lastUsedAt: passkey.lastUsedAt,
});

const absent: Failure = { code: 'not_found', message: 'You have no such passkey.' };
const unavailable: Failure = {
  code: 'passkey_unavailable',
  message:
    'Passkeys need https and a host name (or localhost). An administrator sets them with http.publicUrl.',
};
const expired: Failure = {
  code: 'passkey_challenge_expired',
  message: 'This took too long or was done already. Start again.',
};

export const passkeyRoutes = (deps: PasskeyRouteDeps): readonly Route[] => [
  listPasskeys,
  addOptions(deps),
  addPasskey(deps),
  changePasskey,
  removePasskey(deps),
];

/** Whether the caller sits at a browser and has proved lately who it is: `session_needed`, `proof_needed`. */
async function proved(
  tx: Tx,
  principal: Principal,
  clock: Clock,
): Promise<Result<NonNullable<Principal['sessionId']>, Failure>> {
  const { sessionId } = principal;
  if (sessionId === undefined) {
    return err({ code: 'session_needed', message: 'An API token cannot do this. Sign in to the console.' });
  }
  const last = await provedAt(tx, sessionId);
  if (last !== null && isFresh(last, clock.now())) return ok(sessionId);
  return err({ code: 'proof_needed', message: 'Prove first that it is you.' });
}

/** Whether the caller may have passkeys at all: `passkey_unavailable`, `oidc_required`. */
async function passkeysAllowed(
  deps: PasskeyRouteDeps,
  tx: Tx,
  principal: Principal,
): Promise<Result<PasskeySite, Failure>> {
  const site = passkeySite(deps.publicUrl());
  if (site === null) return err(unavailable);
  const standing = await standingOf(tx, principal.userId);
  if (standing !== null && mayUseOwnWays(deps.identityProviders, standing)) return ok(site);
  return err({
    code: 'oidc_required',
    message: 'Your company signs in through its identity provider only.',
  });
}

const listPasskeys = defineRoute({
  method: 'GET',
  path: '/passkeys',
  operation: 'passkey.list',
  summary: 'Your passkeys',
  access: 'signed_in',
  reply: passkeyList,
  handler: async ({ tx, principal }) =>
    ok({ items: (await passkeysOf(tx, principal.userId)).map(shownPasskey) }),
});

const addOptions = (deps: PasskeyRouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/passkeys/options',
    operation: 'passkey.prepare',
    summary:
      'What the browser is to make a passkey with; needs a proof of who you are in the last ten minutes',
    access: 'signed_in',
    reply: authenticatorOptions,
    handler: async ({ tx, principal, clock }) => {
      const site = await passkeysAllowed(deps, tx, principal);
      if (!site.ok) return site;
      const session = await proved(tx, principal, clock);
      if (!session.ok) return session;
      const existing = await passkeysOf(tx, principal.userId);
      if (existing.length >= mostPasskeys) return err(tooMany);
      const user = { id: principal.userId, name: principal.name, email: principal.email };
      const options = await optionsToAdd(site.value, user, existing);
      await saveChallenge(tx, options.challenge, 'add', principal.userId, clock);
      return ok(options);
    },
  });

const tooMany: Failure = {
  code: 'passkey_limit',
  message: `You have ${mostPasskeys} passkeys. Remove one first.`,
};

const addPasskey = (deps: PasskeyRouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/passkeys',
    operation: 'passkey.add',
    summary: 'Add a passkey that the browser has made',
    access: 'signed_in',
    body: newPasskeyBody,
    reply: passkeyBody,
    status: 201,
    handler: async ({ tx, principal, body, clock, touch }) => {
      const { userId, companyId } = principal;
      const site = await passkeysAllowed(deps, tx, principal);
      if (!site.ok) return site;
      const session = await proved(tx, principal, clock);
      if (!session.ok) return session;
      const challenge = challengeIn(body.response.response);
      if (challenge === null || !(await takeChallenge(tx, challenge, 'add', userId, clock)))
        return err(expired);
      const made = await verifyNew(site.value, body.response, challenge);
      if (!made.ok) return made;
      await lockUser(tx, userId);
      if ((await passkeysOf(tx, userId)).length >= mostPasskeys) return err(tooMany);
      const { name } = body;
      const { transports } = body.response.response;
      const passkey = await insertPasskey(
        tx,
        { ...made.value, name, transports, userId, companyId },
        clock.now(),
      );
      if (passkey === null) {
        return err({ code: 'passkey_exists', message: 'This passkey is registered already.' });
      }
      touch({ type: 'passkey', id: passkey.id }, companyId);
      await announceUser(tx, { id: userId, companyId });
      return ok(shownPasskey(passkey));
    },
  });

const changePasskey = defineRoute({
  method: 'PATCH',
  path: '/passkeys/:id',
  operation: 'passkey.rename',
  summary: 'Give one of your passkeys another name',
  access: 'signed_in',
  params: idParams,
  body: passkeyChangeBody,
  handler: async ({ tx, principal, params, body, touch }) => {
    touch({ type: 'passkey', id: params.id });
    const renamed = await renamePasskey(tx, principal.userId, params.id, body.name);
    return renamed ? ok(undefined) : err(absent);
  },
});

const removePasskey = (deps: PasskeyRouteDeps): Route =>
  defineRoute({
    method: 'DELETE',
    path: '/passkeys/:id',
    operation: 'passkey.remove',
    summary: 'Remove one of your passkeys, unless it is the last way in; needs a proof of who you are',
    access: 'signed_in',
    params: idParams,
    handler: async ({ tx, principal, params, clock, touch }) => {
      const { userId, companyId } = principal;
      touch({ type: 'passkey', id: params.id });
      await lockUser(tx, userId);
      const passkey = (await passkeysOf(tx, userId)).find((one) => one.id === params.id);
      if (passkey === undefined) return err(absent);
      const session = await proved(tx, principal, clock);
      if (!session.ok) return session;
      const decision = await removalDecision(deps, tx, passkey);
      if (!decision.ok) return decision;
      await deletePasskey(tx, passkey);
      await announceUser(tx, { id: userId, companyId });
      return ok(undefined);
    },
  });

async function removalDecision(
  { identityProviders }: PasskeyRouteDeps,
  tx: Tx,
  passkey: Passkey,
): Promise<Result<void, Failure>> {
  const standing = await standingOf(tx, passkey.userId);
  if (standing === null) return err(absent);
  const { hasPassword, passkeys, issuers } = (await waysOf(tx, [passkey.userId]))(passkey.userId);
  const known = providersOf(identityProviders, standing).map((one) => one.issuer);
  const identityLinks = issuers.filter((issuer) => known.includes(issuer)).length;
  return decidePasskeyRemoval(
    { password: hasPassword, passkeys, identityLinks },
    { suspended: passkey.suspendedAt !== null },
    mayUseOwnWays(identityProviders, standing),
  );
}

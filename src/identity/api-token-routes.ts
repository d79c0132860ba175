import { err, ok } from '../kernel/index.ts';
import { deleteToken, insertToken, listTokens } from './api-token-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';
import { apiTokenList, madeApiToken, newApiTokenBody } from './user-schema.ts';

export const apiTokenRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/tokens',
    operation: 'token.list',
    summary: 'Your API tokens',
    access: 'signed_in',
    reply: apiTokenList,
    handler: async ({ tx, principal }) => {
      const tokens = await listTokens(tx, principal.userId);
      return ok({ items: tokens.map((token) => ({ ...token, permissions: [...token.permissions] })) });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tokens',
    operation: 'token.create',
    summary: 'Make an API token of yours; it is in this reply only',
    access: 'token:write',
    body: newApiTokenBody,
    reply: madeApiToken,
    status: 201,
    handler: async ({ tx, principal, body, clock, touch }) => {
      const beyond = body.permissions.filter((permission) => !principal.permissions.has(permission));
      if (beyond.length > 0) {
        return err({
          code: 'permission_beyond_yours',
          message: `You cannot give what you lack: ${beyond.join(', ')}.`,
        });
      }
      if (body.expiresAt !== null && body.expiresAt <= clock.now()) {
        return err({ code: 'expiry_past', message: 'The token would have expired already.' });
      }
      const { companyId, userId } = principal;
      const made = await insertToken(tx, { ...body, companyId, userId }, clock.now());
      touch({ type: 'token', id: made.id }, companyId);
      return ok({ ...made, permissions: [...made.permissions] });
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tokens/:id',
    operation: 'token.delete',
    summary: 'Revoke one of your API tokens',
    access: 'signed_in',
    params: idParams,
    handler: async ({ tx, principal, params, touch }) => {
      touch({ type: 'token', id: params.id });
      const gone = await deleteToken(tx, principal.userId, params.id);
      return gone ? ok(undefined) : err({ code: 'not_found', message: 'You have no such token.' });
    },
  }),
];

import { z } from 'zod';
import { defineRoute, idParams, type Principal, type Route } from '../../identity/index.ts';
import { err, ok, type CompanyId } from '../../kernel/index.ts';
import { asId } from './source.ts';
import {
  listedSourceBody,
  newSourceBody,
  sourceBody,
  sourceChangeBody,
  sourceWithTokenBody,
  toListedSourceBody,
  toSourceBody,
} from './source-schema.ts';
import { changeSource, createSource, rotateToken } from './source-service.ts';
import { listSources } from './source-store.ts';

/** A customer's user stays in the own company, whatever the request says. */
const companyOf = (principal: Principal, wanted: string | undefined): CompanyId | null => {
  if (principal.side === 'customer') return principal.companyId;
  return wanted === undefined ? null : asId<'company'>(wanted);
};

/**
 * Addresses and certificates decide whose a message is, across companies: a customer who could set them could claim
 * another's messages. Customers' sources are known by their tokens.
 */
const claims = (body: {
  addresses?: readonly string[] | undefined;
  certificateFingerprint?: string | null | undefined;
}) => (body.addresses ?? []).length > 0 || (body.certificateFingerprint ?? null) !== null;

const needsProvider = (principal: Principal, body: Parameters<typeof claims>[0]): boolean =>
  principal.side === 'customer' && claims(body);

const refusal = err({
  code: 'address_needs_provider',
  message: 'Ask your provider to set addresses or a certificate; your source works with its token.',
});

export const sourceRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/sources',
    operation: 'source.list',
    summary: 'Sources of events, with what they sent in the last 24 hours',
    access: 'source:read',
    query: z.object({ companyId: z.uuid().optional() }),
    reply: z.object({ items: z.array(listedSourceBody) }),
    handler: async ({ tx, principal, query, clock }) => {
      const sources = await listSources(tx, companyOf(principal, query.companyId), clock.now());
      return ok({ items: sources.map(toListedSourceBody) });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/sources',
    operation: 'source.create',
    summary: 'Make a source; its token is in this reply only',
    access: 'source:write',
    body: newSourceBody,
    reply: sourceWithTokenBody,
    status: 201,
    handler: async ({ tx, principal, body, clock, touch }) => {
      if (needsProvider(principal, body)) return refusal;
      const companyId = companyOf(principal, body.companyId) ?? asId<'company'>(body.companyId);
      const projectId = body.projectId === null ? null : asId<'project'>(body.projectId);
      const made = await createSource(tx, clock, { ...body, companyId, projectId });
      if (!made.ok) return made;
      touch({ type: 'source', id: made.value.source.id }, companyId);
      return ok({ source: toSourceBody(made.value.source), token: made.value.token });
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/sources/:id',
    operation: 'source.update',
    summary: 'Rename a source, change its addresses, disable or enable it',
    access: 'source:write',
    params: idParams,
    body: sourceChangeBody,
    reply: sourceBody,
    handler: async ({ tx, principal, params, body, clock, touch }) => {
      if (needsProvider(principal, body)) return refusal;
      const changed = await changeSource(
        tx,
        clock,
        asId<'source'>(params.id),
        companyOf(principal, undefined),
        body,
      );
      if (!changed.ok) return err(changed.error);
      touch({ type: 'source', id: params.id }, changed.value.companyId);
      return ok(toSourceBody(changed.value));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/sources/:id/rotate-token',
    operation: 'source.rotate_token',
    summary: 'Give a source a new token; the old one ends',
    access: 'source:write',
    params: idParams,
    reply: sourceWithTokenBody,
    handler: async ({ tx, principal, params, touch }) => {
      const rotated = await rotateToken(tx, asId<'source'>(params.id), companyOf(principal, undefined));
      if (!rotated.ok) return err(rotated.error);
      touch({ type: 'source', id: params.id }, rotated.value.source.companyId);
      return ok({ source: toSourceBody(rotated.value.source), token: rotated.value.token });
    },
  }),
];

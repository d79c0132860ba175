import { z } from 'zod';
import { defineRoute, idParams, type Route } from '../identity/index.ts';
import { ok, type IncidentId } from '../kernel/index.ts';
import { measureBody, receivedNoticeItems } from './notice-schema.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { showReceived, tickReceived } from './received-notice-service.ts';

const incidentId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as IncidentId);

/** What a customer's signed-in users see of the notices to their company. */
export const receivedNoticeRoutes = (deps: NotificationDeps): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/received-notices',
    operation: 'received_notice.list',
    summary: 'Notices that your own company was sent, with what it is advised to do, newest first',
    access: 'incident:read',
    query: z.object({ incidentId: incidentId.optional() }),
    reply: receivedNoticeItems,
    handler: async ({ tx, principal, query }) =>
      ok({ items: [...(await showReceived(tx, principal, query.incidentId ?? null))] }),
  }),
  defineRoute({
    method: 'POST',
    path: '/measures/:id',
    operation: 'measure.tick',
    summary: 'Says that a measure which your company was recommended is done, or not',
    access: 'measure:write',
    params: idParams,
    body: measureBody,
    handler: async ({ tx, principal, params, body, touch }) => {
      const done = await tickReceived(tx, deps, principal, { measureId: params.id, done: body.done });
      if (!done.ok) return done;
      touch({ type: 'notice', id: done.value.id }, done.value.companyId);
      return ok(undefined);
    },
  }),
];

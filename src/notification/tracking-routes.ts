import { defineRoute, type Route } from '../identity/index.ts';
import { ok } from '../kernel/index.ts';
import { measureBody, measureParams, trackingReply, trackParams } from './notice-schema.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { showTracking, tickMeasure } from './tracking-service.ts';

const readsPerMinute = 60;
const ticksPerMinute = 30;

/** What the tracking page asks for: public, by an unguessable link. */
export function trackingRoutes(deps: NotificationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/track/:token',
      operation: 'tracking.get',
      summary: 'An incident as the company of a tracking link sees it',
      access: 'public',
      limitPerMinute: readsPerMinute,
      params: trackParams,
      reply: trackingReply,
      handler: ({ tx, params }) => showTracking(tx, deps, params.token),
    }),
    defineRoute({
      method: 'POST',
      path: '/track/:token/measures/:id',
      operation: 'tracking.tick_measure',
      summary: 'Says that a recommended measure is done, or not',
      access: 'public',
      limitPerMinute: ticksPerMinute,
      params: measureParams,
      body: measureBody,
      reply: trackingReply,
      handler: async ({ tx, params, body, touch }) => {
        const done = await tickMeasure(tx, deps, params.token, { measureId: params.id, done: body.done });
        if (!done.ok) return done;
        touch({ type: 'notice', id: done.value.notice.id }, done.value.notice.companyId);
        return ok(done.value.reply);
      },
    }),
  ];
}

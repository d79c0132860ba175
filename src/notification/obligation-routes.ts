import { defineRoute, type Route } from '../identity/index.ts';
import { decodeTimeCursor, incidentParams, pageOfRows } from '../incident/index.ts';
import { ok } from '../kernel/index.ts';
import {
  contactReply,
  contactSetting,
  noticeItems,
  obligationItems,
  obligationPage,
  obligationQuery,
} from './notice-schema.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { showNoticesOf, showObligations } from './notification-queries.ts';
import { takeSystemScope } from './notification-tables-store.ts';
import { providerContact } from './letterhead-service.ts';
import { saveContactSetting } from './setting-store.ts';

const mostOfIncident = 1_000;

export function obligationRoutes(deps: NotificationDeps): readonly Route[] {
  const { clock } = deps;
  return [
    defineRoute({
      method: 'GET',
      path: '/obligations',
      operation: 'obligation.list',
      summary: 'Obligations to notify, the next due first',
      access: 'obligation:read',
      query: obligationQuery,
      reply: obligationPage,
      handler: async ({ tx, query }) => {
        const after = query.cursor === undefined ? ok(undefined) : decodeTimeCursor(query.cursor);
        if (!after.ok) return after;
        const { status: statuses, companyId, due: dueBefore, limit } = query;
        const filter = { statuses, companyId, dueBefore, after: after.value, limit: limit + 1 };
        const items = await showObligations(tx, clock.now(), filter);
        return ok(pageOfRows(items, limit, ({ dueAt, id }) => ({ at: dueAt, id })));
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/incidents/:id/obligations',
      operation: 'incident.obligations',
      summary: 'Obligations that an incident started',
      access: 'obligation:read',
      params: incidentParams,
      reply: obligationItems,
      handler: async ({ tx, params }) => {
        const filter = { incidentId: params.id, limit: mostOfIncident };
        return ok({ items: [...(await showObligations(tx, clock.now(), filter))] });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/incidents/:id/notices',
      operation: 'incident.notices',
      summary: 'Notices of an incident',
      access: 'notice:read',
      params: incidentParams,
      reply: noticeItems,
      handler: async ({ tx, params }) => ok(await showNoticesOf(tx, params.id)),
    }),
    ...settingRoutes(deps),
  ];
}

function settingRoutes(deps: NotificationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/notice-settings/contact',
      operation: 'notice_setting.get_contact',
      summary: 'Whom customers call, as notices say it',
      access: 'signed_in',
      reply: contactReply,
      handler: async ({ tx, principal }) => {
        // The setting and the provider's contacts are the provider's rows; every notice tells them to customers.
        if (principal.side === 'customer') await takeSystemScope(tx, 'notice_contact');
        return ok(await providerContact(tx, deps));
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/notice-settings/contact',
      operation: 'notice_setting.set_contact',
      summary: 'Sets whom customers call; notices that are approved keep theirs',
      access: 'setting:write',
      body: contactSetting,
      reply: contactReply,
      handler: async ({ tx, body, touch }) => {
        touch({ type: 'setting', id: 'notice_contact' }, null);
        await saveContactSetting(tx, body, deps.clock.now());
        return ok(await providerContact(tx, deps));
      },
    }),
  ];
}

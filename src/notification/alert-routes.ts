import { defineRoute, isProviderRole, type Principal, type Route } from '../identity/index.ts';
import { incidentParams } from '../incident/index.ts';
import { dayMs, err, ok } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { defaultPreference } from './alert.ts';
import { readAlertRecipients } from './alert-recipient-store.ts';
import { alertItems, bounceReply, preferenceBody, preferenceReply } from './alert-schema.ts';
import { readCauses, readPreference, savePreference, sentAlerts } from './alert-store.ts';
import { countVerdicts, readHealth } from './inbound-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { companyNames } from './setting-store.ts';

const mostAlerts = 200;
const countedMs = 30 * dayMs;

export function alertRoutes(deps: NotificationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/incidents/:id/alerts',
      operation: 'incident.alerts',
      summary: 'Who of the staff was told of an incident’s obligations, the latest first',
      access: 'obligation:read',
      params: incidentParams,
      reply: alertItems,
      handler: async ({ tx, params }) => {
        const alerts = await sentAlerts(tx, params.id, mostAlerts);
        const ids = alerts.map(({ id }) => id);
        const causes = await readCauses(tx, ids);
        const recipients = await readAlertRecipients(tx, ids);
        const names = await companyNames(
          tx,
          causes.map(({ companyId }) => companyId),
        );
        const items = alerts.map(({ id, level, sentAt, createdAt }) => ({
          id,
          level,
          sentAt: sentAt ?? createdAt,
          causes: causes
            .filter(({ alertId }) => alertId === id)
            .map(({ obligationId, companyId, reason }) => ({
              ...{ obligationId, companyId, reason },
              companyName: names.get(companyId) ?? '',
            })),
          recipients: recipients
            .filter(({ alertId }) => alertId === id)
            .map(({ userId, name, email, status, acceptedAt, response }) => ({
              ...{ userId, name, email, status, acceptedAt, response },
            })),
        }));
        return ok({ items });
      },
    }),
    ...preferenceRoutes(deps),
    bounceRoute(deps),
  ];
}

async function showPreference(tx: Tx, principal: Principal) {
  const chosen = await readPreference(tx, principal.userId);
  const byRole = isProviderRole(principal.role) ? defaultPreference(principal.role) : null;
  const none = { warning: 'none', escalation: 'none', breach: 'none' } as const;
  return { ...(chosen ?? byRole ?? none), chosen: chosen !== null };
}

function preferenceRoutes({ clock }: NotificationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/alert-preference',
      operation: 'alert_preference.get',
      summary: 'Of which obligations you get mail',
      access: 'obligation:read',
      reply: preferenceReply,
      handler: async ({ tx, principal }) => ok(await showPreference(tx, principal)),
    }),
    defineRoute({
      method: 'PUT',
      path: '/alert-preference',
      operation: 'alert_preference.set',
      summary: 'Chooses of which obligations you get mail',
      access: 'obligation:read',
      body: preferenceBody,
      reply: preferenceReply,
      handler: async ({ tx, principal, body, touch }) => {
        if (principal.side !== 'provider')
          return err({ code: 'forbidden', message: 'Only staff of the provider get such mail.' });
        touch({ type: 'alert_preference', id: principal.userId });
        await savePreference(tx, principal.userId, body, clock.now());
        return ok(await showPreference(tx, principal));
      },
    }),
  ];
}

const bounceRoute = ({ clock, bounceMailbox, returnAddresses }: NotificationDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/notice-settings/bounces',
    operation: 'notice_setting.get_bounces',
    summary: 'Whether and how the mailbox is read that bounces come to',
    access: 'notice:read',
    reply: bounceReply,
    handler: async ({ tx }) => {
      const health = bounceMailbox === null ? null : await readHealth(tx, bounceMailbox);
      const since = new Date(clock.now().getTime() - countedMs);
      return ok({
        configured: bounceMailbox !== null,
        signedAddresses: returnAddresses !== null,
        mailbox: bounceMailbox,
        readAt: health?.readAt ?? null,
        failingSince: health?.failingSince ?? null,
        failure: health?.failure ?? null,
        failureMessage: health?.failureMessage ?? null,
        verdicts: bounceMailbox === null ? {} : { ...(await countVerdicts(tx, bounceMailbox, since)) },
      });
    },
  });

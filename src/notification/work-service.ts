import { z } from 'zod';
import { incidentFacts } from '../incident/index.ts';
import type { IncidentId, UserId } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Subscription } from '../platform/outbox/index.ts';
import { deliverAlert, deliverAlertTask } from './alert-delivery-service.ts';
import { alertSubscriptions, sendAlert, sendAlertTask } from './alert-service.ts';
import type { AlertId } from './alert-store.ts';
import { deliverNotice } from './delivery-service.ts';
import { deliverTask } from './notice-service.ts';
import type { NoticeId } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { clockTask, reconcileIncident } from './reconcile-service.ts';
import type { ObligationId } from './obligation-store.ts';
import { checkObligation, cleanUp, cleanUpTask, sweep, sweepTask } from './sweep-service.ts';

const clockJob = z.object({ obligationId: z.uuid().transform((id) => id as ObligationId) });
const alertJob = z.object({ alertId: z.uuid().transform((id) => id as AlertId) });
const alertMailJob = alertJob.extend({ userId: z.uuid().transform((id) => id as UserId) });
const deliveryJob = z.object({ noticeId: z.uuid().transform((id) => id as NoticeId) });

/** What the queue runs for this slice. */
export const jobsOf = (deps: NotificationDeps): ReadonlyMap<string, JobHandler> =>
  new Map<string, JobHandler>([
    [clockTask, (payload) => checkObligation(deps, clockJob.parse(payload).obligationId)],
    [deliverTask, (payload) => deliverNotice(deps, deliveryJob.parse(payload).noticeId)],
    [sendAlertTask, (payload) => sendAlert(deps, alertJob.parse(payload).alertId)],
    [deliverAlertTask, (payload) => deliverAlert(deps, alertMailJob.parse(payload))],
    [sweepTask, () => sweep(deps)],
    [cleanUpTask, () => cleanUp(deps)],
  ]);

export const subscriptionsOf = (deps: NotificationDeps): readonly Subscription[] => [
  ...reconcilingSubscriptions(deps),
  ...alertSubscriptions(deps),
];

/** Every fact that can change what is owed leads to the same question: what is owed now? */
function reconcilingSubscriptions(deps: NotificationDeps): readonly Subscription[] {
  const { companyAffected, companyCleared, severityChanged, cancelled, reopened } = incidentFacts;
  const on = (
    name: string,
    read: (payload: unknown) => { incidentId: IncidentId; since: Date | null },
  ): Subscription => ({
    subscriber: `notification.${name}`,
    fact: name,
    handle: async (tx, fact) => {
      const { incidentId, since } = read(fact.payload);
      await reconcileIncident(tx, deps, incidentId, since);
    },
  });
  const now = (schema: z.ZodType<{ incidentId: IncidentId }>) => (payload: unknown) => ({
    incidentId: schema.parse(payload).incidentId,
    since: null,
  });
  return [
    on(companyAffected.name, now(companyAffected.schema)),
    on(companyCleared.name, now(companyCleared.schema)),
    on(cancelled.name, now(cancelled.schema)),
    on(reopened.name, now(reopened.schema)),
    on(severityChanged.name, (payload) => {
      // What a higher severity calls for is owed from the time of the change.
      const { incidentId, at: since } = severityChanged.schema.parse(payload);
      return { incidentId, since };
    }),
  ];
}

import { z } from 'zod';
import { closeFindingsOf } from '../../detection/index.ts';
import { incidentFacts } from '../../incident/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { startJobs, type JobHandler, type Jobs } from '../../platform/jobs/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { factHandlers, type Subscription } from '../../platform/outbox/index.ts';
import type { Slices } from './slices.ts';
import type { Stores } from './stores.ts';

/** What slices below cannot hear of themselves: facts of slices above them, joined here. */
export function joiningSubscriptions(clock: Clock): readonly Subscription[] {
  const incidentOf = z.object({ incidentId: incidentFacts.closed.schema.shape.incidentId });
  return [incidentFacts.closed.name, incidentFacts.cancelled.name].map((fact) => ({
    subscriber: `detection.${fact}`,
    fact,
    handle: async (tx, { payload }) => closeFindingsOf(tx, clock, incidentOf.parse(payload).incidentId),
  }));
}

/** Starts the job queue with every slice's jobs, clock lines and subscriptions. */
export function startBackground(
  stores: Stores,
  slices: Slices,
  clock: Clock,
  log: Logger,
  more: readonly Subscription[],
): Promise<Jobs> {
  const { identity, activity, events, detection, incidents, playbooks, notifications, mailQueue } = slices;
  const parts = [identity, activity, events, detection, incidents, playbooks, notifications];
  const subscriptions = [
    ...identity.subscriptions,
    ...events.subscriptions,
    ...incidents.subscriptions,
    ...playbooks.subscriptions,
    ...notifications.subscriptions,
    ...joiningSubscriptions(clock),
    ...more,
  ];
  const handlers = new Map<string, JobHandler>([
    ...factHandlers(stores.postgres.db, clock, subscriptions),
    ...mailQueue.handlers,
    ...parts.flatMap((part) => [...part.jobs]),
  ]);
  const crontab = parts.flatMap((part) => part.crontab).join('\n');
  return startJobs({ settings: stores.postgres.settingsFor('jobs'), handlers, crontab, log });
}

import { dayMs, systemScope } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { queueAlertMail } from './alert-delivery-service.ts';
import { overdueAlertMails } from './alert-recipient-store.ts';
import { queueAlert } from './alert-service.ts';
import { overdueAlerts } from './alert-store.ts';
import { remindOfApproval } from './approval-service.ts';
import { forgetReadBefore } from './inbound-store.ts';
import { queueDelivery } from './notice-service.ts';
import { overdueApprovals, overdueDeliveries } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { applyInput } from './obligation-service.ts';
import { overdueChecks, type ObligationId } from './obligation-store.ts';

export const sweepTask = 'notification-sweep';
/** Every minute: what a job missed is caught up with at most this much later. */
export const sweepLine = `* * * * * ${sweepTask}`;

const mostChecks = 1_000;
const mostDeliveries = 500;

/** Looks at one clock. */
export const checkObligation = (deps: NotificationDeps, id: ObligationId): Promise<void> =>
  inScope(deps.db, systemScope('obligation-clock'), (tx) =>
    applyInput(tx, deps, id, { kind: 'tick', at: deps.clock.now() }),
  );

/**
 * Catches up after the program was down, or a job was lost: clocks in order of their deadlines, each in a
 * transaction of its own, then deliveries, mails to staff and reminders whose time has come (NOT-3).
 */
export async function sweep(deps: NotificationDeps): Promise<void> {
  const scope = systemScope('notification-sweep');
  const now = deps.clock.now();
  const checks = await inScope(deps.db, scope, (tx) => overdueChecks(tx, now, mostChecks));
  for (const id of checks) {
    try {
      await checkObligation(deps, id);
    } catch (error) {
      // One that cannot be judged must not keep the others from being judged; the next sweep tries it again.
      deps.log.error({ err: error, obligation: id }, 'the clock of an obligation could not be looked at');
    }
  }
  await inScope(deps.db, scope, async (tx) => {
    for (const id of await overdueDeliveries(tx, now, mostDeliveries)) await queueDelivery(tx, id);
    for (const id of await overdueAlerts(tx, now, mostDeliveries)) await queueAlert(tx, id);
    for (const key of await overdueAlertMails(tx, now, mostDeliveries)) await queueAlertMail(tx, key);
  });
  const waiting = await inScope(deps.db, scope, (tx) => overdueApprovals(tx, now, mostChecks));
  for (const id of waiting) await remindOfApproval(deps, id);
}

export const cleanUpTask = 'notification-clean-up';
/** Every night. */
export const cleanUpLine = `41 3 * * * ${cleanUpTask}`;
const rememberMailMs = 400 * dayMs;

/** Forgets which mails were read long ago. */
export const cleanUp = (deps: NotificationDeps): Promise<void> =>
  inScope(deps.db, systemScope(cleanUpTask), (tx) =>
    forgetReadBefore(tx, new Date(deps.clock.now().getTime() - rememberMailMs)),
  );

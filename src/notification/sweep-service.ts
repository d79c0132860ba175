import { systemScope } from '../kernel/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import { queueDelivery } from './notice-service.ts';
import { overdueDeliveries } from './notice-store.ts';
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
 * transaction of its own, then deliveries whose time has come (NOT-3).
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
  });
}

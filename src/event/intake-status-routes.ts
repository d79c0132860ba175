import { defineRoute, type Route } from '../identity/index.ts';
import { dayMs, ok } from '../kernel/index.ts';
import { intakeStatusBody } from './event-schema.ts';
import { dropTotals } from './tally/drop-store.ts';
import { intakeTotals } from './tally/tally-store.ts';

/** What the server knows of its own intake; zeros and empty where this process has none. */
export interface IntakeView {
  readonly rejected: Readonly<Record<string, number>>;
  readonly spool: {
    readonly bytes: number;
    readonly quotaBytes: number;
    readonly waitingBytes: number;
    readonly failures: number;
    /** Senders are slowed because a disk is nearly full. */
    readonly isHeld: boolean;
  };
  readonly listeners: readonly {
    readonly transport: string;
    readonly address: string;
    readonly port: number;
  }[];
}

/** The counters that must reconcile: received = stored + dropped, stored = evaluated + unparsed. */
export const intakeStatusRoute = (view: () => IntakeView): Route =>
  defineRoute({
    method: 'GET',
    path: '/intake/status',
    operation: 'intake.status',
    summary: 'What intake has received, stored, evaluated and could not parse in the last 24 hours',
    access: 'source:read',
    reply: intakeStatusBody,
    handler: async ({ tx, principal, clock }) => {
      const own = principal.side === 'customer' ? principal.companyId : null;
      const since = new Date(clock.now().getTime() - dayMs);
      const totals = await intakeTotals(tx, own, since);
      const dropped = own === null ? await dropTotals(tx, since) : {};
      const droppedCount = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const { rejected, spool, listeners } = view();
      const seen = {
        ...totals,
        received: totals.received + droppedCount,
        unparsed: { ...totals.unparsed },
        dropped: { ...dropped },
      };
      if (principal.side === 'customer') {
        const nothing = { bytes: 0, quotaBytes: 0, waitingBytes: 0, failures: 0, isHeld: false };
        return ok({ ...seen, rejected: {}, spool: nothing, listeners: [...listeners] });
      }
      return ok({ ...seen, rejected: { ...rejected }, spool, listeners: [...listeners] });
    },
  });

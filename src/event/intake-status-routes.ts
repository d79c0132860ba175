import { defineRoute, type Route } from '../identity/index.ts';
import { dayMs, ok } from '../kernel/index.ts';
import { intakeStatusBody } from './event-schema.ts';
import { intakeTotals } from './tally/tally-store.ts';

/** What the server knows of its own intake; zeros and empty where this process has none. */
export interface IntakeView {
  readonly rejected: Readonly<Record<string, number>>;
  readonly spool: {
    readonly bytes: number;
    readonly quotaBytes: number;
    readonly waitingBytes: number;
    readonly failures: number;
  };
  readonly listeners: readonly {
    readonly transport: string;
    readonly address: string;
    readonly port: number;
  }[];
}

/** The counters that must reconcile: received = stored = evaluated + unparsed. */
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
      const totals = await intakeTotals(tx, own, new Date(clock.now().getTime() - dayMs));
      const { rejected, spool, listeners } = view();
      const seen = { ...totals, unparsed: { ...totals.unparsed } };
      if (principal.side === 'customer') {
        const nothing = { bytes: 0, quotaBytes: 0, waitingBytes: 0, failures: 0 };
        return ok({ ...seen, rejected: {}, spool: nothing, listeners: [...listeners] });
      }
      return ok({ ...seen, rejected: { ...rejected }, spool, listeners: [...listeners] });
    },
  });

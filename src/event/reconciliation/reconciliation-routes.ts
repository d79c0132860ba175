import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { defineRoute, wireTime, type Route } from '../../identity/index.ts';
import { hourMs, ok, type CompanyId } from '../../kernel/index.ts';
import { searchScope } from '../event-request.ts';
import { dropTotals } from '../tally/drop-store.ts';
import { balance, balanceStates, sumsOf } from './reconciliation.ts';
import { sourceCounts, sourceRows } from './reconciliation-store.ts';

const count = z.number().int();
const counts = z.record(z.string(), count);

const reconciliationBody = z.object({
  /** Start of an hour: counters are kept by the hour of receipt. */
  since: wireTime,
  totals: z.object({
    ...{ received: count, stored: count, evaluated: count, unparsed: count, rows: count, gap: count },
  }),
  /** Records that were accepted and then dropped, by reason: of companies that have been erased. For the provider. */
  dropped: counts,
  sources: z.array(
    z.object({
      companyId: z.uuid(),
      companyName: z.string(),
      sourceId: z.uuid(),
      sourceName: z.string(),
      received: count,
      stored: count,
      evaluated: count,
      unparsed: counts,
      rows: count,
      unparsedRows: count,
      state: z.enum(balanceStates),
      gap: count,
    }),
  ),
});

const reconciliationQuery = z.object({
  companyId: z.uuid().optional(),
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .default(24),
});

/** The account of what was received: each source's counters, beside what the event table really holds. */
export const reconciliationRoute = (client: () => ClickHouseClient): Route =>
  defineRoute({
    method: 'GET',
    path: '/intake/reconciliation',
    operation: 'intake.reconcile',
    summary: 'Received, stored, evaluated, unparsed and really there, by source: does it add up?',
    access: 'source:read',
    query: reconciliationQuery,
    reply: reconciliationBody,
    handler: async ({ tx, principal, query, clock }) => {
      const since = startOfHour(new Date(clock.now().getTime() - query.hours * hourMs));
      const scope = searchScope(principal, query.companyId);
      const companyId: CompanyId | null = scope.kind === 'company' ? scope.companyId : null;
      // The counters first: what is stored meanwhile is ahead of them, and never behind.
      const counted = await sourceCounts(tx, companyId, since);
      const dropped = companyId === null ? await dropTotals(tx, since) : {};
      const sources = balance(counted, await sourceRows(client(), scope, since));
      return ok({
        since,
        totals: sumsOf(sources),
        dropped: { ...dropped },
        sources: sources.map((source) => ({ ...source, unparsed: { ...source.unparsed } })),
      });
    },
  });

/** The start of the hour (UTC) that a time is in. */
export const startOfHour = (at: Date): Date => new Date(at.getTime() - (at.getTime() % hourMs));

import { balance, sourceCounts, sourceRows, startOfHour, sumsOf } from '../../event/index.ts';
import { dayMs, systemScope, type Clock } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import type { Stores } from './stores.ts';

/** It looks at a day of all companies, which takes a second or two on a large installation. */
const everyMs = 10 * 60_000;

/** Shows as metrics what was received, stored, evaluated, not parsed and is there, and how much of it is not accounted for: at
 * once, and every ten minutes. */
export function startReconciliationMeasure(
  stores: Stores,
  clock: Clock,
  log: Logger,
  metrics: Metrics,
): { readonly stop: () => Promise<void> } {
  const records = metrics.gauge(
    'tocsin_reconciliation_records',
    'Records of the last 24 hours: received = stored = evaluated + unparsed, and as many in the table',
    ['state'],
  );
  const gap = metrics.gauge(
    'tocsin_reconciliation_gap_records',
    'Records of the last 24 hours that are not accounted for',
  );
  async function measure(): Promise<void> {
    const since = startOfHour(new Date(clock.now().getTime() - dayMs));
    const scope = systemScope('reconciliation');
    const counted = await inScope(stores.postgres.db, scope, (tx) => sourceCounts(tx, null, since));
    const sums = sumsOf(balance(counted, await sourceRows(stores.clickhouse.client(), scope, since)));
    records.set({ state: 'received' }, sums.received);
    records.set({ state: 'stored' }, sums.stored);
    records.set({ state: 'evaluated' }, sums.evaluated);
    records.set({ state: 'unparsed' }, sums.unparsed);
    records.set({ state: 'in_table' }, sums.rows);
    gap.set(sums.gap);
  }
  const again = (): Promise<void> =>
    measure().catch((error: unknown) => log.warn({ err: error }, 'the counters could not be compared'));
  let running = again();
  const timer = setInterval(() => {
    running = again();
  }, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

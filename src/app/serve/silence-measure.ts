import { listSilences } from '../../event/index.ts';
import { minuteMs, systemScope } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import type { Stores } from './stores.ts';

const everyMs = minuteMs;

/** Shows as a metric which sources are silent for longer than their rhythm explains: at once, and every minute. */
export function startSilenceMeasure(
  stores: Stores,
  log: Logger,
  metrics: Metrics,
): { readonly stop: () => Promise<void> } {
  const silent = metrics.gauge(
    'tocsin_source_silent',
    '1 for each source that has been silent for longer than its rhythm explains',
    ['company', 'source'],
  );
  async function measure(): Promise<void> {
    const found = await inScope(stores.postgres.db, systemScope('silence-measure'), (tx) => listSilences(tx));
    silent.reset();
    for (const { companySlug: company, name: source } of found) silent.set({ company, source }, 1);
  }
  const again = (): Promise<void> =>
    measure().catch((error: unknown) => log.warn({ err: error }, 'silent sources could not be read'));
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

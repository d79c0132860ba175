import { systemScope, type Clock } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';
import {
  createCostCollector,
  dearest,
  shownMs,
  stretchMs,
  stretchOf,
  type CostCollector,
} from './rule-cost.ts';
import { addCosts, costSums, forgetCostsBefore } from './rule-cost-store.ts';
import type { JudgingCost } from './rule-meter.ts';

export interface CostReportDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Writes down what this process's threads have measured, and shows what all processes have. */
export interface CostReport {
  /** Takes what a batch has cost. */
  add(cost: JudgingCost): void;
  /** Writes what has come in; a failure is logged, and what could not be written is tried again by the next call. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const flushEveryMs = 10_000;
/** The metrics show so many rules. */
const shownRules = 20;
const keptMs = shownMs + 2 * stretchMs;
const scope = systemScope('rule-cost');

export function startCostReport(deps: CostReportDeps): CostReport {
  const collector = createCostCollector();
  const show = createMeasures(deps.metrics);
  let stretch = stretchOf(deps.clock.now()).getTime();
  let running: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const now = deps.clock.now();
    const isOver = stretchOf(now).getTime() !== stretch;
    stretch = stretchOf(now).getTime();
    const cost = collector.take(isOver);
    await keep(deps, collector, cost, async () => {
      show(
        await inScope(deps.db, scope, async (tx) => {
          await addCosts(tx, now, cost);
          if (isOver) await forgetCostsBefore(tx, new Date(now.getTime() - keptMs));
          return dearest(await costSums(tx, now, shownMs), shownRules);
        }),
      );
    });
  }

  function flush(): Promise<void> {
    running = running.then(write);
    return running;
  }

  const timer = setInterval(() => void flush(), flushEveryMs);
  timer.unref();
  return {
    add: (cost) => collector.add(cost),
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

async function keep(
  { log }: CostReportDeps,
  collector: CostCollector,
  cost: JudgingCost,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    collector.putBack(cost);
    log.warn({ err: error }, 'what the rules cost could not be written down; it is tried again');
  }
}

function createMeasures(metrics: Metrics): (rules: ReturnType<typeof dearest>) => void {
  const core = metrics.gauge(
    'tocsin_rule_cost_core_ratio',
    `Share of one core that a rule took over the last hour, in all processes: the ${shownRules} dearest`,
    ['rule'],
  );
  const share = metrics.gauge('tocsin_rule_cost_judging_ratio', 'Its share of all judging in that hour', [
    'rule',
  ]);
  const perEvent = metrics.gauge(
    'tocsin_rule_cost_event_microseconds',
    'What it cost for each event that was judged',
    ['rule'],
  );
  return (rules) => {
    for (const gauge of [core, share, perEvent]) gauge.reset();
    for (const cost of rules) {
      core.set({ rule: cost.ruleId }, cost.coreShare);
      share.set({ rule: cost.ruleId }, cost.share);
      perEvent.set({ rule: cost.ruleId }, cost.microsPerEvent);
    }
  };
}

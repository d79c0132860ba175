import { systemScope } from '../../kernel/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { inScope, type Tx } from '../../platform/postgres/index.ts';
import { countQuarantined } from '../rule/rule-set-store.ts';
import { budgetWindowMs, suspectsIn, type RuleBudget, type Suspect } from './quarantine.ts';
import { quarantineSuspects, type QuarantineDeps } from './quarantine-service.ts';
import { createCostCollector, dearest, shownMs, stretchMs, stretchOf } from './rule-cost.ts';
import { addCosts, costSums, forgetCostsBefore } from './rule-cost-store.ts';
import type { JudgingCost } from './rule-meter.ts';

export interface CostReportDeps extends QuarantineDeps {
  readonly metrics: Metrics;
  readonly budget: RuleBudget;
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
const showEveryMs = 60_000;
/** The metrics show so many rules. */
const shownRules = 20;
const keptMs = shownMs + 2 * stretchMs;
const scope = systemScope('rule-cost');

export function startCostReport(deps: CostReportDeps): CostReport {
  const { clock, db, log } = deps;
  const collector = createCostCollector();
  const show = createMeasures(deps.metrics);
  let stretch = stretchOf(clock.now()).getTime();
  let shownAt = -Infinity;
  let running: Promise<void> = Promise.resolve();

  /** Resolves with who costs too much. */
  async function write(now: Date, cost: JudgingCost, isOver: boolean): Promise<readonly Suspect[]> {
    try {
      return await inScope(db, scope, async (tx) => {
        await addCosts(tx, now, cost);
        if (isOver) await forgetCostsBefore(tx, new Date(now.getTime() - keptMs));
        return suspectsIn(await costSums(tx, now, budgetWindowMs), cost.stalls, deps.budget);
      });
    } catch (error) {
      collector.putBack(cost);
      log.warn({ err: error }, 'what the rules cost could not be written down; it is tried again');
      return [];
    }
  }

  async function act(now: Date, suspects: readonly Suspect[], { stalls }: JudgingCost): Promise<void> {
    try {
      await quarantineSuspects(deps, suspects);
      if (suspects.length === 0 && now.getTime() - shownAt < showEveryMs) return;
      shownAt = now.getTime();
      show(await inScope(db, scope, async (tx) => readShown(tx, now)));
    } catch (error) {
      // A budget that is spent is seen again by the next look; a stall is not.
      if (suspects.length > 0) collector.add({ events: 0, micros: 0, largestMicros: 0, rules: [], stalls });
      log.warn({ err: error }, 'rules that cost too much could not be taken out; it is tried again');
    }
  }

  async function look(): Promise<void> {
    const now = clock.now();
    const isOver = stretchOf(now).getTime() !== stretch;
    stretch = stretchOf(now).getTime();
    const cost = collector.take(isOver);
    await act(now, await write(now, cost, isOver), cost);
  }

  const flush = (): Promise<void> => (running = running.then(look));
  const timer = setInterval(() => void flush(), flushEveryMs);
  timer.unref();
  return {
    add: (cost) => {
      collector.add(cost);
      if (cost.stalls.length > 0) void flush();
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

interface Shown {
  readonly dearest: ReturnType<typeof dearest>;
  readonly quarantined: number;
}

const readShown = async (tx: Tx, now: Date): Promise<Shown> => ({
  dearest: dearest(await costSums(tx, now, shownMs), shownRules),
  quarantined: await countQuarantined(tx),
});

function createMeasures(metrics: Metrics): (shown: Shown) => void {
  const out = metrics.gauge(
    'tocsin_rule_quarantined',
    'Rules that are out of force because they cost too much',
  );
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
  return (shown) => {
    out.set(shown.quarantined);
    for (const gauge of [core, share, perEvent]) gauge.reset();
    for (const cost of shown.dearest) {
      core.set({ rule: cost.ruleId }, cost.coreShare);
      share.set({ rule: cost.ruleId }, cost.share);
      perEvent.set({ rule: cost.ruleId }, cost.microsPerEvent);
    }
  };
}

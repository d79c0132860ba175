import { randomUUID } from 'node:crypto';
import {
  correlateDue,
  createDueFilter,
  documentsIn,
  planCorrelations,
  type CorrelatorDeps,
  type RuleBook,
} from '../../detection/index.ts';

/** Evaluates correlations whenever a batch left groups for it, and now and then for what a crash left over. */
export interface Correlator {
  /** There may be groups to evaluate. */
  wake(): void;
  stop(): Promise<void>;
}

const sweepMs = 5_000;

export function startCorrelator(
  shared: Omit<CorrelatorDeps, 'plan' | 'documentsOf' | 'holder' | 'filter'>,
  rules: RuleBook,
): Correlator {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const filter = createDueFilter();
  const { documentsOf, plan } = planOf(rules, () => filter.reset());
  const deps: CorrelatorDeps = { ...shared, plan, documentsOf, holder: randomUUID(), filter };

  function wake(): void {
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = correlateDue(deps)
      .then(() => undefined)
      .catch((error: unknown) =>
        deps.log.warn({ err: error }, 'correlations could not be evaluated; they wait'),
      )
      .then(() => {
        running = null;
        if (!again) return;
        again = false;
        wake();
      });
  }

  const timer = setInterval(wake, sweepMs);
  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** The plan and the documents of the rules in force, made once for each set of them. */
function planOf(rules: RuleBook, onChange: () => void): Pick<CorrelatorDeps, 'plan' | 'documentsOf'> {
  let set = rules.current();
  let plan = planCorrelations(set.rules, set.correlations);
  let documentsOf = documentsIn(set);
  const renew = (): void => {
    const now = rules.current();
    if (now === set) return;
    set = now;
    plan = planCorrelations(now.rules, now.correlations);
    documentsOf = documentsIn(now);
    onChange();
  };
  return {
    plan: () => {
      renew();
      return plan;
    },
    documentsOf: (rule) => documentsOf(rule),
  };
}

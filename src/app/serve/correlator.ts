import { correlateDue, planCorrelations, type CorrelatorDeps, type RuleBook } from '../../detection/index.ts';

/** Evaluates correlations whenever a batch left groups for it, and now and then for what a crash left over. */
export interface Correlator {
  /** There may be groups to evaluate. */
  wake(): void;
  stop(): Promise<void>;
}

const sweepMs = 5_000;

export function startCorrelator(deps: Omit<CorrelatorDeps, 'plan'>, rules: RuleBook): Correlator {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const plan = (): ReturnType<typeof planCorrelations> => {
    const { rules: plain, correlations } = rules.current();
    return planCorrelations(plain, correlations);
  };

  function wake(): void {
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = correlateDue({ ...deps, plan })
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

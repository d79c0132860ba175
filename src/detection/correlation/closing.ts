import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { isMonotone } from './windows.ts';

/**
 * Of a correlation whose rows count, directly or further up, for a condition that is not monotone (COR-13): how long
 * after a row the last window that it may be in has closed, and how late other rows of those windows may still come.
 */
export interface Closing {
  readonly reachMs: number;
  readonly latenessMs: number;
}

/** Null for correlations whose rows only count for conditions that are judged at once. */
export function closingOf(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  defaultLatenessMs: number,
): Closing | null {
  const { latenessMs, timespanMs } = planned.correlation;
  const above = plan.correlations
    .filter(({ references }) => references.some(({ id }) => id === planned.correlation.id))
    .flatMap((parent) => closingOf(plan, parent, defaultLatenessMs) ?? []);
  const own = isMonotone(planned.correlation)
    ? []
    : [
        {
          reachMs: settlingMs(plan, planned),
          latenessMs: latenessMs ?? defaultLatenessMs,
        },
      ];
  const all = [...own, ...above];
  if (all.length === 0) return null;
  return {
    // A moment at which this one held lies at most a timespan after the row, and is a row to those above.
    reachMs: timespanMs + Math.max(...all.map(({ reachMs }) => reachMs)),
    latenessMs: Math.max(...all.map((each) => each.latenessMs)),
  };
}

/**
 * How long after the end of a window it is known what the inner correlations see in it: those that are not monotone see
 * a window when it has closed, which is up to their timespan after the moment that it makes.
 */
export function settlingMs(plan: CorrelationPlan, planned: PlannedCorrelation): number {
  return planned.references.reduce((most, { id, kind }) => {
    const inner = kind === 'correlation' ? plan.byId.get(id) : undefined;
    if (inner === undefined) return most;
    const own = isMonotone(inner.correlation) ? 0 : inner.correlation.timespanMs;
    return Math.max(most, own + settlingMs(plan, inner));
  }, 0);
}

import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { isMonotone } from './windows.ts';

/**
 * What the rows of a group must at least be so that the correlation can hold in a window with one of them. It never asks
 * for more than evaluation does: a group that does not meet it need not be evaluated.
 */
export type Demand =
  /** Nothing is known: evaluate. */
  | { readonly kind: 'none' }
  /** So many rows for these references together. */
  | { readonly kind: 'total'; readonly slots: readonly string[]; readonly atLeast: number }
  /** A row for each of these references. */
  | { readonly kind: 'each'; readonly slots: readonly string[] };

/** The demand of a correlation, for rows at most `reachMs` before or behind those that are new. */
export interface Reach {
  readonly demand: Demand;
  readonly reachMs: number;
}

/** Of a correlation that is not there any more. */
export const unknownReach: Reach = { demand: { kind: 'none' }, reachMs: 0 };

export function reachOf(plan: CorrelationPlan, planned: PlannedCorrelation): Reach {
  return {
    demand: demandOf(planned),
    reachMs: planned.correlation.timespanMs + innerReachMs(plan, planned, new Set()),
  };
}

function demandOf({ correlation, references }: PlannedCorrelation): Demand {
  const { condition, type } = correlation;
  // A row can end a hit of these, or change it after it was judged.
  if (!isMonotone(correlation)) return { kind: 'none' };
  const slots = references.map(({ id }) => id);
  if (condition.kind === 'every-rule') return { kind: 'each', slots };
  if (condition.kind !== 'bounds') return { kind: 'none' };
  // A hit of an inner correlation has at least one row of the outer group, and each row is in one hit at the most; a
  // value may come from a moment that has none, so values of inner correlations are not bounded so.
  const isCounted =
    type === 'event_count' ||
    (type === 'value_count' && references.every(({ kind }) => kind === 'detection'));
  if (!isCounted) return { kind: 'none' };
  const least = condition.bounds.map(({ operator, value }) =>
    operator === 'gt' ? Math.floor(value) + 1 : value,
  );
  return { kind: 'total', slots, atLeast: Math.ceil(Math.max(1, ...least)) };
}

/** Rows of an inner correlation lie up to its timespan before the moment that they make, and twice for its run's start. */
function innerReachMs(plan: CorrelationPlan, planned: PlannedCorrelation, seen: ReadonlySet<string>): number {
  return planned.references.reduce((most, { id, kind }) => {
    const inner = kind === 'correlation' && !seen.has(id) ? plan.byId.get(id) : undefined;
    if (inner === undefined) return most;
    const below = innerReachMs(plan, inner, new Set([...seen, id]));
    return Math.max(most, 2 * inner.correlation.timespanMs + below);
  }, 0);
}

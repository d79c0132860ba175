import { secondMs } from '../../kernel/index.ts';
import { closingOf, type Closing } from './closing.ts';
import type { DueGroup } from './due.ts';
import type { CorrelationPlan } from './plan.ts';
import type { WaitingGroups } from './waiting-store.ts';
import { isMonotone } from './windows.ts';

/** Groups that ripen within so long of each other are looked at together. */
const togetherMs = 5 * secondMs;

/** When what is judged at its closing has closed, of each correlation of a plan. */
export interface Ripening {
  /** What must be looked at later, when nothing of it can be missing any more. */
  waiting(groups: readonly DueGroup[]): readonly WaitingGroups[];
  /** What is worth a look now: not what is only judged when it has closed. */
  atOnce(groups: readonly DueGroup[]): readonly DueGroup[];
  /** Ripe groups by how late their rows may come, each once. Those of correlations that are gone are left out. */
  byLateness(groups: readonly DueGroup[]): ReadonlyMap<number, readonly DueGroup[]>;
  /** The longest that rows of any of these groups may be late. */
  latenessOf(groups: readonly DueGroup[]): number;
}

export function createRipening(plan: CorrelationPlan, defaultLatenessMs: number): Ripening {
  const closings = new Map<string, Closing>();
  for (const planned of plan.correlations) {
    const closing = closingOf(plan, planned, defaultLatenessMs);
    if (closing !== null) closings.set(planned.correlation.id, closing);
  }
  return {
    waiting: (groups) => {
      const ripe = new Map<number, DueGroup[]>();
      for (const group of groups) {
        const closing = closings.get(group.correlationId);
        if (closing === undefined) continue;
        const at = group.to + closing.reachMs + closing.latenessMs;
        const together = Math.ceil(at / togetherMs) * togetherMs;
        ripe.set(together, [...(ripe.get(together) ?? []), group]);
      }
      return [...ripe].map(([ripeAt, own]) => ({ ripeAt, groups: own }));
    },
    atOnce: (groups) =>
      groups.filter(({ correlationId }) => {
        const planned = plan.byId.get(correlationId);
        return planned === undefined || isMonotone(planned.correlation);
      }),
    byLateness: (groups) => {
      const known = groups.filter(({ correlationId }) => closings.has(correlationId));
      return Map.groupBy(joined(known), (group) => closings.get(group.correlationId)?.latenessMs ?? 0);
    },
    latenessOf: (groups) =>
      groups.reduce((most, group) => Math.max(most, closings.get(group.correlationId)?.latenessMs ?? 0), 0),
  };
}

/** Each group once, with the span of all its entries; what hunts brought stays apart (see `roundsOf`). */
function joined(groups: readonly DueGroup[]): readonly DueGroup[] {
  const byKey = new Map<string, DueGroup>();
  for (const group of groups.filter(({ hunted }) => !hunted)) {
    const key = `${group.companyId} ${group.correlationId} ${group.group}`;
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined
        ? group
        : {
            ...known,
            from: Math.min(known.from, group.from),
            to: Math.max(known.to, group.to),
          },
    );
  }
  return [...byKey.values(), ...groups.filter(({ hunted }) => hunted)];
}

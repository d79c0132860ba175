import { hourMs, minuteMs } from '../../kernel/index.ts';
import type { JudgingCost, RuleCost, RuleStall } from './rule-meter.ts';

/** Sums are kept by stretches of this length. */
export const stretchMs = 5 * minuteMs;
/** What people are shown is of the last hour. */
export const shownMs = hourMs;

/** Start of the stretch that a time is in. */
export const stretchOf = (at: Date): Date => new Date(at.getTime() - (at.getTime() % stretchMs));

/** What a window of time has cost. */
export interface CostSums {
  readonly events: number;
  /** Microseconds of one core, of all rules and of looking up which to evaluate. */
  readonly micros: number;
  /** Without the dearest single measurement of each stretch: it may have been a pause of the machine. */
  readonly rules: ReadonlyMap<string, { readonly micros: number; readonly evaluations: number }>;
}

/** What a rule costs, for people. */
export interface ShownCost {
  /** Microseconds of one core for each event that is judged, by whatever rules. */
  readonly microsPerEvent: number;
  readonly microsPerEvaluation: number;
  /** Of all judging, between 0 and 1. */
  readonly share: number;
  /** Of one core over the last hour. */
  readonly coreShare: number;
  readonly evaluations: number;
}

/** Null: the rule was not evaluated in any event that was measured. */
export function shownCost(sums: CostSums, ruleId: string): ShownCost | null {
  const cost = sums.rules.get(ruleId);
  if (cost === undefined || sums.events === 0 || sums.micros === 0) return null;
  const { evaluations, micros } = cost;
  return {
    microsPerEvent: micros / sums.events,
    microsPerEvaluation: evaluations === 0 ? 0 : micros / evaluations,
    share: Math.min(1, micros / sums.micros),
    coreShare: micros / (shownMs * 1_000),
    evaluations,
  };
}

/** The dearest rules, dearest first. */
export function dearest(sums: CostSums, most: number): readonly (ShownCost & { readonly ruleId: string })[] {
  return [...sums.rules]
    .toSorted(([a, { micros: x }], [b, { micros: y }]) => y - x || (a < b ? -1 : 1))
    .slice(0, most)
    .flatMap(([ruleId]) => {
      const cost = shownCost(sums, ruleId);
      return cost === null ? [] : [{ ruleId, ...cost }];
    });
}

/** Costs of one process that are not yet written down. */
export interface CostCollector {
  add(cost: JudgingCost): void;
  /** What was added since the last call; rules that cost next to nothing wait for the end of a stretch. */
  take(isStretchOver: boolean): JudgingCost;
  /** Puts back what could not be written. */
  putBack(cost: JudgingCost): void;
}

/** A rule with less is written down once a stretch, so that a flush writes few rows. */
const smallMicros = 10_000;

export function createCostCollector(): CostCollector {
  const rules = new Map<string, RuleCost>();
  let stalls: RuleStall[] = [];
  let all = { events: 0, micros: 0, largestMicros: 0 };

  function add(cost: JudgingCost): void {
    all = {
      events: all.events + cost.events,
      micros: all.micros + cost.micros,
      largestMicros: Math.max(all.largestMicros, cost.largestMicros),
    };
    stalls.push(...cost.stalls);
    for (const rule of cost.rules) rules.set(rule.ruleId, summed(rules.get(rule.ruleId), rule));
  }

  return {
    add,
    putBack: add,
    take: (isStretchOver) => {
      const due = [...rules.values()].filter(({ micros }) => isStretchOver || micros >= smallMicros);
      for (const { ruleId } of due) rules.delete(ruleId);
      const taken = { ...all, rules: due, stalls };
      all = { events: 0, micros: 0, largestMicros: 0 };
      stalls = [];
      return taken;
    },
  };
}

const summed = (known: RuleCost | undefined, rule: RuleCost): RuleCost =>
  known === undefined
    ? rule
    : {
        ruleId: rule.ruleId,
        micros: known.micros + rule.micros,
        evaluations: known.evaluations + rule.evaluations,
        largestMicros: Math.max(known.largestMicros, rule.largestMicros),
      };

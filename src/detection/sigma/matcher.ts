import type { ParsedEvent } from '../event-types.ts';
import type { RuleMeter } from '../cost/rule-meter.ts';
import { createLane, type Lane, type LaneRule } from './lane.ts';
import type { Matcher, RuleMatch } from './match.ts';
import { aliasesFor, createLaneNumbers, sourcesOf } from './routing.ts';
import type { SigmaRule } from './rule.ts';

/**
 * Judges events with an index from what rules require to the rules worth evaluating. It gives what
 * `createPlainMatcher` gives. Not to be shared between threads; make one in each. With a meter, it measures what rules cost.
 */
export function createMatcher(rules: readonly SigmaRule[], meter: RuleMeter | null = null): Matcher {
  const laneNumber = createLaneNumbers(rules.map((rule) => rule.logSource));
  const lanes = new Map<number, Lane>();
  const bySignature = new Map<string, Lane>();

  function laneFor(event: ParsedEvent): Lane {
    const own = rulesFor(rules, event);
    const signature = own.map((rule) => `${rule.number} ${JSON.stringify([...rule.aliases])}`).join('\n');
    const known = bySignature.get(signature) ?? createLane(own);
    bySignature.set(signature, known);
    return known;
  }

  function laneOf(event: ParsedEvent): Lane {
    const number = laneNumber(event);
    const known = lanes.get(number);
    if (known !== undefined) return known;
    const lane = laneFor(event);
    lanes.set(number, lane);
    return lane;
  }

  function toMatches(lane: Lane, held: readonly number[]): readonly RuleMatch[] {
    if (held.length === 0) return noMatches;
    return held.flatMap((position) => {
      const own = lane.rules[position];
      const rule = own === undefined ? undefined : rules[own.number];
      if (own === undefined || rule === undefined) return [];
      return [{ rule, fields: lane.explain(position), aliases: own.aliases }];
    });
  }

  function measuredMatches(lane: Lane, held: readonly number[], by: RuleMeter): readonly RuleMatch[] {
    return held.flatMap((position) => {
      const beganAt = by.timer.now();
      const matches = toMatches(lane, [position]);
      for (const { rule } of matches) by.followed(rule.id, (by.timer.now() - beganAt) * 1_000);
      return matches;
    });
  }

  if (meter === null)
    return (event) => {
      const lane = laneOf(event);
      return toMatches(lane, lane.evaluate(event.record));
    };

  meter.rulesAre(rules.map(({ id }) => id));
  return (event) => {
    const lane = laneOf(event);
    return meter.begins(lane, event.record)
      ? measuredMatches(lane, meter.measure(lane, event.record), meter)
      : toMatches(lane, lane.evaluate(event.record));
  };
}

const noMatches: readonly never[] = [];

function rulesFor(rules: readonly SigmaRule[], event: ParsedEvent): readonly LaneRule[] {
  const sources = sourcesOf(event);
  return rules.flatMap((rule, number) => {
    const aliases = aliasesFor(rule.logSource, sources);
    return aliases === null ? [] : [{ number, tree: rule.tree, aliases: usedAliases(aliases) }];
  });
}

/** Sorted, so that lanes with the same rules and names are found to be the same. */
const usedAliases = (aliases: LaneRule['aliases']): LaneRule['aliases'] =>
  new Map([...aliases].sort(([a], [b]) => (a < b ? -1 : 1)));

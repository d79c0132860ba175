import type { RuleSet } from '../sigma/load.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import type { SigmaCorrelation } from './correlation.ts';
import { targetIndex } from './references.ts';

/** Rules and correlations of a set. */
export type RulePart = Pick<RuleSet, 'rules' | 'correlations'>;

/**
 * The rules named by their ids, the correlations that count them, also around corners (they decide whether a rule makes
 * findings of its own), and whatever all of those refer to. These judge an event as the whole set does.
 */
export function relatedRules({ rules, correlations }: RulePart, ids: Iterable<string>): RulePart {
  const targets = targetIndex(rules, correlations);
  const wanted = new Set(ids);
  const refersTo = (correlation: SigmaCorrelation): readonly string[] =>
    correlation.rules.flatMap((reference) => targets.get(reference)?.id ?? []);
  // References are resolved, so a correlation stands behind all that it refers to: one pass each way is enough.
  for (const correlation of correlations)
    if (refersTo(correlation).some((id) => wanted.has(id))) wanted.add(correlation.id);
  for (const correlation of correlations.toReversed())
    if (wanted.has(correlation.id)) for (const id of refersTo(correlation)) wanted.add(id);
  const isWanted = ({ id }: SigmaRule | SigmaCorrelation): boolean => wanted.has(id);
  return { rules: rules.filter(isWanted), correlations: correlations.filter(isWanted) };
}

/** The rules and correlations named by their ids, and whatever they refer to. */
export function withReferences({ rules, correlations }: RulePart, ids: Iterable<string>): RulePart {
  const targets = targetIndex(rules, correlations);
  const wanted = new Set(ids);
  for (const correlation of correlations.toReversed()) {
    if (!wanted.has(correlation.id)) continue;
    for (const reference of correlation.rules) wanted.add(targets.get(reference)?.id ?? '');
  }
  return {
    rules: rules.filter(({ id }) => wanted.has(id)),
    correlations: correlations.filter(({ id }) => wanted.has(id)),
  };
}

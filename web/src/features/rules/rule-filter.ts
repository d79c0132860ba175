import type { DeadRule, Rule } from '../../api/types.ts';
import type { RulesSearch, RuleSort } from '../../app/search.ts';
import { markNames, type RuleMark } from './rule-mark.ts';

export const ruleMarks = markNames;

export const logSourceText = ({ logSource }: Pick<Rule, 'logSource'>): string =>
  [logSource?.product, logSource?.category, logSource?.service]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' / ');

/** A rule with what is known of the events that reach it; without: some do, or nobody has asked yet. */
export type MarkedRule = Rule & { readonly dead?: DeadRule };

/** The rules, those that cannot fire with what is known of that. */
export function withDead(rules: readonly Rule[], dead: readonly DeadRule[]): readonly MarkedRule[] {
  const byId = new Map(dead.map((each) => [each.id, each]));
  return rules.map((rule) => {
    const own = byId.get(rule.id);
    return own === undefined || rule.state !== 'active' ? rule : { ...rule, dead: own };
  });
}

/** What wants a person's eye on a rule. */
export function marksOf(rule: MarkedRule): readonly RuleMark[] {
  const marks: readonly (RuleMark | false)[] = [
    !rule.readable && 'unreadable',
    rule.shippedChanged && 'shippedChanged',
    rule.draftVersion !== null && rule.state !== 'draft' && 'newerDraft',
    rule.readable && !rule.hasTests && 'noTest',
    rule.dead !== undefined && 'dead',
  ];
  return marks.filter((mark) => mark !== false);
}

/** The list has all rules, so it is filtered here. Marks and texts must all hold, of the others any. */
export function filterRules(rules: readonly MarkedRule[], search: RulesSearch): readonly MarkedRule[] {
  const needle = search.q?.toLowerCase() ?? '';
  const isOneOf = <T>(wanted: readonly T[] | undefined, value: T | null): boolean =>
    wanted === undefined || (value !== null && wanted.includes(value));
  return rules.filter(
    (rule) =>
      isOneOf(search.state, rule.state) &&
      isOneOf(search.level, rule.level) &&
      isOneOf(search.origin, rule.origin) &&
      (search.mark ?? []).every((mark) => marksOf(rule).includes(mark)) &&
      (needle === '' || searchedText(rule).includes(needle)),
  );
}

/** By what was asked for, most first; what is the same stays in the order of the list. */
export function sortRules(rules: readonly MarkedRule[], sort: RuleSort | undefined): readonly MarkedRule[] {
  switch (sort) {
    case undefined:
      return rules;
    case 'cost':
      return rules.toSorted((a, b) => (b.cost?.microsPerEvent ?? 0) - (a.cost?.microsPerEvent ?? 0));
    case 'matches':
      return rules.toSorted((a, b) => (b.matches24h ?? 0) - (a.matches24h ?? 0));
  }
}

const searchedText = (rule: Rule): string =>
  [rule.title, rule.id, rule.file, rule.author, ...rule.tags, logSourceText(rule)].join(' ').toLowerCase();

import type { RuleWarning } from './refusal.ts';
import { allOf, type RuleNode, type SigmaFilter, type SigmaRule } from './rule.ts';

/**
 * ANDs each filter's tree, as written, onto the rules that it names or, for `any`, onto every rule of its log source.
 * A filter excludes only when its condition says `not`; one that does not is kept and warned about, because it keeps
 * nothing but what it describes.
 */
export function applyFilters(
  rules: readonly SigmaRule[],
  filters: readonly SigmaFilter[],
): { readonly rules: readonly SigmaRule[]; readonly warnings: readonly RuleWarning[] } {
  const warnings = filters.flatMap((filter) => warningsOf(filter, rules));
  const filtered = rules.map((rule) => {
    const own = filters.filter((filter) => appliesTo(filter, rule));
    if (own.length === 0) return rule;
    return {
      ...rule,
      tree: allOf([rule.tree, ...own.map((filter) => filter.tree)]),
      filters: own.map((filter) => filter.id),
      ownTree: rule.tree,
    };
  });
  return { rules: filtered, warnings };
}

/** Whether a filter is about a rule: one of its log source that it names, or any. */
export function appliesTo(filter: SigmaFilter, rule: SigmaRule): boolean {
  const { product, category, service } = filter.logSource;
  const sameSource =
    (product === null || product === rule.logSource.product) &&
    (category === null || category === rule.logSource.category) &&
    (service === null || service === rule.logSource.service);
  return sameSource && (filter.targets === 'any' || filter.targets.some((target) => isNamed(rule, target)));
}

const isNamed = (rule: SigmaRule, target: string): boolean => rule.id === target || rule.name === target;

function warningsOf(filter: SigmaFilter, rules: readonly SigmaRule[]): RuleWarning[] {
  const { file, line, title } = filter;
  const warnings: RuleWarning[] = [];
  if (!excludes(filter.tree)) {
    const reason = `The filter "${title}" keeps only what it describes; to exclude it, write "not" in its condition.`;
    warnings.push({ file, line, code: 'filter_keeps_only', reason });
  }
  if (filter.targets !== 'any') {
    for (const target of filter.targets) {
      if (rules.some((rule) => isNamed(rule, target))) continue;
      const reason = `The filter "${title}" names ${target}, which is not loaded.`;
      warnings.push({ file, line, code: 'filter_target_unknown', reason });
    }
  }
  return warnings;
}

/** Whether a tree says what is to be left out, and not what is to be kept. */
export const excludes = (node: RuleNode): boolean =>
  node.kind === 'not' || ((node.kind === 'and' || node.kind === 'or') && node.nodes.every(excludes));

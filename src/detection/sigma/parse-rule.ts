import { parseDetection } from './detection.ts';
import { isSigmaMap, parseHead, parseLevel, parseLogSource, textsAt, type SigmaMap } from './document.ts';
import { parseFilterTerm } from './filter-term.ts';
import type { Placeholders } from './placeholder.ts';
import { refuse } from './refusal.ts';
import type { SigmaFilter, SigmaRule } from './rule.ts';
import { ruleTree, type TreeBuilder } from './tree-builder.ts';

/** A rule without a level makes no alarm of itself (Sigma 2.1, rules, level: enrichment). */
const defaultLevel = 'informational';

/** Reads a detection rule. Refuses by throwing `RefusedError`. */
export function parseRule(map: SigmaMap, file: string, line: number, placeholders: Placeholders): SigmaRule {
  const head = parseHead(map, file, line);
  const tree = parseRuleBody(map, ruleTree, placeholders);
  return {
    kind: 'detection',
    ...head,
    level: parseLevel(map) ?? defaultLevel,
    logSource: parseLogSource(map),
    tree,
    fields: textsAt(map, 'fields'),
    filters: [],
  };
}

/** Reads a filter. Its condition is kept as written. */
export function parseFilter(
  map: SigmaMap,
  file: string,
  line: number,
  placeholders: Placeholders,
): SigmaFilter {
  const head = parseHead(map, file, line);
  const filter = filterBody(map);
  // Read here only to be refused here.
  parseFilterTerm(head.custom);
  return {
    kind: 'filter',
    ...head,
    logSource: parseLogSource(map),
    targets: targetsOf(filter['rules']),
    tree: parseFilterBody(map, ruleTree, placeholders),
  };
}

/** What a rule's document asks, in the form that the builder gives it. Refuses by throwing `RefusedError`. */
export function parseRuleBody<Node>(
  map: SigmaMap,
  builder: TreeBuilder<Node>,
  placeholders: Placeholders,
): Node {
  const detection = map['detection'];
  if (detection === undefined || detection === null)
    refuse('detection_missing', 'The rule has no detection.');
  if (!isSigmaMap(detection)) refuse('detection_invalid', 'The detection is no map.', ['detection']);
  return parseDetection(detection, ['detection'], builder, placeholders, ['timeframe']);
}

/** The same for a filter's document. */
export const parseFilterBody = <Node>(
  map: SigmaMap,
  builder: TreeBuilder<Node>,
  placeholders: Placeholders,
): Node => parseDetection(filterBody(map), ['filter'], builder, placeholders, ['rules']);

function filterBody(map: SigmaMap): SigmaMap {
  const filter = map['filter'];
  if (!isSigmaMap(filter)) refuse('filter_invalid', 'The filter is no map.', ['filter']);
  return filter;
}

function targetsOf(value: unknown): readonly string[] | 'any' {
  if (value === 'any') return 'any';
  const targets = textsAt({ rules: value }, 'rules');
  if (targets.length === 0)
    refuse('filter_invalid', 'The filter names no rules; list their ids or write "any".', ['filter']);
  return targets.length === 1 && targets[0] === 'any' ? 'any' : targets;
}

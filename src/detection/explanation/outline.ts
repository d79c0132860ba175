import { isSigmaMap, type SigmaMap } from '../sigma/document.ts';
import { parseFilterBody, parseRuleBody } from '../sigma/parse-rule.ts';
import type { Placeholders } from '../sigma/placeholder.ts';
import type { DetectionItem, TreeBuilder } from '../sigma/tree-builder.ts';
import { readYaml } from '../sigma/yaml-documents.ts';

/** What a rule or filter asks, in its author's words: search identifiers and `field|modifiers: values` are kept. */
export type Outline =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly Outline[] }
  | { readonly kind: 'not'; readonly node: Outline }
  | { readonly kind: 'selection'; readonly name: string; readonly node: Outline }
  | { readonly kind: 'item'; readonly item: DetectionItem };

const outlineBuilder: TreeBuilder<Outline> = {
  allOf: (nodes) => joined('and', nodes),
  anyOf: (nodes) => joined('or', nodes),
  negate: (node) => ({ kind: 'not', node }),
  item: (item) => ({ kind: 'item', item }),
  selection: (name, node) => ({ kind: 'selection', name, node }),
};

function joined(kind: 'and' | 'or', nodes: readonly Outline[]): Outline {
  const [first] = nodes;
  return nodes.length === 1 && first !== undefined ? first : { kind, nodes };
}

/**
 * Reads the outline of one document of YAML that was loaded before; null when it is no rule and no filter, such as a
 * correlation. Throws `RefusedError` for what loading refuses.
 */
export function readOutline(text: string, placeholders: Placeholders): Outline | null {
  const map: unknown = readYaml(text, 'rule').documents[0]?.value;
  return isSigmaMap(map) ? outlineOf(map, placeholders) : null;
}

function outlineOf(map: SigmaMap, placeholders: Placeholders): Outline | null {
  if ('correlation' in map) return null;
  return 'filter' in map
    ? parseFilterBody(map, outlineBuilder, placeholders)
    : parseRuleBody(map, outlineBuilder, placeholders);
}

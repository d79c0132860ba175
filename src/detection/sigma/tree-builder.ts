import type { Scalar } from './item.ts';
import { allOf, anyOf, negate, type RuleNode, type ValueTest } from './rule.ts';

/** One `field|modifiers: values` of a detection as its author wrote it, with the tests that each value became. */
export interface DetectionItem {
  readonly key: string;
  /** Null for a keyword search. */
  readonly field: string | null;
  /** All values must hold, not one of them. */
  readonly all: boolean;
  /** The whole is turned round (`neq`). */
  readonly negated: boolean;
  readonly values: readonly { readonly written: Scalar; readonly tests: readonly ValueTest[] }[];
}

/** What a condition is made into. */
export interface ConditionBuilder<Node> {
  /** `nodes` holds at least one. */
  readonly allOf: (nodes: readonly Node[]) => Node;
  readonly anyOf: (nodes: readonly Node[]) => Node;
  readonly negate: (node: Node) => Node;
}

/** What a detection is made into: the smallest tree, to be evaluated, or one that keeps what the author wrote. */
export interface TreeBuilder<Node> extends ConditionBuilder<Node> {
  readonly item: (item: DetectionItem) => Node;
  /** A search identifier. */
  readonly selection: (name: string, node: Node) => Node;
}

/** Makes the tree that is compiled. */
export const ruleTree: TreeBuilder<RuleNode> = {
  allOf,
  anyOf,
  negate,
  item: ({ all, field, negated, values }) => {
    const nodes = values.map(({ tests }) => anyOf(tests.map((test) => ({ kind: 'test', field, test }))));
    const joined = all ? allOf(nodes) : anyOf(nodes);
    return negated ? negate(joined) : joined;
  },
  selection: (_name, node) => node,
};

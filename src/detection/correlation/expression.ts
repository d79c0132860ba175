import { parseCondition } from '../sigma/condition.ts';
import type { DocumentPath } from '../sigma/refusal.ts';
import type { ConditionBuilder } from '../sigma/tree-builder.ts';
import type { RuleExpression } from './correlation.ts';

/**
 * Reads a boolean expression over the names of referenced rules with the grammar of a rule's condition, in which each
 * name stands for a search identifier.
 */
export function parseExpression(text: string, rules: readonly string[], path: DocumentPath): RuleExpression {
  const selections = new Map(
    rules.map((reference): [string, RuleExpression] => [reference, { kind: 'rule', reference }]),
  );
  return parseCondition(text, selections, path, expressions);
}

const expressions: ConditionBuilder<RuleExpression> = {
  allOf: (nodes) => joined('and', nodes),
  anyOf: (nodes) => joined('or', nodes),
  negate: (node) => (node.kind === 'not' ? node.node : { kind: 'not', node }),
};

function joined(kind: 'and' | 'or', nodes: readonly RuleExpression[]): RuleExpression {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, nodes: flat };
}

/** Whether the expression holds when exactly these rules have matched. */
export function holds(expression: RuleExpression, matched: (reference: string) => boolean): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.nodes.every((node) => holds(node, matched));
    case 'or':
      return expression.nodes.some((node) => holds(node, matched));
    case 'not':
      return !holds(expression.node, matched);
    case 'rule':
      return matched(expression.reference);
  }
}

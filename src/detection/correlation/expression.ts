import { parseCondition } from '../sigma/condition.ts';
import { refuse, type DocumentPath } from '../sigma/refusal.ts';
import type { RuleNode } from '../sigma/rule.ts';
import type { RuleExpression } from './correlation.ts';

/**
 * Reads a boolean expression over the names of referenced rules with the grammar of a rule's condition: each name
 * stands for a test on a field of that name, and the resulting tree is read back.
 */
export function parseExpression(text: string, rules: readonly string[], path: DocumentPath): RuleExpression {
  const selections = new Map(
    rules.map((rule): [string, RuleNode] => [rule, { kind: 'test', field: rule, test: { kind: 'null' } }]),
  );
  return toExpression(parseCondition(text, selections, path), path);
}

function toExpression(node: RuleNode, path: DocumentPath): RuleExpression {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, nodes: node.nodes.map((child) => toExpression(child, path)) };
    case 'not':
      return { kind: 'not', node: toExpression(node.node, path) };
    case 'test':
      return node.field === null
        ? refuse('correlation_condition', 'The condition names no rule.', path)
        : { kind: 'rule', reference: node.field };
  }
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

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

/** Fewest rules whose having matched would have to change for the expression to be `wanted`: 0 when it is. */
export function changesTo(
  expression: RuleExpression,
  wanted: boolean,
  matched: (reference: string) => boolean,
): number {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const changes = expression.nodes.map((node) => changesTo(node, wanted, matched));
      return (expression.kind === 'and') === wanted
        ? changes.reduce((sum, change) => sum + change, 0)
        : changes.reduce((least, change) => Math.min(least, change), Infinity);
    }
    case 'not':
      return changesTo(expression.node, !wanted, matched);
    case 'rule':
      return matched(expression.reference) === wanted ? 0 : 1;
  }
}

/** The expression as it would be written, with as many parentheses as it needs. */
export function expressionText(expression: RuleExpression): string {
  const inner = (node: RuleExpression): string =>
    node.kind === 'and' || node.kind === 'or' ? `(${expressionText(node)})` : expressionText(node);
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.nodes.map(inner).join(` ${expression.kind} `);
    case 'not':
      return `not ${inner(expression.node)}`;
    case 'rule':
      return expression.reference;
  }
}

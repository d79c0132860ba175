import { maxSeverity, type Severity } from '../../kernel/index.ts';
import type { AnyRule } from '../correlation/references.ts';
import type { FindingRule } from '../finding/finding.ts';
import type { ReceiptDocument } from '../receipt/receipt.ts';

/** A correlation without a level of its own has the highest of the rules that it refers to. */
export const levelOf = (rule: AnyRule, inner: readonly AnyRule[]): Severity =>
  rule.level ?? inner.map(({ level }) => level ?? 'informational').reduce(maxSeverity, 'informational');

/** What a finding keeps of its rule. */
export function toFindingRule(
  rule: AnyRule,
  severity: Severity,
  documents: readonly ReceiptDocument[],
): FindingRule {
  const { custom } = rule;
  return {
    id: rule.id,
    hash: rule.hash,
    severity,
    documents,
    snapshot: {
      title: rule.title,
      description: rule.description,
      author: rule.author,
      references: rule.references,
      tags: rule.tags,
      falsePositives: rule.falsepositives,
      recommendedMeasures: textsOf(custom['measures']),
      playbook: typeof custom['playbook'] === 'string' ? custom['playbook'] : null,
    },
  };
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

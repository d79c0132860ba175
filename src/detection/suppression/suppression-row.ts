import type { SuppressionKind, SuppressionSubject } from './suppression.ts';

/** The columns of `suppression` that say what it takes. */
export interface SubjectRow {
  readonly kind: SuppressionKind;
  readonly rule_id: string | null;
  readonly entity_type: string | null;
  readonly entity_value: string | null;
  readonly yaml: string | null;
  readonly targets: readonly string[] | null;
  readonly product: string | null;
  readonly category: string | null;
  readonly service: string | null;
}

/** The table's checks leave no other row. */
export function subjectOf(row: SubjectRow): SuppressionSubject {
  if (row.kind === 'filter') {
    const { category, product, service, targets, yaml } = row;
    return { kind: 'filter', yaml: yaml ?? '', targets, logSource: { product, category, service } };
  }
  const ruleId = row.rule_id ?? '';
  if (row.kind === 'rule') return { kind: 'rule', ruleId };
  return { kind: 'entity', ruleId, entity: { type: row.entity_type ?? '', value: row.entity_value ?? '' } };
}

import { planCorrelations, type CorrelationPlan, type PlannedCorrelation } from '../correlation/plan.ts';
import { correlationRows, type CorrelationRow, type MatchedEvent } from '../correlation/row.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { SigmaRule } from '../sigma/rule.ts';

/** What is looked for when a rule or a correlation looks back. */
export interface HuntTarget {
  /** The rule itself, or the rules that the correlation counts, directly or through others. */
  readonly rules: readonly SigmaRule[];
  /** Whether matches become findings of their own. */
  readonly opensFindings: boolean;
  /** What a match brings to the correlations that the rule feeds, or to the correlation itself and those between. */
  readonly rowsOf: (match: MatchedEvent) => readonly CorrelationRow[];
  /** Correlations that `rowsOf` makes rows of. */
  readonly correlationIds: readonly string[];
}

/** Null: the set has no such rule or correlation. */
export function huntTarget(set: RuleSet, id: string): HuntTarget | null {
  const plan = planCorrelations(set.rules, set.correlations);
  const rule = set.rules.find((each) => each.id === id);
  if (rule !== undefined) {
    const feeds = plan.feeds.get(id) ?? [];
    return {
      rules: [rule],
      opensFindings: !plan.silent.has(id),
      rowsOf: (match) => correlationRows(plan, match),
      correlationIds: feeds.map(({ correlationId }) => correlationId),
    };
  }
  const planned = plan.byId.get(id);
  if (planned === undefined) return null;
  const { correlations, rules } = below(plan, planned);
  return {
    rules: set.rules.filter((each) => rules.has(each.id)),
    opensFindings: false,
    rowsOf: (match) => correlationRows(plan, match).filter((row) => leadsTo(row, id)),
    correlationIds: [...correlations],
  };
}

const leadsTo = (row: CorrelationRow, id: string): boolean =>
  row.correlationId === id || Object.keys(row.above).some((path) => path.split('>').includes(id));

/** The rules and correlations that a correlation builds on, itself among them. */
function below(
  plan: CorrelationPlan,
  { correlation, references }: PlannedCorrelation,
): { readonly correlations: ReadonlySet<string>; readonly rules: ReadonlySet<string> } {
  const correlations = new Set([correlation.id]);
  const rules = new Set<string>();
  for (const { id, kind } of references) {
    const inner = kind === 'correlation' ? plan.byId.get(id) : undefined;
    if (inner === undefined) {
      rules.add(id);
      continue;
    }
    const deeper = below(plan, inner);
    for (const each of deeper.correlations) correlations.add(each);
    for (const each of deeper.rules) rules.add(each);
  }
  return { correlations, rules };
}

import type { Severity } from '../../kernel/index.ts';
import type { CompareOperator, RuleHead } from '../sigma/rule.ts';

export const correlationTypes = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

/** One comparison of the condition; several are ANDed into a range. */
export interface Bound {
  readonly operator: CompareOperator;
  readonly value: number;
}

/** A boolean expression over the referenced rules (the extended condition of `temporal`). */
export type RuleExpression =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly RuleExpression[] }
  | { readonly kind: 'not'; readonly node: RuleExpression }
  | { readonly kind: 'rule'; readonly reference: string };

/** When a window of matches is a hit. */
export type CorrelationCondition =
  /** The window's figure (which one, the correlation's type says) lies within every bound. */
  | {
      readonly kind: 'bounds';
      readonly bounds: readonly Bound[];
      /** Fields whose values are counted or computed; empty for counts of events and of rules. */
      readonly fields: readonly string[];
      /** For `value_percentile`: which percentile, 0–100; null asks the share of single values in percent. */
      readonly percentile: number | null;
    }
  /** Every referenced rule matched. */
  | { readonly kind: 'every-rule' }
  | { readonly kind: 'expression'; readonly expression: RuleExpression };

/** A correlation rule (Sigma 2.1, correlation rules specification). */
export interface SigmaCorrelation extends RuleHead {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Its own level, null when it has none: then the highest of the rules that it refers to counts. */
  readonly level: Severity | null;
  /** Ids or names of the rules and correlations that it refers to, in the written order. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  /** How late its rows may come, from its `tocsin` block; null for the installation's own setting. */
  readonly latenessMs: number | null;
  /** Alias → reference → field of that rule's events. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly condition: CorrelationCondition;
  /** Whether the rules referred to also alert on their own. */
  readonly generate: boolean;
}

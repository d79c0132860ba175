import type { Severity } from '../../kernel/index.ts';
import type { JsonObject, LogSource } from '../event-types.ts';
import type { Network } from './network.ts';
import type { Pattern } from './pattern.ts';
import type { Regex } from './regex/index.ts';

export const compareOperators = ['lt', 'lte', 'gt', 'gte', 'eq', 'neq'] as const;
export type CompareOperator = (typeof compareOperators)[number];

export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof timeParts)[number];

export const referenceModes = ['equals', 'startswith', 'endswith', 'contains'] as const;
export type ReferenceMode = (typeof referenceModes)[number];

/** What one value of a field is asked (Sigma 2.1, modifiers appendix, after all modifiers are applied). */
export type ValueTest =
  | { readonly kind: 'pattern'; readonly pattern: Pattern; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly regex: Regex }
  | { readonly kind: 'cidr'; readonly network: Network }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly value: number }
  | {
      readonly kind: 'time-part';
      readonly part: TimePart;
      readonly operator: CompareOperator;
      readonly value: number;
    }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | {
      readonly kind: 'field-reference';
      readonly other: string;
      readonly mode: ReferenceMode;
      readonly cased: boolean;
    };

/**
 * A rule as a tree. `field: null` asks every value of the event (keyword search). The tree is the one form from which
 * the compiled matcher, the explanation and stored-history queries are made.
 */
export type RuleNode =
  | { readonly kind: 'and'; readonly nodes: readonly RuleNode[] }
  | { readonly kind: 'or'; readonly nodes: readonly RuleNode[] }
  | { readonly kind: 'not'; readonly node: RuleNode }
  | { readonly kind: 'test'; readonly field: string | null; readonly test: ValueTest };

/** What rules, correlations and filters have in common. */
export interface RuleHead {
  /** The document's `id`, or one derived from its content hash when it has none. */
  readonly id: string;
  readonly name: string | null;
  readonly title: string;
  readonly status: string | null;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsepositives: readonly string[];
  /** The document's own `tocsin` block: entity, measures. Empty when it has none. */
  readonly custom: JsonObject;
  readonly file: string;
  /** Line of the document's start, counted from 1. */
  readonly line: number;
  /** SHA-256 (hex) of the document's canonical form. */
  readonly hash: string;
}

/** A detection rule (Sigma 2.1, rules specification). */
export interface SigmaRule extends RuleHead {
  readonly kind: 'detection';
  readonly level: Severity;
  readonly logSource: LogSource;
  readonly tree: RuleNode;
  readonly fields: readonly string[];
  /** Ids of the filters that were applied to `tree`. */
  readonly filters: readonly string[];
  /** The tree without filters; left out when there are none. */
  readonly ownTree?: RuleNode;
}

/** A filter (Sigma 2.1, filters specification): its tree is ANDed, as written, onto the rules that it names. */
export interface SigmaFilter extends RuleHead {
  readonly kind: 'filter';
  readonly logSource: LogSource;
  readonly targets: readonly string[] | 'any';
  readonly tree: RuleNode;
}

/** Builds the smallest tree that says the same. */
export const allOf = (nodes: readonly RuleNode[]): RuleNode => combine('and', nodes);
export const anyOf = (nodes: readonly RuleNode[]): RuleNode => combine('or', nodes);
export const negate = (node: RuleNode): RuleNode => (node.kind === 'not' ? node.node : { kind: 'not', node });

function combine(kind: 'and' | 'or', nodes: readonly RuleNode[]): RuleNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, nodes: flat };
}

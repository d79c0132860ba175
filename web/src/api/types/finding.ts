import type { Severity } from './common.ts';

export const findingStatuses = ['new', 'triaged', 'dismissed', 'closed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];
export interface Finding {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly companyId: string;
  readonly companyName: string;
  readonly rule: { readonly id: string; readonly title: string; readonly author: string | null };
  readonly entity: { readonly type: string; readonly value: string };
  readonly matchCount: number;
  readonly firstMatchAt: string;
  readonly lastMatchAt: string;
  readonly incidentId: string | null;
}
export interface FindingDetail extends Finding {
  readonly description: string | null;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly evidence: readonly { readonly eventId: string; readonly time: string; readonly message: string }[];
  readonly receipt: { readonly ruleHash: string; readonly engineVersion: string };
}
export type TriageDecision =
  | { readonly decision: 'incident'; readonly severity?: Severity }
  | { readonly decision: 'attach'; readonly incidentId: string }
  | { readonly decision: 'dismiss'; readonly reason: string };
export interface TriageResult {
  readonly findingId: string;
  readonly incidentId: string | null;
}
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly level: Severity;
  readonly status: string | null;
  readonly author: string | null;
  readonly kind: 'rule' | 'correlation';
  readonly logSource: {
    readonly product?: string | null;
    readonly category?: string | null;
    readonly service?: string | null;
  } | null;
  readonly tags: readonly string[];
  readonly matches24h: number;
  readonly file: string;
}
export interface RuleDetail extends Rule {
  readonly yaml: string;
  readonly hash: string;
}
export interface RefusedRule {
  readonly file: string;
  readonly line: number | null;
  readonly code: string;
  readonly reason: string;
}
export interface RuleList {
  readonly items: readonly Rule[];
  readonly refused: readonly RefusedRule[];
}

import type { Obligation } from './agreement.ts';
import type { Json, Severity } from './common.ts';

export interface ActivityRecord {
  readonly id: string;
  readonly at: string;
  readonly principal: { readonly kind: string; readonly id: string; readonly name: string };
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly outcome: 'success' | 'denied' | 'failed';
  readonly errorCode: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  readonly resources: readonly { readonly type: string; readonly id: string }[];
  readonly companyId: string | null;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, Json>> | null;
}
export type CountBySeverity = Readonly<Partial<Record<Severity, number>>>;
export interface Overview {
  readonly obligationsDue: readonly Obligation[];
  readonly incidentsOpen: { readonly bySeverity: CountBySeverity };
  readonly findingsNew: { readonly bySeverity: CountBySeverity };
  readonly events: {
    readonly last24h: readonly { readonly at: string; readonly count: number }[];
    readonly total: number;
  };
  readonly sources: { readonly total: number; readonly silent: number };
  readonly intake: { readonly lagMs: number; readonly rejected: number };
}
export interface StreamChange {
  readonly topic: 'finding' | 'incident' | 'obligation' | 'notice' | 'intake';
  readonly id: string;
  readonly companyId: string | null;
}

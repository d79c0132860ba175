import type { FileSystem, UsedQuota } from './storage.ts';
export interface ActivityRecord {
  readonly id: string;
  readonly at: string;
  readonly principal: { readonly kind: string; readonly id: string | null; readonly name: string };
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
  readonly detail: Readonly<Record<string, unknown>>;
}
export type CountBySeverity = Readonly<Record<string, number>>;
export interface Overview {
  readonly incidentsOpen: { readonly bySeverity: CountBySeverity };
  readonly findingsNew: { readonly bySeverity: CountBySeverity };
  readonly events: {
    readonly last24h: readonly { readonly at: string; readonly count: number }[];
    readonly total: number;
  };
  readonly sources: { readonly total: number; readonly silent: number };
  readonly intake: { readonly received: number; readonly evaluated: number; readonly unparsed: number };
  /** Disks that need somebody to look at them; none for a customer. */
  readonly fileSystems: readonly FileSystem[];
  readonly quotas: readonly UsedQuota[];
}
export interface StreamChange {
  readonly topic: 'finding' | 'incident' | 'obligation' | 'notice' | 'intake';
  readonly id: string;
  readonly companyId: string | null;
}

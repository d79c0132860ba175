import type { Json, Page, Severity } from './common.ts';

export interface SecurityEvent {
  readonly id: string;
  readonly time: string;
  readonly receivedAt: string;
  readonly companyId: string;
  readonly sourceId: string;
  readonly classUid: number;
  readonly className: string;
  readonly severity: Severity;
  readonly message: string;
  readonly host: string | null;
  readonly userName: string | null;
  readonly srcIp: string | null;
  readonly product: string | null;
  readonly service: string | null;
  readonly parser: string | null;
  readonly unparsedReason: string | null;
}
export interface EventDetail extends SecurityEvent {
  readonly ocsf: Readonly<Record<string, Json>> | null;
  readonly raw: string;
}
export interface EventPage extends Page<SecurityEvent> {
  readonly searched: { readonly rows: number; readonly ms: number };
}
export interface Histogram {
  readonly from: string;
  readonly to: string;
  readonly bucketMs: number;
  readonly buckets: readonly { readonly at: string; readonly count: number }[];
  readonly total: number;
}
export interface FieldValues {
  readonly field: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly distinct: number;
}
export interface QueryField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}
export interface IntakeStatus {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly spool: { readonly bytes: number; readonly oldestAt: string | null; readonly quotaBytes: number };
  readonly listeners: readonly {
    readonly transport: string;
    readonly address: string;
    readonly port: number;
  }[];
}

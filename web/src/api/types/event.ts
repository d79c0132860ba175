import type { Page } from './common.ts';

export interface SecurityEvent {
  readonly id: string;
  readonly time: string;
  readonly receivedAt: string;
  readonly companyId: string;
  readonly sourceId: string;
  readonly classUid: number;
  readonly className: string;
  /** A severity of ours, or OCSF's `unknown` and `fatal`. */
  readonly severity: string;
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
  readonly ocsf: Readonly<Record<string, unknown>> | null;
  readonly raw: string;
}
export interface EventPage extends Page<SecurityEvent> {
  readonly searched: { readonly ms: number };
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
}
export interface QueryField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly values: readonly string[];
}
export interface IntakeStatus {
  readonly received: number;
  readonly stored: number;
  readonly evaluated: number;
  readonly rejected: Readonly<Record<string, number>>;
  /** Accepted and then dropped: of companies that have been erased. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Kept and counted, but read by no parser. */
  readonly unparsed: Readonly<Record<string, number>>;
  readonly spool: {
    readonly bytes: number;
    readonly quotaBytes: number;
    readonly waitingBytes: number;
    readonly failures: number;
    /** Senders are slowed because a disk is nearly full. */
    readonly isHeld: boolean;
  };
  readonly listeners: readonly {
    readonly transport: string;
    readonly address: string;
    readonly port: number;
  }[];
}

/** A disk that data of the installation lies on. */
export interface FileSystem {
  readonly node: string;
  readonly places: readonly string[];
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly freePercent: number;
  readonly level: 'ok' | 'warn' | 'stop';
  readonly levelSince: string;
  readonly seenAt: string;
  readonly isStale: boolean;
  /** When intake is slowed if the trend goes on. */
  readonly stopsAt: string | null;
}
export interface FileSystems {
  readonly items: readonly FileSystem[];
  readonly warnFreePercent: number;
  readonly stopFreePercent: number;
}
export const quotaActions = ['warn', 'remove_oldest'] as const;
export type QuotaAction = (typeof quotaActions)[number];
/** What another retention would remove at once. */
export interface RetentionPreview {
  readonly days: number;
  readonly events: number;
  readonly oldestAt: string | null;
  readonly receivedUpTo: string;
}
export interface CompanyStorage {
  readonly stored: {
    readonly events: number;
    readonly oldestAt: string | null;
    readonly bytes: number;
    readonly measuredAt: string | null;
  };
  readonly retention: {
    readonly days: number;
    readonly isDefault: boolean;
    readonly defaultDays: number;
    /** False while a change has not reached everything that is stored. */
    readonly isApplied: boolean;
    readonly appliedAt: string | null;
  };
  readonly quota: {
    readonly bytes: number | null;
    readonly action: QuotaAction;
    readonly level: 'ok' | 'warn' | 'full';
    readonly fullAt: string | null;
  };
  readonly preview: RetentionPreview | null;
}
/** A company that has nearly used up its quota, or has. */
export interface UsedQuota {
  readonly companyId: string;
  readonly companyName: string;
  readonly bytes: number;
  readonly quotaBytes: number;
  readonly level: 'warn' | 'full';
}

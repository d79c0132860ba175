export interface Company {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly kind: 'provider' | 'customer';
  /** Null: as long as the installation keeps events. */
  readonly retentionDays: number | null;
  readonly status: 'active' | 'off_boarding' | 'erased';
  readonly locale: string;
  readonly createdAt: string;
}
export interface CompanyDetail extends Company {
  readonly counts: {
    readonly users: number;
    readonly sources: number;
    readonly openIncidents: number;
    readonly openFindings: number;
  };
}
export interface OffBoardingStep {
  readonly id: string;
  readonly step: 'export' | 'erase';
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly requestedByName: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
}
export interface OffBoarding {
  readonly status: Company['status'];
  readonly steps: readonly OffBoardingStep[];
}
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}
export const contactCategories = ['security', 'legal', 'operations'] as const;
export type ContactCategory = (typeof contactCategories)[number];
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly categories: readonly string[];
  readonly locale: string;
}
export interface SourceSetting {
  readonly id: string;
  readonly name: string;
  readonly kind: 'http' | 'syslog';
  readonly companyId: string;
  readonly projectId: string | null;
  readonly addresses: readonly string[];
  readonly certificateFingerprint: string | null;
  readonly disabled: boolean;
}
export interface Source extends SourceSetting {
  readonly companyName: string;
  readonly lastEventAt: string | null;
  readonly eventCount24h: number;
}
